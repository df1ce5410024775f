"""Discount table by days overdue (P2) and the bracket of the least overdue title (P3)."""

from fractions import Fraction

import pytest
from debts import RULES, TABLE, TODAY, a_title

from bot.domain.brackets import balance_of, row_for
from bot.domain.money import Money
from bot.domain.titles import update


@pytest.mark.parametrize(("days", "row"), [(0, 0), (90, 0), (91, 1), (360, 1), (361, 2), (5000, 2)])
def test_each_row_begins_and_ends_on_its_day(days: int, row: int) -> None:
    """P2"""
    assert row_for(TABLE, days) is TABLE[row]


def test_the_bracket_is_that_of_the_least_overdue_title() -> None:
    """P3: one title at 60 days and one at 700."""
    balance = balance_of([update(a_title(days), TODAY, RULES) for days in (700, 60)])

    assert balance.days_overdue == 60
    assert balance.principal == Money(2 * 1594_53)
    assert balance.updated == balance.principal + balance.fine + balance.interest


def test_a_discount_is_exact_before_it_is_rounded() -> None:
    """P2: a fifth of the principal and all of fine and interest."""
    balance = balance_of([update(a_title(400, 1000_01), TODAY, RULES)])

    assert TABLE[2].lump_sum.cents_off(balance) == balance.charges.cents + Fraction(100001, 5)
    assert TABLE[2].installments.cents_off(balance) == balance.charges.cents
    assert TABLE[0].lump_sum.cents_off(balance) == 0
