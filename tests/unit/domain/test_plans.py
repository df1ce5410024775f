"""Plans: exact sums (P10), limits (P6), and the smallest down payment that respects them."""

from fractions import Fraction

import pytest
from debts import LIMITS
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import Money
from bot.domain.plans import (
    Plan,
    graded_counts,
    largest_feasible_count,
    plan_with_down_payment,
    plan_with_installment,
    smallest_plan,
)

VALUES = st.integers(100_00, 900_000).map(Money)
COUNTS = st.integers(1, 12)


def parts(plan: Plan | None) -> tuple[int, int] | None:
    return (plan.down_payment.cents, plan.installment.cents) if plan else None


def test_odd_cents_go_to_the_down_payment() -> None:
    """P10, the contract's example."""
    plan = smallest_plan(Money(1646_62), 3, LIMITS)

    assert parts(plan) == (411_67, 411_65)
    assert plan is not None
    assert plan.total == Money(1656_62)


def test_an_even_split_takes_a_cent_off_each_installment() -> None:
    """P6: the down payment is strictly greater; voice.md's plan of 1,800.00."""
    plan = smallest_plan(Money(1800_00), 7, LIMITS)

    assert parts(plan) == (225_07, 224_99)
    assert plan is not None
    assert (plan.down_payment_with_fee, plan.installment_with_fee) == (Money(227_57), Money(227_49))


def test_a_down_payment_under_the_minimum_becomes_the_minimum() -> None:
    """P6: 500.00 in 5 would begin with 83.35."""
    assert parts(smallest_plan(Money(500_00), 5, LIMITS)) == (100_00, 80_00)


def test_odd_cents_go_to_the_down_payment_raised_to_the_minimum_too() -> None:
    """P10"""
    assert parts(smallest_plan(Money(500_03), 5, LIMITS)) == (100_03, 80_00)


@pytest.mark.parametrize(
    ("cents", "expected"), [(174_99, None), (175_00, (100_00, 75_00)), (249_99, (125_00, 124_99)), (100_00, None)]
)
def test_one_installment_needs_both_minima(cents: int, expected: tuple[int, int] | None) -> None:
    """P6: 100.00 and 75.00 are just enough; a cent less leaves no plan."""
    assert parts(smallest_plan(Money(cents), 1, LIMITS)) == expected


@given(VALUES, COUNTS)
def test_sums_are_exact_and_no_limit_is_crossed(value: Money, count: int) -> None:
    """P6, P10"""
    plan = smallest_plan(value, count, LIMITS)
    if plan is None:
        assert value < LIMITS.minimum_down_payment + LIMITS.minimum_installment * count + Money(count)
        return

    assert plan.down_payment + plan.installment * count == value == plan.value
    assert plan.down_payment > plan.installment
    assert plan.down_payment >= LIMITS.minimum_down_payment
    assert plan.installment >= LIMITS.minimum_installment


@given(st.integers(1, 300_000).map(Money), COUNTS)
def test_no_plan_has_a_smaller_down_payment(value: Money, count: int) -> None:
    """P6: one cent more on each installment breaks a limit."""
    plan = smallest_plan(value, count, LIMITS)
    larger = plan.installment + Money(1) if plan else LIMITS.minimum_installment
    next_plan = Plan(count, value - larger * count, larger, LIMITS.fee)

    assert not next_plan.respects(LIMITS)


@given(VALUES, COUNTS)
def test_every_count_up_to_the_largest_feasible_one_is_feasible(value: Money, most: int) -> None:
    largest = largest_feasible_count(value, most, LIMITS)

    assert all(smallest_plan(value, count, LIMITS) for count in range(1, largest + 1))
    assert not any(smallest_plan(value, count, LIMITS) for count in range(largest + 1, most + 1))


@pytest.mark.parametrize(("largest", "counts"), [(0, ()), (1, (1,)), (2, (1, 2)), (4, (2, 3, 4)), (9, (3, 6, 9))])
def test_counts_go_from_few_to_many_and_equal_ones_collapse(largest: int, counts: tuple[int, ...]) -> None:
    """P5: a third, two thirds, all, each rounded up."""
    assert graded_counts(largest, (Fraction(1, 3), Fraction(2, 3), Fraction(1))) == counts


def test_the_largest_down_payment_of_at_most_the_amount_named() -> None:
    """P9: 400.00 named, fee included."""
    plan = plan_with_down_payment(Money(1800_00), 7, Money(400_00), LIMITS)

    assert plan is not None
    assert (plan.down_payment_with_fee, plan.installment_with_fee) == (Money(399_98), Money(202_86))


@given(VALUES, COUNTS, st.integers(100_00, 500_000).map(Money))
def test_a_down_payment_never_passes_the_amount_named(value: Money, count: int, named: Money) -> None:
    """P9, P10"""
    plan = plan_with_down_payment(value, count, named, LIMITS)

    assert plan is None or (plan.down_payment_with_fee <= named and plan.value == value and plan.respects(LIMITS))


def test_a_larger_down_payment_brings_the_installments_down() -> None:
    """P9: 9 installments of at most 100.00, fee included."""
    plan = plan_with_installment(Money(1800_00), 9, Money(100_00), LIMITS)

    assert parts(plan) == (922_50, 97_50)
    assert plan_with_installment(Money(1800_00), 9, Money(77_49), LIMITS) is None
