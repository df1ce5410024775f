"""Due dates (P7): the limit, the months after, and days on which banks are closed."""

from datetime import date

import pytest
from debts import TODAY
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.due_dates import DateRefused, FirstDueDate, first_due, monthly_due_dates, payable_on

SATURDAY, MONDAY = date(2026, 11, 28), date(2026, 11, 30)


@pytest.mark.parametrize("day", [TODAY, date(2026, 11, 24), SATURDAY])
def test_a_date_up_to_the_limit_is_accepted(day: date) -> None:
    """P7"""
    accepted = first_due(day, TODAY, 7, frozenset())

    assert isinstance(accepted, FirstDueDate)
    assert accepted.day == day


def test_a_saturday_is_kept_and_payable_on_monday() -> None:
    """P7"""
    assert first_due(SATURDAY, TODAY, 7, frozenset()) == FirstDueDate(SATURDAY, payable_on=MONDAY)
    assert FirstDueDate(SATURDAY, MONDAY).moves
    assert not FirstDueDate(MONDAY, MONDAY).moves


def test_a_date_beyond_the_limit_is_refused_with_the_latest_possible() -> None:
    """P7: voice.md's "dia 30"."""
    assert first_due(MONDAY, TODAY, 7, ()) == DateRefused(MONDAY, latest=SATURDAY, is_past=False)
    assert first_due(date(2026, 11, 29), TODAY, 7, ()) == DateRefused(date(2026, 11, 29), SATURDAY, is_past=False)


def test_a_date_gone_by_is_refused_as_past() -> None:
    assert first_due(date(2026, 11, 20), TODAY, 7, ()) == DateRefused(date(2026, 11, 20), SATURDAY, is_past=True)


def test_holidays_and_weekends_in_a_row_are_skipped() -> None:
    """P7: Christmas of 2026 is a Friday."""
    christmas = frozenset({date(2026, 12, 25)})

    assert payable_on(date(2026, 12, 25), christmas) == date(2026, 12, 28)
    assert payable_on(date(2026, 12, 24), christmas) == date(2026, 12, 24)


def test_installments_fall_on_the_same_day_of_the_following_months() -> None:
    """The contract's example."""
    dates = monthly_due_dates(SATURDAY, 4)

    assert dates == (SATURDAY, date(2026, 12, 28), date(2027, 1, 28), date(2027, 2, 28))


def test_a_shorter_month_gives_its_last_day_and_later_ones_the_first_day_s_again() -> None:
    dates = monthly_due_dates(date(2027, 12, 31), 5)

    assert [(day.month, day.day) for day in dates] == [(12, 31), (1, 31), (2, 29), (3, 31), (4, 30)]
    assert dates[-1].year == 2028


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.integers(1, 13))
def test_there_is_one_date_a_month_never_later_than_the_first_day_of_month(first: date, parts: int) -> None:
    dates = monthly_due_dates(first, parts)

    months = [day.year * 12 + day.month for day in dates]
    assert months == list(range(months[0], months[0] + parts))
    assert all(day.day <= first.day for day in dates)
    assert dates[0] == first
