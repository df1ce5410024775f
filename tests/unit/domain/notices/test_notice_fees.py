"""Unpaid mensalidades: how late, when a notice is due, how many in twelve months (N4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_examples import DAY, POLICY

from bot.domain.notices.fees import IssueStage, MonthlyFee, issue_status, unpaid_in_last_months


def a_fee(days_overdue: int, day: date = DAY, days_excused: int = 0) -> MonthlyFee:
    return MonthlyFee("1", day - timedelta(days=days_overdue), days_excused)


@pytest.mark.parametrize(
    ("days", "stage", "days_left"),
    [
        (-1, IssueStage.NOTHING_UNPAID, 50),
        (0, IssueStage.NOTHING_UNPAID, 50),
        (1, IssueStage.EARLY, 49),
        (34, IssueStage.EARLY, 16),
        (35, IssueStage.DUE, 15),
        (49, IssueStage.DUE, 1),
        (50, IssueStage.DUE, 0),
        (51, IssueStage.LATE, -1),
        (400, IssueStage.LATE, -350),
    ],
)
@pytest.mark.parametrize("day", [DAY, date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29), date(2028, 3, 1)])
def test_a_notice_is_due_from_day_35_to_day_50_and_late_after(
    days: int, stage: IssueStage, days_left: int, day: date
) -> None:
    """N4: across month ends, the year's end and the leap day."""
    status = issue_status([a_fee(days, day)], day, POLICY)

    assert (status.stage, status.days_left) == (stage, days_left)
    assert status.is_due == (stage in (IssueStage.DUE, IssueStage.LATE))


def test_the_oldest_unpaid_one_decides() -> None:
    """N4"""
    assert issue_status([a_fee(20), a_fee(50), a_fee(3)], DAY, POLICY).days_overdue == 50


def test_paid_and_agreed_months_do_not_count() -> None:
    """N4"""
    old = DAY - timedelta(days=60)
    fees = [MonthlyFee("1", old, paid_on=DAY), MonthlyFee("2", old, in_agreement=True), a_fee(30)]

    assert issue_status(fees, DAY, POLICY).stage is IssueStage.EARLY
    assert issue_status(fees[:2], DAY, POLICY).stage is IssueStage.NOTHING_UNPAID
    assert issue_status([], DAY, POLICY).stage is IssueStage.NOTHING_UNPAID


@pytest.mark.parametrize(
    ("days_excused", "stage"),
    [
        (0, IssueStage.LATE),
        (1, IssueStage.DUE),
        (16, IssueStage.DUE),
        (17, IssueStage.EARLY),
        (51, IssueStage.NOTHING_UNPAID),
        (60, IssueStage.NOTHING_UNPAID),
    ],
)
def test_delay_caused_by_the_operator_does_not_count(days_excused: int, stage: IssueStage) -> None:
    """N4"""
    assert issue_status([a_fee(51, days_excused=days_excused)], DAY, POLICY).stage is stage


@pytest.mark.parametrize(
    ("day", "due", "counts"),
    [
        (date(2026, 11, 21), date(2025, 11, 21), False),
        (date(2026, 11, 21), date(2025, 11, 22), True),
        (date(2026, 11, 21), date(2026, 11, 20), True),
        (date(2026, 11, 21), date(2026, 11, 21), False),
        (date(2028, 2, 29), date(2027, 2, 28), False),
        (date(2028, 2, 29), date(2027, 3, 1), True),
        (date(2029, 2, 28), date(2028, 2, 28), False),
        (date(2029, 2, 28), date(2028, 2, 29), True),
        (date(2029, 3, 1), date(2028, 3, 1), False),
        (date(2027, 1, 1), date(2026, 1, 2), True),
    ],
)
def test_twelve_months_end_the_day_after_the_same_day_of_last_year(day: date, due: date, counts: bool) -> None:
    """N4"""
    assert bool(unpaid_in_last_months([MonthlyFee("1", due)], day)) is counts


@given(st.integers(-10, 800), st.integers(0, 60))
def test_days_excused_only_ever_shorten_the_delay(days: int, days_excused: int) -> None:
    """N4"""
    delay = a_fee(days, days_excused=days_excused).delay(DAY)

    assert delay == max(days - days_excused, 0)
