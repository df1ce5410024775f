"""Counter-offers (P9): the nearest terms inside the policy, never above a limit named when some are below it."""

import pytest
from debts import TODAY, a_negotiation, a_policy_with, a_title
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.counter_offers import Answer, Proposal, Reason, answer
from bot.domain.ladder import Offer, Trigger, next_offer
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from bot.domain.plans import Plan, plan_with_installment, smallest_plan

VOICE = a_negotiation(
    a_title(150, 900_00), a_title(120, 900_00, number="2")
)  # voice.md's debt: 1,800.00 without charges
OLD_DEBT = a_negotiation(a_title(400, 1800_00))  # lump sums of 1,620.00 and 1,440.00
SMALL = a_negotiation(a_title(100, 170_00))  # the minima leave no plan
AMOUNTS = st.integers(1_00, 900_000).map(Money)


def plan_of(given_answer: Answer) -> tuple[int, str, str]:
    """Count, down payment and installment, fee included."""
    plan = given_answer.terms
    assert isinstance(plan, Plan)
    return plan.count, str(plan.down_payment_with_fee), str(plan.installment_with_fee)


def offered(plan: Plan | None) -> list[Offer]:
    assert plan is not None
    return [Offer("002", plan, Trigger.NAMED_VALUE, TODAY)]


def test_the_debt_of_the_voice_guide() -> None:
    assert VOICE.balance.updated == Money(1917_00)
    assert [rung.total for rung in VOICE.lump_sums] == [Money(1802_50)]


def test_so_much_a_month_is_the_fewest_installments_of_at_most_that() -> None:
    """P9: "consigo uns 250 por mes"."""
    reply = answer(VOICE, [], Proposal(per_month=Money(250_00)))

    assert plan_of(reply) == (7, "227.57", "227.49")
    assert reply.is_what_was_named


@pytest.mark.parametrize(("per_month", "count"), [(227_49, 7), (227_48, 8), (902_49, 1), (902_48, 2)])
def test_the_amount_named_a_month_includes_the_fee(per_month: int, count: int) -> None:
    """P9, at the centavo"""
    reply = answer(VOICE, [], Proposal(per_month=Money(per_month)))

    assert plan_of(reply)[0] == count


def test_so_much_down_is_the_largest_down_payment_of_at_most_that() -> None:
    """P9: "e se eu der 400 de entrada?" while seven installments are under discussion."""
    history = offered(smallest_plan(Money(1800_00), 7, VOICE.limits))
    reply = answer(VOICE, history, Proposal(down_payment=Money(400_00)))

    assert plan_of(reply) == (7, "399.98", "202.86")
    assert reply.is_what_was_named


def test_so_much_down_alone_takes_the_fewest_installments_that_can_follow() -> None:
    """P6, P9: five would be of 300.50, above the down payment."""
    reply = answer(VOICE, [], Proposal(down_payment=Money(300_00)))

    assert plan_of(reply) == (6, "299.98", "252.92")


def test_so_much_down_and_the_rest_in_a_count() -> None:
    """P9: "dou 500 agora e o resto em 5x"."""
    reply = answer(VOICE, [], Proposal(down_payment=Money(500_00), count=5))

    assert plan_of(reply) == (5, "500.00", "263.00")
    assert reply.reason is None


def test_a_down_payment_under_its_installments_needs_more_of_them() -> None:
    """P6, P9: "dou 300 agora e o resto em 5x" of 1,800.00."""
    reply = answer(VOICE, [], Proposal(down_payment=Money(300_00), count=5))

    assert plan_of(reply)[0] == 6
    assert reply.reason is Reason.DOWN_PAYMENT_ABOVE_INSTALLMENT


def test_a_down_payment_that_leaves_too_little_stops_at_the_minimum_installment() -> None:
    """P6, P9: the rest in five may not be under 75.00 each."""
    reply = answer(VOICE, [], Proposal(down_payment=Money(1600_00), count=5))

    assert plan_of(reply) == (5, "1427.50", "77.50")


def test_too_small_a_down_payment_gets_the_smallest_there_is() -> None:
    """P9: none fits, the closest above and why."""
    reply = answer(VOICE, [], Proposal(down_payment=Money(50_00)))

    assert plan_of(reply) == (9, "182.59", "182.49")
    assert reply.reason is Reason.MINIMUM_DOWN_PAYMENT


def test_a_down_payment_above_the_minimum_may_still_be_under_every_installment() -> None:
    reply = answer(VOICE, [], Proposal(down_payment=Money(150_00)))

    assert plan_of(reply)[0] == 9
    assert reply.reason is Reason.DOWN_PAYMENT_ABOVE_INSTALLMENT


def test_a_down_payment_that_pays_everything_is_the_lump_sum() -> None:
    reply = answer(VOICE, [], Proposal(down_payment=Money(1802_50)))

    assert reply.terms == VOICE.lump_sums[0]
    assert reply.reason is Reason.WHOLE_DEBT


