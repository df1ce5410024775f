"""The back office's one work list: cases and slip requests, late ones first, each with whose it is (G1, G3, H1)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from bot.application.ports import Clock

SLIP = "slip"
PAGE = 50
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """A case or a slip request that waits; `owner` is who of the staff has it."""

    kind: str  # of the case, or `slip`
    number: str  # the chamado, or the number of the request
    creditor: str | None
    opened_at: datetime
    due: datetime  # the last moment in time
    owner: str | None = None
    person_id: int | None = None
    conversation_id: int | None = None
    person: str | None = None
    document: str | None = None  # already masked

    def is_late(self, now: datetime) -> bool:
        return now > self.due

    @property
    def is_slip(self) -> bool:
        return self.kind == SLIP


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to see of the list."""

    kind: str = ""
    creditor: str = ""
    late: bool = False
    mine: bool = False
    start: int = 0


@dataclass(frozen=True)
class WorkList:
    """A page of the list, and how much there is of what."""

    tasks: Sequence[Task]
    now: datetime
    found: int
    total: int
    late: int
    mine: int
    by_kind: Mapping[str, int]
    creditors: Sequence[str]
    start: int = 0

    @property
    def late_in_s(self) -> int | None:
        """When the next of those shown is late, if that is today: nothing else tells an open page of it."""
        left = [task.due - self.now for task in self.tasks if not task.is_late(self.now)]
        soonest = min(left, default=_DAY)
        return int(soonest.total_seconds()) + 1 if soonest < _DAY else None

    @property
    def next_start(self) -> int | None:
        after = self.start + len(self.tasks)
        return after if after < self.found else None


@dataclass(frozen=True)
class WorkCounts:
    total: int
    late: int
    mine: int


class Tasks(Protocol):
    """The list as kept."""

    async def open(self) -> Sequence[Task]:
        """Everything that waits, whose it is not opened yet."""
        ...

    async def named(self, tasks: Sequence[Task]) -> Sequence[Task]:
        """The same with the debtor's name and masked document."""
        ...

    async def take(self, task: "TakenTask") -> bool:
        """By one conditional statement: of any number who ask at once, one gets it."""
        ...

    async def let_go(self, is_slip: bool, number: str, by: str, at: datetime) -> bool: ...

    async def one(self, is_slip: bool, number: str) -> Task | None:
        """Only while it waits."""
        ...

    async def record_accesses(self, people: Sequence[int], actor: str, what: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class TakenTask:
    """Who takes what, and from whom: one taken meanwhile by somebody else is not taken away unseen."""

    is_slip: bool
    number: str
    by: str
    at: datetime
    seen_owner: str | None = field(default=None)


class TakeRefused(StrEnum):
    OVER = "over"  # closed, issued, or never there
    OWNED = "owned"
    LATE = "late"  # a supervisor's by now


async def work_list(wanted: Wanted, member: Member, tasks: Tasks, clock: Clock) -> WorkList:
    """Late ones first; only what is of the creditors somebody works for."""
    now = clock.business_now()
    everything = [task for task in await tasks.open() if works_for(member, task.creditor)]
    here = [task for task in everything if not wanted.creditor or task.creditor == wanted.creditor]
    found = sorted((task for task in here if _is_wanted(task, wanted, member, now)), key=_urgency)
    shown = await tasks.named(found[wanted.start : wanted.start + PAGE])
    people = [task.person_id for task in shown if task.person_id is not None]
    await tasks.record_accesses(people, member.email, "work list", clock.now())
    return WorkList(
        tasks=shown,
        now=now,
        found=len(found),
        total=len(here),
        late=sum(task.is_late(now) for task in here),
        mine=sum(task.owner == member.email for task in here),
        by_kind=Counter(task.kind for task in here),
        creditors=sorted({task.creditor for task in everything if task.creditor}),
        start=wanted.start,
    )


async def count_work(member: Member, tasks: Tasks, clock: Clock) -> WorkCounts:
    """How much there is, without anybody's name."""
    now = clock.business_now()
    here = [task for task in await tasks.open() if works_for(member, task.creditor)]
    late = sum(task.is_late(now) for task in here)
    return WorkCounts(len(here), late, sum(task.owner == member.email for task in here))


async def take(wanted: TakenTask, member: Member, tasks: Tasks, clock: Clock) -> TakeRefused | None:
    """Late ones are a supervisor's, who may also take one over from who has it."""
    task = await tasks.one(wanted.is_slip, wanted.number)
    if task is None or not works_for(member, task.creditor):
        return TakeRefused.OVER
    may_overrule = may(member.role, Right.OVERRULE)
    if task.owner == member.email:
        return None
    if wanted.seen_owner and not may_overrule:
        return TakeRefused.OWNED
    if task.is_late(clock.business_now()) and not may_overrule:
        return TakeRefused.LATE
    if await tasks.take(wanted):
        return None
    return TakeRefused.OWNED if await tasks.one(wanted.is_slip, wanted.number) else TakeRefused.OVER


def may_work_on(task: Task, member: Member, now: datetime) -> bool:
    """Whoever has it, a supervisor, or anybody while nobody has it and it is in time."""
    if not may(member.role, Right.WORK_CASES) or not works_for(member, task.creditor):
        return False
    if may(member.role, Right.OVERRULE) or task.owner == member.email:
        return True
    return task.owner is None and not task.is_late(now)


def works_for(member: Member, creditor: str | None) -> bool:
    return not member.creditors or creditor is None or creditor in member.creditors


def _is_wanted(task: Task, wanted: Wanted, member: Member, now: datetime) -> bool:
    return (
        (not wanted.kind or task.kind == wanted.kind)
        and (not wanted.late or task.is_late(now))
        and (not wanted.mine or task.owner == member.email)
    )


def _urgency(task: Task) -> tuple[datetime, datetime, str]:
    return task.due, task.opened_at, task.number
