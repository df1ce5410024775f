"""Sheets that finance takes out: agreements, notices and contacts, of a creditor and a span of days (N7, R4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.application.agents.contact_log import ContactAttempt
from bot.application.agents.roles import StaffRole
from bot.domain.agreements import Agreement, AgreementState, Installment
from bot.domain.people import Person

BRASILIA = ZoneInfo("America/Sao_Paulo")


class ExportKind(StrEnum):
    AGREEMENTS = "agreements"
    NOTICES = "notices"
    CONTACTS = "contacts"


@dataclass(frozen=True)
class ExportOrder:
    """Which sheet; both days count, and no creditor named means all."""

    kind: ExportKind
    creditor: str | None = None
    since: date | None = None
    until: date | None = None
    role: StaffRole = StaffRole.ADMIN  # of who reads it

    def covers(self, at: datetime | date, creditor: str | None) -> bool:
        day = at.astimezone(BRASILIA).date() if isinstance(at, datetime) else at
        is_theirs = self.creditor is None or creditor == self.creditor
        return is_theirs and (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class ClosedWith:
    """A conversation a person closed, as its form tells."""

    at: datetime
    outcome: str
    attempt: int
    protocol: str | None
    agent: str
    creditor: str | None
    note: str = field(default="", repr=False)
    person: Person | None = field(default=None, repr=False)


@dataclass(frozen=True)
class LoggedContact:
    attempt: ContactAttempt
    person: Person = field(repr=False)


@dataclass(frozen=True)
class AgreementOut:
    agreement: Agreement
    person: Person = field(repr=False)
    phone: str | None = field(default=None, repr=False)


class ExportBook(Protocol):
    """What the sheets are made of, oldest first."""

    async def agreements(self) -> Sequence[AgreementOut]: ...

    async def contacts(self) -> Sequence[LoggedContact]: ...

    async def closings(self) -> Sequence[ClosedWith]: ...


@dataclass(frozen=True)
class Exported:
    """How many rows were written, and of whom."""

    rows: int
    people: frozenset[int]


class Exporter(Protocol):
    async def __call__(self, order: ExportOrder, out: Path) -> Exported: ...


@dataclass(frozen=True)
class ListedPart:
    """The slip an agreement is at: the next to be paid, or its last."""

    part: Installment
    place: int
    of: int
    state: AgreementState


def part_at_hand(agreement: Agreement, state: AgreementState) -> ListedPart:
    part = agreement.next_unpaid or agreement.installments[-1]
    return ListedPart(part, agreement.installments.index(part) + 1, len(agreement.installments), state)
