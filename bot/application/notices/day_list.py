"""What the clock finds on a day for people to decide or do: terms that ran out, notices still to be issued (N4)."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.notices.clock_job import ClockTools, DayDone, Decision, run_clock
from bot.application.notices.judging import Judge, SkipReason
from bot.application.notices.ledger import Candidate, Ledger, Skipped
from bot.application.notices.planning import Order, scope_of
from bot.domain.conversation import Channel

# Who was told, or is on the list for letters, is found there.
_ELSEWHERE = frozenset({SkipReason.ALREADY_NOTIFIED.value, SkipReason.ON_LETTER_LIST.value, SkipReason.NOT_DUE.value})


class FindingKind(StrEnum):
    DECIDE = "decide"  # the term is over: a person decides
    ISSUE = "issue"  # in default since the day of the alert, and not notified


@dataclass(frozen=True)
class Finding:
    """One thing for a person to look at, with the facts; `why` are a clock's reasons, or what stands in the way."""

    kind: FindingKind
    creditor: str
    person_id: int
    why: tuple[str, ...] = ()
    days_overdue: int = 0
    day: date | None = None  # the last day of the term, or the day to issue by
    notice_id: int | None = None
    unpaid: int = 0  # mensalidades of the notice still open
    counted: int = 0  # of those, the ones that count for an exclusion


class DayList(Protocol):
    """What was found, as kept."""

    async def keep(self, found: Sequence[Finding], creditors: Collection[str], at: datetime) -> None:
        """In place of all that was found of these creditors before."""
        ...

    async def is_wanted(self) -> bool:
        """Somebody asked for another look, or a portfolio came in since the last."""
        ...


@dataclass(frozen=True)
class DayTools:
    clock: ClockTools
    ledger: Ledger
    channels_of: Callable[[str], frozenset[Channel]]
    kept: DayList


async def look_over(tools: DayTools) -> DayDone:
    """The daily job, and what it found kept for the pages."""
    began = tools.clock.clock.now()
    done = await run_clock(tools.clock)
    found = [_decision(one) for one in done.decisions]
    for creditor in tools.clock.policies:
        found += await _to_issue(creditor, tools)
    await tools.kept.keep(found, list(tools.clock.policies), began)
    return done


def _decision(one: Decision) -> Finding:
    standing, notice = one.standing, one.notice
    return Finding(
        kind=FindingKind.DECIDE,
        creditor=notice.creditor,
        person_id=notice.person_id,
        why=tuple(why.value for why in standing.why),
        days_overdue=standing.days_overdue,
        day=standing.term.last_day if standing.term else None,
        notice_id=notice.id,
        unpaid=len(standing.unpaid),
        counted=len(standing.counted),
    )


async def _to_issue(creditor: str, tools: DayTools) -> list[Finding]:
    policy, clock = tools.clock.policies[creditor], tools.clock.clock
    day = clock.business_now().date()
    judge = Judge(policy, day, clock.now(), tools.channels_of(creditor))
    found: list[Finding] = []
    async for candidates in tools.ledger.candidates(scope_of(Order(creditor, "clock"), policy, day)):
        for each in candidates:
            await tools.clock.way.step()
            finding = _not_notified(each, judge)
            found += [finding] if finding is not None else []
        await tools.clock.way.clear()
    return found


def _not_notified(candidate: Candidate, judge: Judge) -> Finding | None:
    fees, notice = judge.fees(candidate), judge.policy.notice
    days = max((fee.days_overdue for fee in fees), default=0)
    verdict = judge.of(candidate)
    reason = verdict.reason if isinstance(verdict, Skipped) else ""
    if days < notice.alert_from_day or reason in _ELSEWHERE:
        return None
    return Finding(
        kind=FindingKind.ISSUE,
        creditor=candidate.person.creditor,
        person_id=candidate.person.id,
        why=(reason,) if reason else (),
        days_overdue=days,
        day=judge.day + timedelta(days=notice.issue_by_day - days),
        unpaid=len(fees),
    )
