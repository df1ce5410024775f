"""Putting down a stay in hospital, or days the operator caused: who says so, and why (N4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from bot.domain.documents import document_of, masked
from bot.domain.errors import BotError
from bot.domain.notices.excuses import Excuse, ExcuseKind

WHY_UP_TO = 500


class ExcuseRefused(BotError):
    """What was asked cannot be put down; says why."""


class ExcuseUnknown(BotError):
    """No such period stands."""

    def __init__(self, excuse_id: int) -> None:
        super().__init__(f"no stay or excuse {excuse_id} stands")
        self.excuse_id = excuse_id


@dataclass(frozen=True)
class ExcuseOrder:
    """What is to be put down; without a creditor, the only one that knows the document."""

    document: str = field(repr=False)
    excuse: Excuse
    why: str = field(repr=False)
    by: str
    creditor: str | None = None


@dataclass(frozen=True)
class KeptExcuse:
    """One on record, withdrawn or not."""

    id: int
    creditor: str
    document: str = field(repr=False)
    excuse: Excuse
    why: str = field(repr=False)
    recorded_by: str
    recorded_at: datetime
    ended_by: str | None = None
    withdrawn_by: str | None = None

    def shown(self, document: str | None = None) -> dict[str, object]:
        """For lists; the document masked, unless another form is given."""
        period = self.excuse
        return {
            "id": self.id,
            "creditor": self.creditor,
            "cpf": document or masked(self.document),
            "kind": period.kind.value,
            "from": period.starts.isoformat(),
            "until": period.ends.isoformat() if period.ends else None,
            "titles": list(period.title_numbers),
            "why": self.why,
            "recorded_by": self.recorded_by,
            "recorded_at": self.recorded_at.isoformat(),
            "ended_by": self.ended_by,
            "withdrawn_by": self.withdrawn_by,
        }


class Excuses(Protocol):
    """Stays and excused days as they are kept."""

    async def creditors_of(self, document: str) -> Sequence[str]: ...

    async def titles_of(self, creditor: str, document: str) -> Sequence[str]:
        """Numbers of the titles of the person, and of the holder under whom they are."""
        ...

    async def put(self, order: ExcuseOrder, creditor: str, at: datetime) -> KeptExcuse: ...

    async def end(self, excuse_id: int, ends: date, by: str) -> KeptExcuse | None:
        """Set or move the last day; None where no such period stands."""
        ...

    async def withdraw(self, excuse_id: int, by: str, at: datetime) -> KeptExcuse | None:
        """Put down by mistake: it counts no more, and stays on record."""
        ...

    async def kept(self, document: str | None = None) -> Sequence[KeptExcuse]: ...


async def put_down(order: ExcuseOrder, excuses: Excuses, at: datetime) -> KeptExcuse:
    """Put a period on record, once it can be true of somebody known; raises `ExcuseRefused`."""
    document = document_of(order.document)
    if document is None:
        raise ExcuseRefused("neither a CPF nor a CNPJ")
    _refuse_bad_words(order)
    creditor = _only(await excuses.creditors_of(document), order.creditor)
    unknown = set(order.excuse.title_numbers) - set(await excuses.titles_of(creditor, document))
    if unknown:
        raise ExcuseRefused(f"no such title of this person: {', '.join(sorted(unknown))}")
    return await excuses.put(ExcuseOrder(document, order.excuse, order.why.strip(), order.by, creditor), creditor, at)


async def end_on(excuse_id: int, ends: date, by: str, excuses: Excuses) -> KeptExcuse:
    standing = next((one for one in await excuses.kept() if one.id == excuse_id and not one.withdrawn_by), None)
    if standing is None:
        raise ExcuseUnknown(excuse_id)
    if ends < standing.excuse.starts:
        raise ExcuseRefused("it would end before it starts")
    ended = await excuses.end(excuse_id, ends, by)
    if ended is None:
        raise ExcuseUnknown(excuse_id)
    return ended


async def withdraw(excuse_id: int, by: str, excuses: Excuses, at: datetime) -> KeptExcuse:
    withdrawn = await excuses.withdraw(excuse_id, by, at)
    if withdrawn is None:
        raise ExcuseUnknown(excuse_id)
    return withdrawn


def _refuse_bad_words(order: ExcuseOrder) -> None:
    period = order.excuse
    if not order.why.strip() or len(order.why) > WHY_UP_TO:
        raise ExcuseRefused(f"say why, in up to {WHY_UP_TO} characters")
    if period.ends is not None and period.ends < period.starts:
        raise ExcuseRefused("it would end before it starts")
    if period.kind is ExcuseKind.OPERATOR and period.ends is None:
        raise ExcuseRefused("excused days need a last day")
    if period.kind is ExcuseKind.HOSPITAL and period.title_numbers:
        raise ExcuseRefused("a stay in hospital is of the person, not of a title")


def _only(creditors: Sequence[str], asked: str | None) -> str:
    if asked is not None and asked in creditors:
        return asked
    if asked is not None or not creditors:
        raise ExcuseRefused("nobody with this document is known there")
    if len(creditors) > 1:
        raise ExcuseRefused(f"known to several creditors, say which: {', '.join(creditors)}")
    return creditors[0]
