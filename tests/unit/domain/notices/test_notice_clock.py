"""The clock of a notice at its edges: midnights, month ends, the leap day, holidays, contests, payments (N4)."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_examples import ANY_REPLY, FEES, POLICY, a_notice, an_acknowledged_notice, an_opened_notice, some_contents

from bot.domain.notices.clock import ClockState, Contest, NoticeClock, Situation, Standing, Why
from bot.domain.notices.fees import MonthlyFee
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.notices.zones import zone_of

BRASILIA, CAMPO_GRANDE, MANAUS = (zone_of(state) for state in ("DF", "MS", "AM"))
HOLIDAYS = frozenset({date(2026, 12, 25), date(2027, 1, 1)})
CLOCK = NoticeClock(POLICY, CAMPO_GRANDE, HOLIDAYS)
CIENTE = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # a Monday
LAST_DAY = date(2026, 12, 3)  # a Thursday
BOTH = (MonthlyFee(FEES[0], date(2026, 10, 7)), MonthlyFee(FEES[1], date(2026, 11, 7)))
VALID = an_acknowledged_notice(CIENTE)


def at(day: date, hour: time = time(12), zone: ZoneInfo = CAMPO_GRANDE) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def stands(notice: Notice = VALID, day: date = LAST_DAY, clock: NoticeClock = CLOCK, **facts: Any) -> Standing:
    return clock.standing(notice, Situation(**{"fees": BOTH, **facts}), at(day, zone=clock.zone))


def last_day(starts: datetime, zone: ZoneInfo = CAMPO_GRANDE) -> date:
    return NoticeClock(POLICY, zone, HOLIDAYS).term_from(starts).last_day


@pytest.mark.parametrize("zone", [BRASILIA, CAMPO_GRANDE, MANAUS])
def test_the_term_s_first_day_is_the_one_after_on_both_sides_of_the_local_midnight(zone: ZoneInfo) -> None:
    """N4: a reply a second before midnight, and at midnight."""
    midnight = at(date(2026, 11, 24), time(0), zone)

    assert last_day(midnight - timedelta(seconds=1), zone) == date(2026, 12, 3)
    assert last_day(midnight, zone) == date(2026, 12, 4)


def test_one_instant_is_two_days_in_brasilia_and_in_campo_grande() -> None:
    """N4: 00:30 in Brasília is 23:30 of the day before in Campo Grande and Manaus, 22:30 in Rio Branco."""
    instant = datetime(2026, 11, 24, 3, 30, tzinfo=UTC)

    days = [last_day(instant, zone_of(state)) for state in ("DF", "MS", "AM", "AC", None)]

    assert days == [date(2026, 12, day) for day in (4, 3, 3, 3, 4)]


@pytest.mark.parametrize("zone", [BRASILIA, CAMPO_GRANDE, MANAUS])
def test_it_runs_until_the_local_midnight_that_ends_its_last_day(zone: ZoneInfo) -> None:
    """N4"""
    clock = NoticeClock(POLICY, zone, HOLIDAYS)
    ends = at(date(2026, 12, 4), time(0), zone)

    states = [clock.standing(VALID, Situation(BOTH), moment).state for moment in (ends - timedelta(seconds=1), ends)]

    assert states == [ClockState.RUNNING, ClockState.MAY_DECIDE]


@pytest.mark.parametrize(
    ("replied_on", "expected"),
    [
        (date(2026, 11, 23), date(2026, 12, 3)),
        (date(2026, 12, 22), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 10)),
        (date(2027, 2, 18), date(2027, 2, 28)),
        (date(2027, 2, 19), date(2027, 3, 1)),
        (date(2028, 2, 18), date(2028, 2, 28)),
        (date(2028, 2, 19), date(2028, 2, 29)),
        (date(2028, 2, 20), date(2028, 3, 1)),
        (date(2028, 2, 29), date(2028, 3, 10)),
        (date(2026, 4, 20), date(2026, 4, 30)),
        (date(2026, 4, 21), date(2026, 5, 1)),
    ],
)
def test_ten_days_cross_month_ends_the_year_s_end_and_the_leap_day(replied_on: date, expected: date) -> None:
    """N4"""
    assert last_day(at(replied_on)) == expected


@pytest.mark.parametrize(
    ("replied_on", "last", "payable_until"),
    [
        (date(2026, 11, 24), date(2026, 12, 4), date(2026, 12, 4)),
        (date(2026, 11, 25), date(2026, 12, 5), date(2026, 12, 7)),
        (date(2026, 11, 26), date(2026, 12, 6), date(2026, 12, 7)),
        (date(2026, 12, 15), date(2026, 12, 25), date(2026, 12, 28)),
        (date(2026, 12, 22), date(2027, 1, 1), date(2027, 1, 4)),
        (date(2026, 12, 14), date(2026, 12, 24), date(2026, 12, 24)),
    ],
)
def test_weekends_and_holidays_count_and_a_payment_may_still_be_made_on_the_next_business_day(
    replied_on: date, last: date, payable_until: date
) -> None:
    """N4: uninterrupted; the next business day is ours."""
    notice = an_acknowledged_notice(at(replied_on))
    term = CLOCK.term_from(at(replied_on))

    assert (term.last_day, term.payable_until) == (last, payable_until)
    on_time = stands(notice, payable_until)
    assert on_time.state is ClockState.RUNNING
    assert (Why.PAYABLE_NEXT_BUSINESS_DAY in on_time.why) == (last != payable_until)
    assert stands(notice, payable_until + timedelta(days=1)).state is ClockState.MAY_DECIDE


@given(st.integers(0, 10 * 365 * 24 * 60), st.sampled_from([BRASILIA, CAMPO_GRANDE, MANAUS]))
def test_the_person_always_has_ten_whole_days(minutes: int, zone: ZoneInfo) -> None:
    """N4"""
    instant = CIENTE + timedelta(minutes=minutes)
    term = NoticeClock(POLICY, zone, HOLIDAYS).term_from(instant)

    assert term.last_day == instant.astimezone(zone).date() + timedelta(days=10)
    assert at(term.last_day + timedelta(days=1), time(0), zone) - instant > timedelta(days=10)
    assert term.payable_until >= term.last_day


@pytest.mark.parametrize(
    ("notice", "why"),
    [
        (a_notice(state=NoticeState.READ, read_at=CIENTE), Why.NO_REPLY),
        (a_notice(pending_reply_at=CIENTE), Why.IDENTITY_PENDING),
        (a_notice(state=NoticeState.REPLIED, replied_at=CIENTE), Why.NOT_EXPLICIT),
    ],
)
def test_without_the_reply_that_counts_no_term_runs_however_long_ago_it_was_read(notice: Notice, why: Why) -> None:
    """N2, N4"""
    standing = stands(notice, date(2027, 6, 1))

    assert (standing.state, standing.why, standing.term) == (ClockState.WAITING_REPLY, (why,), None)


def test_where_any_reply_counts_the_term_runs_from_the_first_one() -> None:
    """N2"""
    notice = a_notice(state=NoticeState.REPLIED, replied_at=CIENTE)
    standing = stands(notice, clock=replace(CLOCK, policy=ANY_REPLY))

    assert standing.state is ClockState.RUNNING
    assert standing.term is not None
    assert standing.term.last_day == LAST_DAY


def test_an_opener_starts_no_clock() -> None:
    """N0"""
    assert stands(an_opened_notice()).state is ClockState.NOT_ISSUED


def test_a_voided_notice_has_no_clock() -> None:
    """N2"""
    assert stands(a_notice(state=NoticeState.VOIDED)).state is ClockState.VOIDED


def test_a_plan_already_cancelled_has_no_term() -> None:
    """N11"""
    notice = an_acknowledged_notice(CIENTE, contents=some_contents(plan_cancelled=True))

    standing = stands(notice, date(2027, 1, 20))

    assert (standing.state, standing.why[0]) == (ClockState.NO_TERM, Why.PLAN_CANCELLED)


@pytest.mark.parametrize(("days_overdue", "late"), [(34, False), (35, False), (49, False), (50, False), (51, True)])
def test_a_notice_issued_after_day_50_is_marked_late_and_runs_alike(days_overdue: int, late: bool) -> None:
    """N4"""
    notice = an_acknowledged_notice(CIENTE, contents=some_contents(days_overdue=days_overdue))

    standing = stands(notice)

    assert standing.state is ClockState.RUNNING
    assert (Why.ISSUED_LATE in standing.why) is late


def test_a_contest_inside_the_term_holds_it_until_it_is_answered_and_then_ten_days_run_anew() -> None:
    """N4"""
    contested = replace(VALID, state=NoticeState.CONTESTED, contested_at=at(LAST_DAY, time(23, 59)))
    answered = replace(contested, answered_at=at(date(2026, 12, 18)))

    held, renewed = stands(contested, date(2027, 3, 1)), stands(answered, date(2026, 12, 28))

    assert (held.state, held.why) == (ClockState.HELD, (Why.CONTEST_OPEN,))
    assert (renewed.state, renewed.why) == (ClockState.RUNNING, (Why.TERM_FROM_ANSWER,))
    assert renewed.term is not None
    assert renewed.term.last_day == date(2026, 12, 28)
    over = stands(answered, date(2026, 12, 29))
    assert (over.state, over.why) == (ClockState.MAY_DECIDE, (Why.TERM_FROM_ANSWER, Why.TERM_OVER))


@pytest.mark.parametrize("answered_on", [None, date(2026, 12, 18)])
def test_a_contest_after_the_term_changes_nothing(answered_on: date | None) -> None:
    """N4: a case is opened, and no more; the first minute after the last day is after."""
    contested = replace(VALID, contested_at=at(LAST_DAY + timedelta(days=1), time(0)))
    notice = replace(contested, answered_at=at(answered_on) if answered_on else None)

    standing = stands(notice, date(2026, 12, 19))

    assert (standing.state, standing.why) == (ClockState.MAY_DECIDE, (Why.CONTESTED_AFTER_TERM, Why.TERM_OVER))
    assert standing.term is not None
    assert standing.term.last_day == LAST_DAY


def test_a_contest_as_the_first_answer_holds_it_and_its_answer_starts_the_term() -> None:
    """N4: whoever contests a notice has it, "ciente" said or not."""
    contested = a_notice(state=NoticeState.CONTESTED, replied_at=CIENTE, contested_at=CIENTE)
    answered = replace(contested, answered_at=at(date(2026, 11, 30)))

    assert stands(contested).state is ClockState.HELD
    renewed = stands(answered)
    assert renewed.term is not None
    assert (renewed.state, renewed.term.last_day) == (ClockState.RUNNING, date(2026, 12, 10))


def test_an_answer_before_the_acknowledgement_does_not_shorten_the_term() -> None:
    """N4"""
    notice = replace(VALID, contested_at=CIENTE - timedelta(days=5), answered_at=CIENTE - timedelta(days=2))

    term = stands(notice).term

    assert term is not None
    assert term.last_day == LAST_DAY


def test_a_second_contest_inside_the_new_term_holds_it_again() -> None:
    """N4"""
    first = Contest(at(date(2026, 11, 25)), at(date(2026, 12, 1)))
    second = Contest(at(date(2026, 12, 11)))
    too_late = Contest(at(date(2026, 12, 12)))

    assert stands(contests=(second, first), day=date(2027, 1, 20)).state is ClockState.HELD
    assert stands(contests=(too_late, first), day=date(2027, 1, 20)).state is ClockState.MAY_DECIDE


@pytest.mark.parametrize("day", [date(2026, 11, 25), LAST_DAY, date(2027, 1, 20)])
@pytest.mark.parametrize(
    ("facts", "why"), [({"hospitalised": True}, Why.HOSPITAL_STAY), ({"case_open": True}, Why.CASE_OPEN)]
)
def test_a_hospital_stay_and_an_open_case_block_it_on_any_day(day: date, facts: dict[str, Any], why: Why) -> None:
    """N4, G3"""
    standing = stands(day=day, **facts)

    assert (standing.state, standing.why) == (ClockState.HELD, (why,))
    assert standing.term is not None


def test_every_reason_that_holds_it_is_named() -> None:
    """N4"""
    standing = stands(hospitalised=True, case_open=True, contests=(Contest(CIENTE),))

    assert standing.why == (Why.HOSPITAL_STAY, Why.CONTEST_OPEN, Why.CASE_OPEN)


def test_a_hospital_stay_blocks_before_any_reply_too() -> None:
    """N4"""
    assert stands(a_notice(), hospitalised=True).state is ClockState.HELD


PAID = tuple(replace(fee, paid_on=LAST_DAY) for fee in BOTH)
AGREED = tuple(replace(fee, in_agreement=True) for fee in BOTH)


@pytest.mark.parametrize("day", [date(2026, 11, 25), LAST_DAY, date(2027, 1, 20)])
@pytest.mark.parametrize(
    ("fees", "why"),
    [
        (PAID, (Why.PAID,)),
        (AGREED, (Why.IN_AGREEMENT,)),
        ((PAID[0], AGREED[1]), (Why.PAID, Why.IN_AGREEMENT)),
        ((), (Why.NOTHING_OPEN,)),
    ],
)
def test_payment_of_everything_or_an_agreement_stops_it(
    day: date, fees: tuple[MonthlyFee, ...], why: tuple[Why, ...]
) -> None:
    """N4: a contest or a stay beside it changes nothing."""
    standing = stands(day=day, fees=fees, hospitalised=True)

    assert (standing.state, standing.why) == (ClockState.SETTLED, why)
    assert (standing.unpaid, standing.counted, standing.days_overdue) == ((), (), 0)


@pytest.mark.parametrize(("still_open", "days_overdue"), [(0, 58), (1, 27)])
def test_part_payment_recomputes_what_is_open_how_late_and_whether_it_is_enough(
    still_open: int, days_overdue: int
) -> None:
    """N4: one month is not enough for an exclusion."""
    fees = tuple(fee if place == still_open else PAID[place] for place, fee in enumerate(BOTH))

    running, over = stands(day=date(2026, 12, 3), fees=fees), stands(day=date(2026, 12, 4), fees=fees)

    assert (running.state, running.why) == (ClockState.RUNNING, (Why.PAID_IN_PART,))
    assert over.state is ClockState.NOT_ENOUGH_MONTHS
    assert over.unpaid == over.counted == (FEES[still_open],)
    assert over.days_overdue == days_overdue


def test_two_unpaid_ones_of_the_notice_leave_the_decision_to_a_person() -> None:
    """N4"""
    standing = stands(day=date(2026, 12, 4))

    assert (standing.state, standing.why) == (ClockState.MAY_DECIDE, (Why.TERM_OVER,))
    assert (standing.unpaid, standing.counted, standing.days_overdue) == (FEES, FEES, 58)


@pytest.mark.parametrize(
    ("first_due", "counted"),
    [(date(2025, 12, 5), FEES), (date(2025, 12, 4), FEES[1:]), (date(2025, 12, 3), FEES[1:])],
)
def test_of_the_last_twelve_months_only_consecutive_or_not(first_due: date, counted: tuple[str, ...]) -> None:
    """N4"""
    standing = stands(day=date(2026, 12, 4), fees=(MonthlyFee(FEES[0], first_due), BOTH[1]))

    assert standing.counted == counted
    assert standing.unpaid == FEES
    assert (standing.state is ClockState.MAY_DECIDE) == (len(counted) == 2)


@pytest.mark.parametrize(("days_excused", "enough"), [(0, True), (26, True), (27, False)])
def test_delay_the_operator_caused_does_not_count(days_excused: int, enough: bool) -> None:
    """N4: the second one is 27 days overdue on the day."""
    fees = (BOTH[0], replace(BOTH[1], days_excused=days_excused))

    standing = stands(day=date(2026, 12, 4), fees=fees)

    assert (standing.state is ClockState.MAY_DECIDE) is enough
    assert (Why.DELAY_EXCUSED in standing.why) is (days_excused > 0)


OTHER = MonthlyFee("777", date(2026, 11, 20))


def test_a_new_default_needs_a_new_notice() -> None:
    """N4: what this notice does not name was not notified."""
    standing = stands(day=date(2026, 12, 4), fees=(BOTH[0], PAID[1], OTHER))

    assert standing.state is ClockState.NEW_NOTICE_NEEDED
    assert Why.NEW_DEFAULT in standing.why
    assert standing.counted == (FEES[0],)


def test_a_new_default_beside_two_notified_ones_changes_nothing_but_is_said() -> None:
    """N4"""
    standing = stands(day=date(2026, 12, 4), fees=(*BOTH, OTHER))

    assert (standing.state, standing.counted) == (ClockState.MAY_DECIDE, FEES)
    assert Why.NEW_DEFAULT in standing.why


@pytest.mark.parametrize(("state", "fees"), [(NoticeState.ACKNOWLEDGED, PAID), (NoticeState.SETTLED, BOTH)])
def test_a_settled_notice_does_not_serve_for_the_next_default(state: NoticeState, fees: tuple[MonthlyFee, ...]) -> None:
    """N4: not even for the same titles, when the agreement breaks."""
    standing = stands(replace(VALID, state=state), date(2027, 1, 20), fees=(*fees, OTHER))

    assert standing.state is ClockState.SETTLED
    assert Why.NEW_DEFAULT in standing.why


def test_an_expired_notice_still_tells_its_facts() -> None:
    """N4: payment afterwards stops it all the same."""
    expired = replace(VALID, state=NoticeState.EXPIRED)

    assert stands(expired, date(2027, 1, 20)).state is ClockState.MAY_DECIDE
    assert stands(expired, date(2027, 1, 20), fees=PAID).state is ClockState.SETTLED


FACTS = st.fixed_dictionaries(
    {
        "hospitalised": st.booleans(),
        "case_open": st.booleans(),
        "contests": st.lists(
            st.tuples(st.integers(0, 30), st.none() | st.integers(0, 30)).map(
                lambda days: Contest(
                    CIENTE + timedelta(days=days[0]),
                    None if days[1] is None else CIENTE + timedelta(days=days[0] + days[1]),
                )
            ),
            max_size=3,
        ).map(tuple),
    }
)


@given(st.integers(0, 90), FACTS)
def test_a_decision_is_never_possible_inside_a_term_or_while_something_holds_it(
    days: int, facts: dict[str, Any]
) -> None:
    """N4: whatever was contested, and whenever it was answered."""
    day = (CIENTE + timedelta(days=days)).date()
    standing = stands(day=day, **facts)

    if standing.state is ClockState.MAY_DECIDE:
        assert standing.term is not None
        assert day > standing.term.payable_until >= LAST_DAY
        assert (facts["hospitalised"], facts["case_open"]) == (False, False)
        assert all(
            contest.answered_at is not None or contest.at.date() > standing.term.last_day
            for contest in facts["contests"]
        )


def test_no_word_of_the_clock_orders_a_cancellation() -> None:
    """N4: the bot never cancels or suspends; a person decides."""
    words = {*ClockState, *Why} - {Why.PLAN_CANCELLED}  # a fact of the past

    assert not [word for word in words if "cancel" in word or "suspend" in word or "exclu" in word]
