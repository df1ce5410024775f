"""Counter-offers: the plan or lump sum inside the policy nearest to what the debtor named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.ladder import Offer, longest_plan, offered_plans, standing_lump_sum
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan, plan_with_down_payment, plan_with_installment, smallest_plan


@dataclass(frozen=True)
class Proposal:
    """What the debtor named; amounts include the fee, and are limits not to be passed."""

    per_month: Money | None = None
    down_payment: Money | None = None
    count: int | None = None
    total: Money | None = None
    kept_per_month: Money | None = None  # named earlier, and a limit still
    kept_down_payment: Money | None = None


class Reason(StrEnum):
    """Why an answer is not exactly what was named."""

    BELOW_FLOOR = "below_floor"  # the lump sum may not cost that little
    NO_DISCOUNT_ON_PLANS = "no_discount_on_plans"  # a plan's value does not come down further
    MINIMUM_INSTALLMENT = "minimum_installment"
    MINIMUM_DOWN_PAYMENT = "minimum_down_payment"
    DOWN_PAYMENT_ABOVE_INSTALLMENT = "down_payment_above_installment"
    TOO_MANY_INSTALLMENTS = "too_many_installments"
    NEEDS_MORE_INSTALLMENTS = "needs_more_installments"
    NEEDS_LARGER_DOWN_PAYMENT = "needs_larger_down_payment"
    ABOVE_MONTHLY_LIMIT = "above_monthly_limit"  # with that down payment, what was named a month before is passed
    WHOLE_DEBT = "whole_debt"  # what was named pays everything at once
    NO_PLANS = "no_plans"  # the minima, or the policy, leave only the lump sum


@dataclass(frozen=True)
class Answer:
    """The nearest terms, why they differ from what was named, and another way where there is one."""

    terms: LumpSum | Plan | None
    reason: Reason | None = None
    alternative: LumpSum | Plan | None = None

    @property
    def is_what_was_named(self) -> bool:
        return self.terms is not None and self.reason is None


def answer(negotiation: Negotiation, history: Sequence[Offer], proposal: Proposal) -> Answer:
    """Answer a counter-offer with the nearest terms the policy allows."""
    current = standing_lump_sum(negotiation, history)
    if proposal.total is not None and proposal.count is None:
        return _for_total(negotiation, current, proposal.total)
    if not negotiation.max_count:
        return Answer(current, Reason.NO_PLANS)
    if proposal.down_payment is not None:
        return _for_down_payment(negotiation, history, proposal, proposal.down_payment)
    if proposal.per_month is not None:
        return _for_installment_beside(negotiation, proposal, proposal.per_month)
    if proposal.count is not None:
        return _for_count(negotiation, proposal.count, proposal.total)
    return Answer(current)


def _for_total(negotiation: Negotiation, current: LumpSum | None, total: Money) -> Answer:
    """Accept a value between the ceiling's floor and the current offer; naming more costs no more."""
    if current is None:
        return Answer(None, Reason.NO_PLANS)
    floor = negotiation.lump_sum_at(max(negotiation.lump_sums[-1].share, current.share))
    if total < floor.total:
        return Answer(floor, Reason.BELOW_FLOOR)
    if total >= current.total:
        return Answer(current)
    value = total - current.fee
    discount = negotiation.balance.updated - value
    return Answer(LumpSum(negotiation.ceilings.share_of(discount), discount, value, current.fee))


def _for_count(negotiation: Negotiation, count: int, total: Money | None) -> Answer:
    """Exactly the count named when it is possible; else the nearest one that is."""
    nearest = _nearest_count(negotiation, count)
    plan = smallest_plan(negotiation.plan_value, nearest, negotiation.limits)
    if nearest != count:
        return Answer(plan, _why_not_count(negotiation, count))
    if plan is not None and total is not None and plan.total > total:
        return Answer(plan, Reason.NO_DISCOUNT_ON_PLANS)
    return Answer(plan)


def _for_installment(negotiation: Negotiation, count: int | None, at_most: Money) -> Answer:
    """The fewest installments of at most that; only then a larger down payment, which keeps them there too."""
    first = _nearest_count(negotiation, count or 1)
    plans = (smallest_plan(negotiation.plan_value, n, negotiation.limits) for n in _upwards(negotiation, first))
    fitting = next((plan for plan in plans if plan is not None and plan.installment_with_fee <= at_most), None)
    if fitting is not None:
        return Answer(fitting, None if count in {None, fitting.count} else _why_other_count(count, fitting))
    longest = longest_plan(negotiation)
    stretched = plan_with_installment(negotiation.plan_value, negotiation.max_count, at_most, negotiation.limits)
    if stretched is not None:
        return Answer(stretched, Reason.NEEDS_LARGER_DOWN_PAYMENT, alternative=longest)
    return Answer(longest, Reason.MINIMUM_INSTALLMENT)