def test_both_limits_named_are_kept() -> None:
    """P9: "dou 400 agora e 180 por mês"."""
    reply = answer(VOICE, [], Proposal(down_payment=Money(400_00), per_month=Money(180_00)))

    assert plan_of(reply) == (8, "399.94", "177.82")
    assert reply.reason is None


@pytest.mark.parametrize("count", range(1, 10))
def test_a_count_inside_the_policy_is_granted_exactly(count: int) -> None:
    """P5, P9"""
    reply = answer(VOICE, [], Proposal(count=count))

    assert plan_of(reply)[0] == count
    assert reply.is_what_was_named


def test_a_count_past_the_kind_of_title_gets_the_most_there_is() -> None:
    """C6: "10x?" """
    reply = answer(VOICE, [], Proposal(count=10))

    assert plan_of(reply)[0] == 9
    assert reply.reason is Reason.TOO_MANY_INSTALLMENTS


def test_a_count_the_minima_do_not_allow_says_so() -> None:
    """P6: 400.00 in nine would be under 75.00 each."""
    reply = answer(a_negotiation(a_title(100, 400_00)), [], Proposal(count=9))

    assert plan_of(reply) == (4, "102.50", "77.50")
    assert reply.reason is Reason.MINIMUM_INSTALLMENT


def test_so_little_a_month_is_reached_by_a_larger_down_payment() -> None:
    """P9: nine of 182.49 pass 150.00, so the down payment grows; the other way is told too."""
    reply = answer(VOICE, [], Proposal(per_month=Money(150_00)))

    assert plan_of(reply) == (9, "475.00", "150.00")
    assert reply.reason is Reason.NEEDS_LARGER_DOWN_PAYMENT
    assert reply.alternative == VOICE.plans[-1]


def test_under_the_minimum_installment_the_closest_above_is_offered() -> None:
    """P9: 77.49 is a cent under 75.00 and the fee."""
    reply = answer(VOICE, [], Proposal(per_month=Money(77_49)))

    assert reply.terms == VOICE.plans[-1]
    assert reply.reason is Reason.MINIMUM_INSTALLMENT


def test_a_count_with_too_little_a_month_takes_more_installments() -> None:
    reply = answer(VOICE, [], Proposal(count=5, per_month=Money(250_00)))

    assert plan_of(reply)[0] == 7
    assert reply.reason is Reason.NEEDS_MORE_INSTALLMENTS


def test_a_value_between_the_floor_and_the_current_offer_is_accepted_as_named() -> None:
    """P9: "faz por 1.500", fee included."""
    reply = answer(OLD_DEBT, [], Proposal(total=Money(1500_00)))

    assert isinstance(reply.terms, LumpSum)
    assert (reply.terms.total, reply.terms.value) == (Money(1500_00), Money(1497_50))
    assert OLD_DEBT.lump_sum_at(reply.terms.share) == reply.terms


@pytest.mark.parametrize(
    ("named", "total", "reason"),
    [
        (1442_50, 1442_50, None),
        (1442_49, 1442_50, Reason.BELOW_FLOOR),
        (1622_50, 1622_50, None),
        (1700_00, 1622_50, None),
    ],
)
def test_the_floor_is_the_ceiling_s_and_naming_more_costs_no_more(
    named: int, total: int, reason: Reason | None
) -> None:
    """P9"""
    reply = answer(OLD_DEBT, [], Proposal(total=Money(named)))

    assert isinstance(reply.terms, LumpSum)
    assert (reply.terms.total, reply.reason) == (Money(total), reason)


def test_a_value_worse_than_what_was_conceded_gets_what_was_conceded() -> None:
    """P5"""
    history: list[Offer] = []
    for trigger in (Trigger.FIRST, Trigger.DECLINED):
        offer = next_offer(OLD_DEBT, history, trigger, TODAY)
        assert offer is not None
        history.append(offer)
    reply = answer(OLD_DEBT, history, Proposal(total=Money(1600_00)))

    assert reply.terms == OLD_DEBT.lump_sums[-1]


def test_a_total_for_a_plan_brings_no_discount_on_the_principal() -> None:
    """P2: "faz por 1.500 em 3x"."""
    reply = answer(OLD_DEBT, [], Proposal(total=Money(1500_00), count=3))

    assert plan_of(reply)[0] == 3
    assert reply.reason is Reason.NO_DISCOUNT_ON_PLANS


@pytest.mark.parametrize(
    "proposal", [Proposal(count=2), Proposal(per_month=Money(80_00)), Proposal(Money(1), Money(1))]
)
def test_where_no_plan_exists_the_lump_sum_is_the_answer(proposal: Proposal) -> None:
    """P6, P17"""
    refusing = a_negotiation(a_title(400), policy=a_policy_with(negotiates=False))

    for negotiation in (SMALL, refusing):
        reply = answer(negotiation, [], proposal)
        assert reply.terms == negotiation.lump_sums[0]
        assert reply.reason is Reason.NO_PLANS


