"""Negotiations by code (P4), their steps (P5) and what campaigns and small debts change (P15)."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from debts import CHARGES_OFF, NEGOTIATION, TODAY, a_negotiation, a_policy, a_policy_with, a_title
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.brackets import DiscountRow
from bot.domain.money import Money
from bot.domain.negotiations import open_negotiations
from bot.domain.policy import Campaign, SmallDebt

EVERYONE_CHARGES_OFF = (DiscountRow(0, None, CHARGES_OFF, CHARGES_OFF),)
DEBTS = st.lists(st.tuples(st.integers(0, 1800), st.integers(1_00, 900_000)), min_size=1, max_size=4)


def test_titles_of_equal_code_are_one_negotiation_in_order_of_code() -> None:
    """P4"""
    titles = [a_title(code="059"), a_title(code="002", number="2"), a_title(code="002", number="1")]
    negotiations = open_negotiations(titles, a_policy(), TODAY)

    assert [negotiation.code for negotiation in negotiations] == ["002", "059"]
    assert [title.title.number for title in negotiations[0].titles] == ["2", "1"]


def test_titles_not_due_or_prescribed_are_in_no_offer_and_change_no_bracket() -> None:
    """P3, T6"""
    prescribed = a_title(days_overdue=6 * 366)
    negotiation = a_negotiation(a_title(days_overdue=-1), a_title(days_overdue=400), prescribed)

    assert [title.days_overdue for title in negotiation.titles] == [400]
    assert negotiation.balance.days_overdue == 400


def test_nothing_due_leaves_no_negotiation() -> None:
    assert open_negotiations([a_title(days_overdue=-1)], a_policy(), TODAY) == ()


@pytest.mark.parametrize(
    ("days", "lump_sums", "plan_value"),
    [
        (90, [1050_00], 1050_00),
        (91, [1000_00], 1000_00),
        (360, [1000_00], 1000_00),
        (361, [900_00, 800_00], 1000_00),
    ],
)
def test_steps_follow_the_table(days: int, lump_sums: list[int], plan_value: int) -> None:
    """P2, P5: the lump sum begins at the installments' discount and ends at its own ceiling."""
    negotiation = a_negotiation(a_title(days, 1000_00))

    assert [rung.value for rung in negotiation.lump_sums] == [Money(cents) for cents in lump_sums]
    assert negotiation.plan_value == Money(plan_value)


def test_the_discount_is_rounded_once_half_up() -> None:
    """A tenth of 1,000.05 is 100.005: the half step takes 100.01 of principal off."""
    negotiation = a_negotiation(a_title(361, 1000_05))

    assert negotiation.lump_sums[0].value == Money(900_04)


def test_equal_steps_collapse() -> None:
    negotiation = a_negotiation(a_title(100, 1000_00))

    assert [rung.share for rung in negotiation.lump_sums] == [Fraction(1, 2)]


def test_the_minima_may_leave_only_the_lump_sum() -> None:
    """P6"""
    negotiation = a_negotiation(a_title(100, 174_99))

    assert negotiation.plans == ()
    assert len(negotiation.lump_sums) == 1


def test_the_kind_of_title_bounds_the_installments() -> None:
    """T2"""
    nine, twelve = (a_negotiation(a_title(100, 9000_00), policy=a_policy(max_installments=n)) for n in (9, 12))

    assert [plan.count for plan in nine.plans] == [3, 6, 9]
    assert [plan.count for plan in twelve.plans] == [4, 8, 12]


def test_an_unknown_code_is_offered_nothing() -> None:
    """T2"""
    negotiation = a_negotiation(a_title(code="777"))

    assert negotiation.is_unknown
    assert negotiation.lump_sums == negotiation.plans == ()
    assert negotiation.balance.updated == Money(1646_62)


def test_a_policy_that_does_not_negotiate_charges_the_full_value() -> None:
    """P17, whatever its table says"""
    negotiation = a_negotiation(a_title(400), policy=a_policy_with(negotiates=False))

    assert [rung.value for rung in negotiation.lump_sums] == [negotiation.balance.updated]
    assert negotiation.plans == ()


@pytest.mark.parametrize(("fine", "value"), [(10_00, 290_00), (10_01, 300_01)])
def test_small_debts_have_their_own_ceilings_up_to_the_updated_value_named(fine: int, value: int) -> None:
    """P15: 300.00 is still small, a centavo more is not."""
    policy = a_policy_with(small_debt=SmallDebt(Money(300_00), EVERYONE_CHARGES_OFF))
    title = replace(a_title(60, 290_00), fine=Money(fine), interest=Money(0))

    assert a_negotiation(title, policy=policy).lump_sums[0].value == Money(value)


@pytest.mark.parametrize(("day", "runs"), [(-1, False), (0, True), (31, True), (32, False)])
def test_a_campaign_rules_only_inside_its_window(day: int, runs: bool) -> None:
    """P15"""
    first = date(2026, 11, 1)
    campaign = Campaign("Resolução 12/2026", first, first + timedelta(days=31), EVERYONE_CHARGES_OFF)
    policy = a_policy(replace(NEGOTIATION, campaigns=(campaign,)))
    title = replace(a_title(), due_date=date(2026, 10, 14))
    negotiation = a_negotiation(title, policy=policy, today=first + timedelta(days=day))

    assert bool(negotiation.lump_sums[0].discount) is runs


@given(DEBTS)
def test_a_lump_sum_never_costs_more_than_a_plan_beside_it(debts: list[tuple[int, int]]) -> None:
    """P5"""
    negotiation = a_negotiation(*[a_title(days, cents) for days, cents in debts])

    assert all(rung.total < plan.total for rung in negotiation.lump_sums for plan in negotiation.plans)


@given(DEBTS)
def test_no_step_passes_the_ceiling_and_each_is_better_than_the_one_before(debts: list[tuple[int, int]]) -> None:
    """P5"""
    negotiation = a_negotiation(*[a_title(days, cents) for days, cents in debts])
    values = [rung.value for rung in negotiation.lump_sums]
    ceiling = Money.rounded(negotiation.ceilings.lump_sum)

    assert values == sorted(set(values), reverse=True)
    assert values[-1] == negotiation.balance.updated - ceiling
    assert all(plan.value == negotiation.plan_value for plan in negotiation.plans)
