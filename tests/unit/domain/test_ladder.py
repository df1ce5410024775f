"""The ladder: what comes next (P1, P5), what still stands, and quoting again after midnight."""

from datetime import timedelta
from fractions import Fraction

from debts import TODAY, a_negotiation, a_title
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ladder import (
    Offer,
    OfferKind,
    Trigger,
    has_better,
    longest_plan,
    next_offer,
    quote_again,
    standing_lump_sum,
)
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan, plan_with_down_payment, smallest_plan

TOMORROW = TODAY + timedelta(days=1)
OLD_DEBT = a_negotiation(a_title(400, 1800_00))


def climb(negotiation: Negotiation, *triggers: Trigger) -> list[Offer]:
    history: list[Offer] = []
    for trigger in triggers:
        offer = next_offer(negotiation, history, trigger, TODAY)
        if offer is not None:
            history.append(offer)
    return history


def said(history: list[Offer]) -> list[tuple[OfferKind, int | None]]:
    return [(offer.kind, offer.step) for offer in history]


def test_the_first_offer_is_a_lump_sum_even_when_installments_are_asked() -> None:
    """P1"""
    [offer] = climb(OLD_DEBT, Trigger.ASKED_INSTALLMENTS)

    assert (offer.kind, offer.step, offer.value) == (OfferKind.LUMP_SUM, 1, Money(1620_00))


def test_declining_concedes_lump_sums_and_then_plans_from_few_to_many() -> None:
    """P5"""
    history = climb(OLD_DEBT, Trigger.FIRST, *[Trigger.DECLINED] * 6)

    lump, plan = OfferKind.LUMP_SUM, OfferKind.INSTALLMENTS
    assert said(history) == [(lump, 1), (lump, 2), (plan, 1), (plan, 2), (plan, 3)]
    assert [offer.terms.count for offer in history if isinstance(offer.terms, Plan)] == [3, 6, 9]
    assert history[1].trigger is Trigger.DECLINED


def test_asking_for_installments_skips_the_lump_sums_left_which_stay_available() -> None:
    """P1, P5"""
    history = climb(OLD_DEBT, Trigger.FIRST, Trigger.ASKED_INSTALLMENTS, *[Trigger.DECLINED] * 3)

    kinds = [offer.kind for offer in history]
    assert kinds == [OfferKind.LUMP_SUM, *[OfferKind.INSTALLMENTS] * 3, OfferKind.LUMP_SUM]
    assert history[-1].value == Money(1440_00)


def test_asking_for_a_discount_lowers_the_lump_sum_even_after_a_plan() -> None:
    """P5"""
    history = climb(OLD_DEBT, Trigger.FIRST, Trigger.ASKED_INSTALLMENTS, Trigger.ASKED_DISCOUNT)

    assert said(history)[-1] == (OfferKind.LUMP_SUM, 2)


def test_nothing_is_called_the_last_while_a_better_step_exists() -> None:
    """P5"""
    history = climb(OLD_DEBT, Trigger.FIRST, *[Trigger.DECLINED] * 3)
    assert has_better(OLD_DEBT, history)

    history.append(next_offer(OLD_DEBT, history, Trigger.DECLINED, TODAY) or history[-1])
    assert not has_better(OLD_DEBT, history)
    assert next_offer(OLD_DEBT, history, Trigger.DECLINED, TODAY) is None


def test_a_count_granted_is_never_followed_by_fewer() -> None:
    """P5: seven were granted, so the next plan has nine."""
    plan = smallest_plan(OLD_DEBT.plan_value, 7, OLD_DEBT.limits)
    assert plan is not None
    history = [*climb(OLD_DEBT, Trigger.FIRST), Offer("002", plan, Trigger.NAMED_COUNT, TODAY)]
    offer = next_offer(OLD_DEBT, history, Trigger.ASKED_INSTALLMENTS, TODAY)

    assert offer is not None
    assert isinstance(offer.terms, Plan)
    assert offer.terms.count == 9