def test_an_unknown_code_has_no_answer() -> None:
    reply = answer(a_negotiation(a_title(code="777")), [], Proposal(total=Money(1)))

    assert reply.terms is None
    assert not reply.is_what_was_named


@given(st.integers(150_00, 900_000), AMOUNTS)
def test_a_monthly_limit_is_passed_only_when_no_plan_keeps_it(principal: int, named: Money) -> None:
    """P9, P10"""
    negotiation = a_negotiation(a_title(100, principal))
    plan = answer(negotiation, [], Proposal(per_month=named)).terms
    possible = [
        plan_with_installment(negotiation.plan_value, count, named, negotiation.limits) for count in range(1, 10)
    ]

    if isinstance(plan, Plan):
        assert plan.respects(negotiation.limits)
        assert plan.value == negotiation.plan_value
        assert plan.installment_with_fee <= named or not any(possible)


@given(st.integers(150_00, 900_000), AMOUNTS, st.none() | st.integers(1, 12), st.none() | AMOUNTS)
def test_every_plan_answered_is_inside_the_policy(
    principal: int, down: Money, count: int | None, per_month: Money | None
) -> None:
    """P6, P10, P14"""
    negotiation = a_negotiation(a_title(100, principal))
    terms = answer(negotiation, [], Proposal(per_month, down, count)).terms

    assert terms is not None
    assert terms.value == negotiation.plan_value
    assert isinstance(terms, LumpSum) or (terms.respects(negotiation.limits) and terms.count <= 9)


@given(st.integers(0, 1800), st.integers(10_00, 900_000), AMOUNTS)
def test_a_value_accepted_is_never_under_the_floor(days: int, principal: int, named: Money) -> None:
    """P5, P9"""
    negotiation = a_negotiation(a_title(days, principal))
    terms = answer(negotiation, [], Proposal(total=named)).terms

    assert isinstance(terms, LumpSum)
    assert negotiation.lump_sums[-1].value <= terms.value <= negotiation.lump_sums[0].value
    assert terms == negotiation.lump_sum_at(terms.share)


def test_a_down_payment_keeps_the_month_named_before_while_some_plan_has_both() -> None:
    """P9: "300 por mês", then "400 de entrada": the count under discussion stays, and the limit too."""
    history = offered(smallest_plan(Money(1800_00), 7, VOICE.limits))
    reply = answer(VOICE, history, Proposal(down_payment=Money(400_00), kept_per_month=Money(250_00)))

    assert plan_of(reply) == (7, "399.98", "202.86")
    assert reply.is_what_was_named


@pytest.mark.parametrize(("limit", "count"), [(202_86, 7), (202_85, 8)])
def test_with_the_month_named_before_the_count_grows_at_the_centavo(limit: int, count: int) -> None:
    """P9: never above a limit the debtor named, when some plan is below it."""
    history = offered(smallest_plan(Money(1800_00), 7, VOICE.limits))
    reply = answer(VOICE, history, Proposal(down_payment=Money(400_00), kept_per_month=Money(limit)))

    assert plan_of(reply)[0] == count
    assert reply.is_what_was_named


def test_a_down_payment_that_passes_the_month_named_before_says_so() -> None:
    """P9: nine of 150.00 need 475.00 down; with 300.00 both together do not fit, and the nearest is told as such."""
    history = offered(plan_with_installment(Money(1800_00), 9, Money(150_00), VOICE.limits))
    reply = answer(VOICE, history, Proposal(down_payment=Money(300_00), kept_per_month=Money(150_00)))

    assert plan_of(reply)[0] == 9
    assert plan_of(reply)[2] > "150.00"
    assert reply.reason is Reason.ABOVE_MONTHLY_LIMIT


def test_a_month_keeps_the_down_payment_named_before_while_some_plan_has_both() -> None:
    """P9: "400 de entrada", then "consigo 210 por mês": fewer parts than the smallest down payment would take."""
    reply = answer(VOICE, [], Proposal(per_month=Money(210_00), kept_down_payment=Money(400_00)))

    assert plan_of(reply) == (7, "399.98", "202.86")
    assert reply.is_what_was_named


def test_a_month_that_needs_more_down_than_was_named_before_says_so() -> None:
    """P9"""
    reply = answer(VOICE, [], Proposal(per_month=Money(150_00), kept_down_payment=Money(300_00)))

    assert plan_of(reply) == (9, "475.00", "150.00")
    assert reply.reason is Reason.NEEDS_LARGER_DOWN_PAYMENT


@given(per_month=AMOUNTS, down=AMOUNTS)
def test_two_limits_named_in_turn_are_both_kept_or_said_not_to_fit(per_month: Money, down: Money) -> None:
    """P9, whichever came first."""
    for proposal in (
        Proposal(down_payment=down, kept_per_month=per_month),
        Proposal(per_month=per_month, kept_down_payment=down),
    ):
        reply = answer(VOICE, [], proposal)
        if reply.reason is None and isinstance(reply.terms, Plan):
            assert reply.terms.installment_with_fee <= per_month
            assert reply.terms.down_payment_with_fee <= down