def _for_installment_beside(negotiation: Negotiation, proposal: Proposal, at_most: Money) -> Answer:
    """So much a month, with no more down than was named earlier, as long as some plan has both."""
    kept = proposal.kept_down_payment
    if kept is None:
        return _for_installment(negotiation, proposal.count, at_most)
    counts = _upwards(negotiation, _nearest_count(negotiation, proposal.count or 1))
    both = (p for p in _with_down_payment(negotiation, counts, kept) if p.installment_with_fee <= at_most)
    fitting = next(both, None)
    if fitting is not None:
        return Answer(fitting, None if proposal.count in {None, fitting.count} else Reason.NEEDS_MORE_INSTALLMENTS)
    found = _for_installment(negotiation, proposal.count, at_most)
    fits = found.reason is None and isinstance(found.terms, Plan) and found.terms.down_payment_with_fee > kept
    return replace(found, reason=Reason.NEEDS_LARGER_DOWN_PAYMENT) if fits else found


def _for_down_payment(negotiation: Negotiation, history: Sequence[Offer], proposal: Proposal, at_most: Money) -> Answer:
    """The largest down payment of at most that, with the count named or the one under discussion."""
    current = standing_lump_sum(negotiation, history)
    if current is not None and at_most >= min(current.total, negotiation.plan_value + current.fee):
        return Answer(current, Reason.WHOLE_DEBT)
    plans = list(_with_down_payment(negotiation, _counts_to_try(negotiation, history, proposal), at_most))
    monthly = proposal.per_month or proposal.kept_per_month
    within = [p for p in plans if monthly is None or p.installment_with_fee <= monthly]
    if within:
        same = proposal.count in {None, within[0].count}
        return Answer(within[0], None if same else _why_count_beside_down_payment(proposal, within[0]))
    if plans:
        reason = Reason.NEEDS_LARGER_DOWN_PAYMENT if proposal.per_month else Reason.ABOVE_MONTHLY_LIMIT
        return Answer(max(plans, key=lambda plan: plan.count), reason)
    return _above_down_payment(negotiation, proposal.count, at_most)


def _why_count_beside_down_payment(proposal: Proposal, plan: Plan) -> Reason:
    """With no installment named, only P6 asks for more of them: the down payment must be above each."""
    more = proposal.count is not None and plan.count > proposal.count
    if more and proposal.per_month is None:
        return Reason.DOWN_PAYMENT_ABOVE_INSTALLMENT
    return _why_other_count(proposal.count, plan)


def _above_down_payment(negotiation: Negotiation, count: int | None, at_most: Money) -> Answer:
    """No plan has so small a down payment: the smallest there is, for the count named if one was."""
    counts: Sequence[int] = _upwards(negotiation, 1) if count is None else [_nearest_count(negotiation, count)]
    plans = [plan for n in counts if (plan := smallest_plan(negotiation.plan_value, n, negotiation.limits))]
    too_little = at_most < negotiation.limits.minimum_down_payment + negotiation.limits.fee
    reason = Reason.MINIMUM_DOWN_PAYMENT if too_little else Reason.DOWN_PAYMENT_ABOVE_INSTALLMENT
    return Answer(min(plans, key=lambda plan: (plan.down_payment, plan.count)), reason)


def _counts_to_try(negotiation: Negotiation, history: Sequence[Offer], proposal: Proposal) -> range:
    """From the count named or under discussion upwards: fewer installments only ask for a larger down payment."""
    plans = offered_plans(history)
    wished = proposal.count or (plans[-1].count if plans and proposal.per_month is None else 1)
    return _upwards(negotiation, _nearest_count(negotiation, wished))


def _with_down_payment(negotiation: Negotiation, counts: Sequence[int], at_most: Money) -> Iterator[Plan]:
    for count in counts:
        plan = plan_with_down_payment(negotiation.plan_value, count, at_most, negotiation.limits)
        if plan is not None:
            yield plan


def _upwards(negotiation: Negotiation, first: int) -> range:
    return range(first, negotiation.max_count + 1)


def _nearest_count(negotiation: Negotiation, count: int) -> int:
    return min(max(count, 1), negotiation.max_count)


def _why_not_count(negotiation: Negotiation, count: int) -> Reason:
    most = negotiation.kind.max_installments if negotiation.kind else 0
    return Reason.TOO_MANY_INSTALLMENTS if count > most else Reason.MINIMUM_INSTALLMENT


def _why_other_count(count: int | None, plan: Plan) -> Reason:
    fewer = count is not None and plan.count < count
    return Reason.TOO_MANY_INSTALLMENTS if fewer else Reason.NEEDS_MORE_INSTALLMENTS
