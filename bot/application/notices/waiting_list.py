"""The notices that wait for a person: decisions, notices to issue, letters and calls, open contests (N4, N6)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.application.agents import masking
from bot.application.agents.keys import Member
from bot.application.agents.ports import Conversations
from bot.application.agents.roles import Right, StaffRole, may
from bot.application.notices.reports import NoticeReports
from bot.application.ports import Clock
from bot.domain.documents import formatted
from bot.domain.notices.notice import NoticeState

PAGE = 50


class Waits(StrEnum):
    """The lists of the page."""

    DECIDE = "decide"
    ISSUE = "issue"
    LETTERS = "letters"
    CONTESTS = "contests"


@dataclass(frozen=True)
class Wanted:
    waits: Waits = Waits.DECIDE
    creditor: str = ""
    start: int = 0


@dataclass(frozen=True)
class NoticeShown:
    id: int
    protocol: str
    state: NoticeState
    deadline: date | None
    is_issued: bool  # there is something to certify


@dataclass(frozen=True)
class WaitingNotice:
    """A line of any of the lists; the document is masked, the phones are asked for."""

    number: str  # of the attempt, the case, or what was found
    creditor: str
    person_id: int | None
    person: str = field(repr=False)
    document: str = field(repr=False)
    why: tuple[str, ...] = ()
    days_overdue: int = 0
    unpaid: int = 0
    counted: int = 0
    day: date | None = None
    since: datetime | None = None
    attempt: int = 0
    conversation_id: int | None = None
    notice: NoticeShown | None = None

    def is_late(self, today: date) -> bool:
        return self.day is not None and self.day < today


@dataclass(frozen=True)
class NoticeCounts:
    decide: int = 0
    issue: int = 0
    letters: int = 0
    contests: int = 0

    def of(self, waits: Waits) -> int:
        found: int = getattr(self, waits.value)
        return found

    @property
    def total(self) -> int:
        return self.decide + self.issue + self.letters + self.contests


@dataclass(frozen=True)
class LastLook:
    """The oldest look at any creditor of the reader's, and whether another one is asked for."""

    at: datetime | None = None
    is_asked: bool = False
    creditors: tuple[str, ...] = ()


class NoticeWork(Protocol):
    """The lists as kept; all of it within the reader's reach."""

    async def counts(self, creditor: str = "") -> NoticeCounts: ...

    async def lines(self, wanted: Wanted, limit: int) -> Sequence[WaitingNotice]: ...

    async def last_look(self) -> LastLook: ...

    async def ask(self, at: datetime) -> None:
        """For another look; the worker hears of it."""
        ...

    async def numbers(self, person_id: int) -> tuple[str, Sequence[str]] | None:
        """The document and the phones the creditor gave, in full."""
        ...


@dataclass(frozen=True)
class NoticeList:
    lines: Sequence[WaitingNotice]
    counts: NoticeCounts
    look: LastLook
    now: datetime
    wanted: Wanted

    @property
    def found(self) -> int:
        return self.counts.of(self.wanted.waits)

    @property
    def next_start(self) -> int | None:
        after = self.wanted.start + len(self.lines)
        return after if self.lines and after < self.found else None


@dataclass(frozen=True)
class NoticeListTools:
    work: NoticeWork
    reports: NoticeReports
    conversations: Conversations  # who looked is kept there
    clock: Clock


@dataclass(frozen=True)
class Numbers:
    document: str = field(repr=False)
    phones: tuple[str, ...] = field(repr=False)


def may_read_notices(role: StaffRole) -> bool:
    """Who plans notices, and who oversees; agents see those of their conversations there."""
    return may(role, Right.NOTIFY) or may(role, Right.READ_FIGURES)


async def notices_waiting(wanted: Wanted, member: Member, tools: NoticeListTools) -> NoticeList:
    lines = await tools.work.lines(wanted, PAGE)
    people = [line.person_id for line in lines if line.person_id is not None]
    await tools.conversations.record_accesses(people, member.email, "notices that wait")
    counts, look = await tools.work.counts(wanted.creditor), await tools.work.last_look()
    return NoticeList(lines, counts, look, tools.clock.business_now(), wanted)


async def numbers_of(person_id: int, member: Member, tools: NoticeListTools) -> Numbers | None:
    """As far as the role goes; that they were asked for is on record (section 10)."""
    found = await tools.work.numbers(person_id)
    if found is None:
        return None
    await tools.conversations.record_access(person_id, member.email, "numbers of a notice")
    document, phones = found
    shown = tuple(masking.phone(phone, member.role) for phone in phones)
    return Numbers(formatted(masking.document(document, member.role)), shown)


async def letter_done(attempt_id: int, tools: NoticeListTools) -> bool:
    """It went, or the person was told by phone; False when it waits no more."""
    return await tools.reports.letter_sent(attempt_id, tools.clock.now())
