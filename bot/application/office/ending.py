"""Ending a case: an outcome of its kind, the very words the debtor hears, and a moment to take it back (G3)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.cases import Closed
from bot.application.news import TOLD_CASES
from bot.application.office.outcomes import freed, frees_some, outcomes_of
from bot.application.office.work import Task, Tasks, may_work_on
from bot.application.ports import Clock
from bot.domain.titles import Title

TAKEN_BACK_WITHIN = timedelta(minutes=2)
MAX_TEXT = 800  # with what stands around it, one message


@dataclass(frozen=True)
class CaseFile:
    """A case whole: what was said and sent, its titles, and how it came so far."""

    number: str
    kind: str
    creditor: str | None
    person_id: int | None
    person: str | None
    document: str  # in full; shown as the role may see it
    conversation_id: int | None
    channel: str | None
    note: str = field(repr=False)
    title_numbers: tuple[str, ...]
    titles: Sequence[Title]
    opened_at: datetime
    deadline: date
    owner: str | None
    owned_at: datetime | None
    closed: Closed | None = None
    told_at: datetime | None = None
    asked_at: datetime | None = None  # the debtor was asked to confirm who reads

    @property
    def is_told(self) -> bool:
        """Whether the debtor hears how it ended."""
        return self.kind in TOLD_CASES and self.person_id is not None and self.conversation_id is not None


@dataclass(frozen=True)
class Ending:
    """What somebody writes under a case; `titles` are those an ending in part is about."""

    number: str
    code: str
    text: str
    titles: tuple[str, ...] = ()


class EndRefused(StrEnum):
    OUTCOME = "outcome"  # none of the kind's
    TEXT = "text"
    TOO_LONG = "too_long"
    TITLES = "titles"  # in part, of no title
    NOT_YOURS = "not_yours"
    OVER = "over"


class CaseDesk(Protocol):
    """Cases one by one."""

    async def file(self, number: str) -> CaseFile | None: ...

    async def end(self, number: str, closed: Closed, freed: Sequence[str], tell_from: datetime) -> bool:
        """Closed by this, with what follows from it; False when it was closed before."""
        ...

    async def take_back(self, number: str, by: str, since: datetime, at: datetime) -> bool:
        """Open again, as if it had not ended; not once the debtor was told or asked."""
        ...


def refusal_of(ending: Ending, kind: str) -> EndRefused | None:
    """What is missing before a case may end so."""
    text = ending.text.strip()
    if ending.code not in outcomes_of(kind):
        return EndRefused.OUTCOME
    if not text:
        return EndRefused.TEXT
    if len(text) > MAX_TEXT:
        return EndRefused.TOO_LONG
    return EndRefused.TITLES if frees_some(kind, ending.code) and not ending.titles else None


async def end_case(ending: Ending, member: Member, desk: CaseDesk, tasks: Tasks, clock: Clock) -> EndRefused | None:
    """Once; the debtor hears of it a little later, until when it may be taken back."""
    task, case = await tasks.one(False, ending.number), await desk.file(ending.number)
    if task is None or case is None:
        return EndRefused.OVER
    if not may_work_on(task, member, clock.business_now()):
        return EndRefused.NOT_YOURS
    refused = refusal_of(ending, case.kind)
    if refused is not None:
        return refused
    now = clock.now()
    closed = Closed(member.email, now, ending.text.strip(), ending.code)
    free = freed(case.kind, ending.code, case.title_numbers, ending.titles)
    return None if await desk.end(ending.number, closed, free, now + TAKEN_BACK_WITHIN) else EndRefused.OVER


async def take_back(number: str, member: Member, desk: CaseDesk, clock: Clock) -> bool:
    now = clock.now()
    return await desk.take_back(number, member.email, now - TAKEN_BACK_WITHIN, now)


def may_take_back(case: CaseFile, member: Member, now: datetime) -> bool:
    closed = case.closed
    return (
        closed is not None
        and closed.by == member.email
        and now - closed.at < TAKEN_BACK_WITHIN
        and case.told_at is None
        and case.asked_at is None
    )


def may_see_case(case: CaseFile | Task, member: Member) -> bool:
    is_theirs = not member.creditors or case.creditor is None or case.creditor in member.creditors
    return is_theirs and may(member.role, Right.READ_DEBTS)
