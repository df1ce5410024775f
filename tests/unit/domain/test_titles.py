"""Titles: updated value (T4), delay in words (T1), labels (T3), prescription (T6)."""

from dataclasses import replace
from datetime import date

import pytest
from debts import RULES, TODAY, a_title, a_title_kind

from bot.domain.money import Money
from bot.domain.titles import is_prescribed, update


def test_blank_fine_and_interest_are_computed_to_the_centavo() -> None:
    """T4, the contract's example: 38 days of 1,594.53."""
    updated = update(a_title(days_overdue=38, principal=1594_53), TODAY, RULES)

    assert (updated.fine, updated.interest, updated.updated) == (Money(31_89), Money(20_20), Money(1646_62))


def test_fine_and_interest_of_the_file_are_used_as_given() -> None:
    """T4"""
    title = replace(a_title(days_overdue=38, principal=1000_00), fine=Money(1), interest=Money(0))

    assert update(title, TODAY, RULES).updated == Money(1000_01)


def test_only_the_blank_one_is_computed() -> None:
    """T4"""
    title = replace(a_title(days_overdue=30, principal=1000_00), fine=Money(5_00))
    updated = update(title, TODAY, RULES)

    assert (updated.fine, updated.interest) == (Money(5_00), Money(10_00))


def test_on_the_due_date_nothing_is_added_and_the_day_after_the_whole_fine_is() -> None:
    """T4"""
    due_today, due_yesterday = (update(a_title(days, 1000_00), TODAY, RULES) for days in (0, 1))

    assert due_today.updated == Money(1000_00)
    assert (due_yesterday.fine, due_yesterday.interest) == (Money(20_00), Money(33))


def test_a_title_is_due_from_its_due_date_on() -> None:
    assert a_title(days_overdue=0).is_due(TODAY)
    assert not a_title(days_overdue=-1).is_due(TODAY)


@pytest.mark.parametrize(("days", "months", "left"), [(0, 0, 0), (29, 0, 29), (30, 1, 0), (38, 1, 8), (150, 5, 0)])
def test_delay_is_said_in_monthly_fees_and_days_left_over(days: int, months: int, left: int) -> None:
    """T1"""
    delay = update(a_title(days_overdue=days), TODAY, RULES).delay

    assert (delay.months, delay.days_left_over) == (months, left)


def test_labels_that_reveal_health_need_a_verified_reader_on_a_private_channel() -> None:
    """T3"""
    kind = a_title_kind("052", reveals_health=True)

    assert kind.label_for(verified=True) == kind.label
    assert kind.label_for(verified=False) == kind.neutral_label
    assert kind.label_for(verified=True, private_channel=False) == kind.neutral_label


def test_labels_that_reveal_nothing_are_always_shown() -> None:
    """T3"""
    kind = a_title_kind("002")

    assert kind.label_for(verified=False, private_channel=False) == kind.label


@pytest.mark.parametrize(
    ("due", "today", "prescribed"),
    [
        (date(2021, 11, 21), date(2026, 11, 21), False),
        (date(2021, 11, 20), date(2026, 11, 21), True),
        (date(2024, 2, 29), date(2029, 3, 1), False),
        (date(2024, 2, 29), date(2029, 3, 2), True),
    ],
)
def test_a_title_is_prescribed_the_day_after_the_anniversary(due: date, today: date, prescribed: bool) -> None:
    """T6"""
    assert is_prescribed(replace(a_title(), due_date=due), today, years=5) is prescribed
