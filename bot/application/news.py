"""News: how a debtor's case ended and which slips were issued, to be told once to the verified debtor (G1, G3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.domain.conversation import Channel
from bot.domain.money import Money

# Cases a debtor opens and waits for; the others are tasks among staff.
TOLD_CASES = frozenset(
    {
        *("already_paid", "contest", "payroll", "contact_update", "data_protection"),
        *("power_of_attorney", "cancel_plan", "outside_channel"),
    }
)


@dataclass(frozen=True)
class CaseNews:
    """A case was closed with these words; `at` is when."""

    id: int
    number: str
    outcome: str
    at: datetime | None = None


@dataclass(frozen=True)
class SlipHere:
    """One slip that goes to the debtor with the news: how it is paid, and the PDF."""

    number: int
    due: date
    total: Money
    value: Money
    code: str = ""  # digits or Pix code, as people copy them
    pdf: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class SlipNews:
    """Slips of an agreement were issued; due date and total are of the first of them."""

    id: int
    agreement: str
    slips: int
    due: date | None
    total: Money | None
    by_email: str  # where they went; empty when to a phone
    here: tuple[SlipHere, ...] = ()  # those told in the conversation itself


type News = CaseNews | SlipNews


class NewsLookup(Protocol):
    async def of_person(self, person_id: int) -> Sequence[News]:
        """What this person was not told yet, oldest first."""
        ...


class NoNews:
    """Where nothing is ever to be told."""

    async def of_person(self, person_id: int) -> Sequence[News]:
        return ()


@dataclass(frozen=True)
class Untold:
    """News of one person for whom no contact was started yet, and the talk they belong to."""

    news_ids: tuple[int, ...]
    person_id: int
    channel: Channel
    contact: str
    sender: str
    simulated: bool = False
    was_unlinked: bool = False  # whoever has this phone said it is not theirs (I5)