def test_a_value_granted_between_steps_is_not_followed_by_a_worse_one() -> None:
    """P5"""
    granted = LumpSum(Fraction(3, 4), Money(0), Money(1530_00), Money(2_50))
    history = [*climb(OLD_DEBT, Trigger.FIRST), Offer("002", granted, Trigger.NAMED_VALUE, TODAY)]

    assert standing_lump_sum(OLD_DEBT, history) == OLD_DEBT.lump_sum_at(Fraction(3, 4))
    offer = next_offer(OLD_DEBT, history, Trigger.DECLINED, TODAY)
    assert offer is not None
    assert offer.value == Money(1440_00)


def test_going_back_to_the_lump_sum_keeps_the_best_step_conceded() -> None:
    """P5"""
    history = climb(OLD_DEBT, Trigger.FIRST, Trigger.DECLINED, Trigger.DECLINED)
    standing = standing_lump_sum(OLD_DEBT, history)

    assert standing is not None
    assert standing.value == Money(1440_00)
    assert standing_lump_sum(OLD_DEBT, []) == OLD_DEBT.lump_sums[0]


def test_an_offer_holds_until_midnight() -> None:
    """P5"""
    [offer] = climb(OLD_DEBT, Trigger.FIRST)

    assert offer.holds_on(TODAY)
    assert not offer.holds_on(TOMORROW)
    assert offer.valid_until == TODAY


def test_accepted_the_day_after_it_is_quoted_again_and_the_difference_told() -> None:
    """P5: 40 days overdue, so a day of interest more."""
    negotiation = a_negotiation(a_title(40, 3000_00))
    [offer] = climb(negotiation, Trigger.FIRST)
    renewed = quote_again(offer, a_negotiation(a_title(40, 3000_00), today=TOMORROW), TOMORROW)

    assert renewed is not None
    assert renewed.difference == Money(1_00)
    assert renewed.offer.holds_on(TOMORROW)
    assert (renewed.offer.step, renewed.offer.trigger) == (1, Trigger.QUOTED_AGAIN)


def test_a_step_conceded_stays_conceded_when_quoted_again() -> None:
    """P5"""
    history = climb(OLD_DEBT, Trigger.FIRST, Trigger.DECLINED)
    renewed = quote_again(history[1], a_negotiation(a_title(400, 1800_00), today=TOMORROW), TOMORROW)

    assert renewed is not None
    assert renewed.offer.value == Money(1440_00)


def test_a_plan_quoted_again_keeps_its_count_and_its_larger_down_payment() -> None:
    """P5"""
    plan = plan_with_down_payment(Money(1800_00), 7, Money(400_00), OLD_DEBT.limits)
    assert plan is not None
    offer = Offer("002", plan, Trigger.NAMED_VALUE, TODAY)
    renewed = quote_again(offer, OLD_DEBT, TOMORROW)

    assert renewed is not None
    assert renewed.offer.terms == plan
    assert renewed.difference == Money(0)


def test_a_plan_no_longer_possible_is_not_quoted_again() -> None:
    [_, offer] = climb(OLD_DEBT, Trigger.FIRST, Trigger.ASKED_INSTALLMENTS)

    assert quote_again(offer, a_negotiation(a_title(400, 150_00)), TOMORROW) is None


def test_the_longest_plan_has_the_most_installments() -> None:
    """H1: offered once in hardship."""
    plan = longest_plan(OLD_DEBT)

    assert plan is not None
    assert plan.count == 9
    assert longest_plan(a_negotiation(a_title(400, 150_00))) is None


@given(
    st.integers(0, 1800),
    st.integers(50_00, 900_000),
    st.lists(st.sampled_from([Trigger.DECLINED, Trigger.ASKED_DISCOUNT, Trigger.ASKED_INSTALLMENTS]), max_size=9),
)
def test_the_ladder_never_worsens(days: int, principal: int, triggers: list[Trigger]) -> None:
    """P1, P5: within each kind every offer is better than the one before; the first is a lump sum."""
    history = climb(a_negotiation(a_title(days, principal)), Trigger.FIRST, *triggers)
    values = [offer.value for offer in history if offer.kind is OfferKind.LUMP_SUM]
    counts = [offer.terms.count for offer in history if isinstance(offer.terms, Plan)]

    assert history[0].kind is OfferKind.LUMP_SUM
    assert values == sorted(set(values), reverse=True)
    assert counts == sorted(set(counts))
    assert all(lump < offer.total for lump in values for offer in history if offer.kind is OfferKind.INSTALLMENTS)
