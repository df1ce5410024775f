"""The daily job: notices settle and run out, and a person is told what may be decided and why (N4).

Nothing here cancels or suspends a plan.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from bot.application.giving_way import FREE, Way
from bot.application.notices.ports import Notices
from bot.application.ports import Calendar, Clock
from bot.domain.notices.clock import ClockState, NoticeClock, Situation, Standing
from bot.domain.notices.fees import MonthlyFee
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.zones import zone_of
from bot.domain.people import Person
from bot.domain.policy import Policy

AT_ONCE = 50  # a decision is taken on what was read a second or two before
_AROUND = timedelta(days=90)
_RUN_OUT = frozenset({ClockState.MAY_DECIDE, ClockState.NOT_ENOUGH_MONTHS, ClockState.NEW_NOTICE_NEEDED})


@dataclass(frozen=True)
class Clocked:
    """A notice with all that its clock depends on."""

    notice: Notice
    person: Person
    fees: tuple[MonthlyFee, ...]
    hospitalised: bool = False
    case_open: bool = False
    answer_waits: bool = False  # the case of its contest is closed, and its answer is still on the way


class ClockBook(Protocol):
    async def clocked(self, after: int, limit: int) -> Sequence[Clocked]:
        """Notices above this number that are neither voided nor settled, in order of number."""
        ...


@dataclass(frozen=True)
class ClockTools:
    book: ClockBook
    notices: Notices
    policies: Mapping[str, Policy]
    calendar: Calendar
    clock: Clock
    way: Way = FREE


@dataclass(frozen=True)
class Decision:
    """What a person may decide about, with the facts."""

    notice: Notice
    person: Person
    standing: Standing


@dataclass(frozen=True)
class DayDone:
    """What the job did, and what waits for a person."""

    settled: int = 0
    expired: int = 0
    unheard: int = 0  # contests answered whose answer has not reached the person
    decisions: tuple[Decision, ...] = ()


async def run_clock(tools: ClockTools) -> DayDone:
    """Look at every notice that still stands; run twice a day it does nothing the second time."""
    settled = expired = unheard = after = 0
    decisions: list[Decision] = []
    while found := await tools.book.clocked(after, AT_ONCE):
        for one in found:
            await tools.way.step()
            if one.notice.creditor not in tools.policies:
                continue
            unheard += one.answer_waits
            standing = _standing(one, tools)
            settled += await _settle(one, standing, tools)
            expired += await _expire(one, standing, tools)
            if standing.state is ClockState.MAY_DECIDE:
                decisions.append(Decision(one.notice, one.person, standing))
        after = found[-1].notice.id
        await tools.way.clear()
    return DayDone(settled, expired, unheard, tuple(decisions))


def _standing(one: Clocked, tools: ClockTools) -> Standing:
    situation = Situation(one.fees, None, one.hospitalised, one.case_open, one.answer_waits)
    return _clock_of(one, tools).standing(one.notice, situation, tools.clock.now())


def _clock_of(one: Clocked, tools: ClockTools) -> NoticeClock:
    today: date = tools.clock.now().date()
    holidays = tools.calendar.holidays(today - _AROUND, today + _AROUND, one.person.state)
    policy = tools.policies[one.notice.creditor].notice
    return NoticeClock(policy, zone_of(one.person.state, one.person.city), holidays)


async def _settle(one: Clocked, standing: Standing, tools: ClockTools) -> bool:
    if standing.state is not ClockState.SETTLED:
        return False
    facts = {"reason": ",".join(standing.why)}
    return await tools.notices.move(one.notice.id, NoticeState.SETTLED, tools.clock.now(), facts)


async def _expire(one: Clocked, standing: Standing, tools: ClockTools) -> bool:
    if standing.state not in _RUN_OUT:
        return False
    facts = {"reason": ",".join(standing.why), "unpaid": ",".join(standing.unpaid)}
    facts["deadline"] = standing.term.last_day.isoformat() if standing.term else ""
    return await tools.notices.move(one.notice.id, NoticeState.EXPIRED, tools.clock.now(), facts)
