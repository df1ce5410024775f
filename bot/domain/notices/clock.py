"""The clocks of a notice: what stands on a day, as facts; a person decides, nothing here cancels a plan (N4)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.domain.due_dates import payable_on
from bot.domain.notices.fees import MonthlyFee, unpaid_in_last_months
from bot.domain.notices.notice import Contest, Notice, NoticeState
from bot.domain.notices.replies import valid_from
from bot.domain.notices.zones import local_day
from bot.domain.policy import NoticePolicy

UNPAID_FOR_EXCLUSION = 2  # RN 593/2023: two mensalidades, consecutive or not


class ClockState(StrEnum):
    """Where a notice stands in time."""

    NOT_ISSUED = "not_issued"
    WAITING_REPLY = "waiting_reply"
    RUNNING = "running"
    HELD = "held"
    MAY_DECIDE = "may_decide"  # a person may; the facts are in `why` and `counted`
    NOT_ENOUGH_MONTHS = "not_enough_months"
    NEW_NOTICE_NEEDED = "new_notice_needed"
    NO_TERM = "no_term"  # the plan was cancelled before (N11)
    SETTLED = "settled"
    VOIDED = "voided"


class Why(StrEnum):
    """A fact behind the state."""

    NO_REPLY = "no_reply"
    IDENTITY_PENDING = "identity_pending"
    NOT_EXPLICIT = "not_explicit"  # answered, and the profile asks for an explicit reply
    CONTEST_OPEN = "contest_open"
    ANSWER_NOT_HEARD = "answer_not_heard"  # the contest was answered, and the person does not have the answer yet
    HOSPITAL_STAY = "hospital_stay"
    CASE_OPEN = "case_open"
    TERM_FROM_ANSWER = "term_from_answer"  # the person had the answer to a contest made inside the term
    CONTESTED_AFTER_TERM = "contested_after_term"  # a case, and no new term
    PAYABLE_NEXT_BUSINESS_DAY = "payable_next_business_day"
    TERM_OVER = "term_over"
    ISSUED_LATE = "issued_late"
    DELAY_EXCUSED = "delay_excused"
    PAID_IN_PART = "paid_in_part"
    PAID = "paid"
    IN_AGREEMENT = "in_agreement"
    NOTHING_OPEN = "nothing_open"  # withdrawn by the creditor
    NEW_DEFAULT = "new_default"  # mensalidades open that this notice does not name
    PLAN_CANCELLED = "plan_cancelled"


@dataclass(frozen=True)
class Situation:
    """What is known beside the notice; `case_open` of any case that holds its titles and is no contest."""

    fees: tuple[MonthlyFee, ...]  # of the person: those of the notice, and others
    contests: tuple[Contest, ...] | None = None  # None: the one the notice itself tells of
    hospitalised: bool = False
    case_open: bool = False
    answer_waits: bool = False  # the case of the contest is closed, and its answer has not reached the person


@dataclass(frozen=True)
class Term:
    """The uninterrupted days of a valid notice; a payment is in time until `payable_until`."""

    starts: datetime
    last_day: date
    payable_until: date

    def is_over(self, day: date) -> bool:
        return day > self.payable_until


@dataclass(frozen=True)
class Standing:
    """The facts of a notice on a day, for a person to read."""

    state: ClockState
    why: tuple[Why, ...]
    term: Term | None = None
    unpaid: tuple[str, ...] = ()  # of the notice, still open, oldest first
    counted: tuple[str, ...] = ()  # of those, the ones that count for an exclusion
    days_overdue: int = 0  # of the oldest, less what is excused


@dataclass(frozen=True)
class _Clocked:
    """The term so far, whether a contest holds it, and what to say of it."""

    term: Term | None
    held: bool = False
    why: tuple[Why, ...] = field(default=())


@dataclass(frozen=True)
class NoticeClock:
    """Counts for one person: the policy, the zone of their state and its holidays."""

    policy: NoticePolicy
    zone: ZoneInfo
    holidays: frozenset[date]

    def term_from(self, starts: datetime) -> Term:
        """The first day is the one after; weekends and holidays count, only a payment may move past them (*ours*)."""
        last_day = local_day(starts, self.zone) + timedelta(days=self.policy.answer_within_days)
        return Term(starts, last_day, payable_on(last_day, self.holidays))

    def standing(self, notice: Notice, situation: Situation, now: datetime) -> Standing:
        today = local_day(now, self.zone)
        covered = [fee for fee in situation.fees if fee.number in notice.title_numbers]
        unpaid = sorted((fee for fee in covered if fee.is_unpaid_on(today)), key=lambda fee: fee.due_date)
        clocked = self._clocked(notice, situation)
        state, reasons = _state(notice, situation, clocked, today)
        return Standing(
            state=state,
            why=(*reasons, *_remarks(notice, situation, self.policy, today)),
            term=clocked.term,
            unpaid=tuple(fee.number for fee in unpaid),
            counted=tuple(fee.number for fee in unpaid_in_last_months(unpaid, today)),
            days_overdue=max((fee.delay(today) for fee in unpaid), default=0),
        )

    def _clocked(self, notice: Notice, situation: Situation) -> _Clocked:
        """Contests in order: inside the term, or before any began, each holds it until its answer starts a new one."""
        starts = valid_from(notice, self.policy)
        clocked = _Clocked(self.term_from(starts) if starts else None)
        for contest in sorted(_contests(notice, situation), key=lambda contest: contest.at):
            clocked = self._after(contest, clocked)
        return clocked

    def _after(self, contest: Contest, clocked: _Clocked) -> _Clocked:
        term = clocked.term
        if term is not None and local_day(contest.at, self.zone) > term.last_day:
            return _Clocked(term, clocked.held, (*clocked.why, Why.CONTESTED_AFTER_TERM))
        if contest.answered_at is None:
            return _Clocked(term, True, clocked.why)
        starts = max(contest.answered_at, term.starts) if term else contest.answered_at
        return _Clocked(self.term_from(starts), clocked.held, (*clocked.why, Why.TERM_FROM_ANSWER))


def _state(notice: Notice, situation: Situation, clocked: _Clocked, today: date) -> tuple[ClockState, tuple[Why, ...]]:
    if notice.state is NoticeState.VOIDED:
        return ClockState.VOIDED, ()
    if settled := _why_settled(notice, situation, today):
        return ClockState.SETTLED, settled
    if notice.issued_at is None:
        return ClockState.NOT_ISSUED, ()
    if notice.contents is not None and notice.contents.plan_cancelled:
        return ClockState.NO_TERM, (Why.PLAN_CANCELLED,)
    if holds := _why_held(situation, clocked):
        return ClockState.HELD, (*holds, *clocked.why)
    return _by_term(notice, situation, clocked, today)


def last_day_after_answer(notice: Notice, contest: Contest, at: datetime, zone: ZoneInfo) -> date | None:
    """The last day of the term that begins when the person has the answer; None where none begins (N4, N11)."""
    contents, ended = notice.contents, notice.deadline
    if contents is None or contents.plan_cancelled:
        return None
    if ended is not None and local_day(contest.at, zone) > ended:
        return None  # contested after the term
    return local_day(at, zone) + timedelta(days=contents.term_days)


def _contests(notice: Notice, situation: Situation) -> Sequence[Contest]:
    if situation.contests is not None:
        return situation.contests
    return notice.all_contests


def _why_settled(notice: Notice, situation: Situation, today: date) -> tuple[Why, ...]:
    """Everything of the notice is paid, agreed or withdrawn; what else is open is a new default."""
    covered = [fee for fee in situation.fees if fee.number in notice.title_numbers]
    if any(fee.is_unpaid_on(today) for fee in covered) and notice.state is not NoticeState.SETTLED:
        return ()
    paid = (Why.PAID,) if any(fee.paid_on is not None for fee in covered) else ()
    agreed = (Why.IN_AGREEMENT,) if any(fee.in_agreement for fee in covered) else ()
    return (*paid, *agreed) or (Why.NOTHING_OPEN,)


def _why_held(situation: Situation, clocked: _Clocked) -> tuple[Why, ...]:
    """A stay in hospital blocks whatever else stands, and adds no days once it has ended (*ours*)."""
    holds = (
        (Why.HOSPITAL_STAY, situation.hospitalised),
        (Why.ANSWER_NOT_HEARD if situation.answer_waits else Why.CONTEST_OPEN, clocked.held),
        (Why.CASE_OPEN, situation.case_open),
    )
    return tuple(why for why, applies in holds if applies)


def _why_waiting(notice: Notice) -> Why:
    if notice.replied_at is not None:
        return Why.NOT_EXPLICIT
    return Why.IDENTITY_PENDING if notice.pending_reply_at is not None else Why.NO_REPLY


def _by_term(
    notice: Notice, situation: Situation, clocked: _Clocked, today: date
) -> tuple[ClockState, tuple[Why, ...]]:
    term = clocked.term
    if term is None:
        return ClockState.WAITING_REPLY, (_why_waiting(notice),)
    if term.is_over(today):
        return _after_term(notice, situation.fees, today), (*clocked.why, Why.TERM_OVER)
    moved = (Why.PAYABLE_NEXT_BUSINESS_DAY,) if term.payable_until != term.last_day else ()
    return ClockState.RUNNING, (*clocked.why, *moved)


def _after_term(notice: Notice, fees: Iterable[MonthlyFee], today: date) -> ClockState:
    """Two of the notice's own must be open: what it does not name was not notified."""
    unpaid = unpaid_in_last_months([fee for fee in fees if fee.is_unpaid_on(today)], today)
    named = [fee for fee in unpaid if fee.number in notice.title_numbers]
    if len(named) >= UNPAID_FOR_EXCLUSION:
        return ClockState.MAY_DECIDE
    return ClockState.NEW_NOTICE_NEEDED if len(unpaid) >= UNPAID_FOR_EXCLUSION else ClockState.NOT_ENOUGH_MONTHS


def _remarks(notice: Notice, situation: Situation, policy: NoticePolicy, today: date) -> tuple[Why, ...]:
    covered = [fee for fee in situation.fees if fee.number in notice.title_numbers]
    open_now = [fee.is_unpaid_on(today) for fee in covered]
    late = notice.contents is not None and notice.contents.days_overdue > policy.issue_by_day
    remarks = (
        (Why.ISSUED_LATE, late),
        (Why.DELAY_EXCUSED, any(fee.days_excused for fee in covered)),
        (Why.PAID_IN_PART, any(open_now) and len(notice.title_numbers) > sum(open_now)),
        (Why.NEW_DEFAULT, any(fee.is_unpaid_on(today) and fee not in covered for fee in situation.fees)),
    )
    return tuple(why for why, applies in remarks if applies)
