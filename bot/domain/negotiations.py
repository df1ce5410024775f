"""Negotiations: open titles taken together by code, with all that today's policy allows for them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from bot.domain.brackets import Balance, DiscountRow, balance_of, row_for
from bot.domain.money import Money
from bot.domain.plans import Plan, PlanLimits, graded_counts, largest_feasible_count, smallest_plan
from bot.domain.policy import NegotiationPolicy, Policy
from bot.domain.titles import Title, TitleKind, UpdatedTitle, is_prescribed, update


@dataclass(frozen=True)
class LumpSum:
    """The whole negotiation in one slip; `share` is how far the discount went from its start to its ceiling."""

    share: Fraction
    discount: Money
    value: Money
    fee: Money

    @property
    def total(self) -> Money:
        return self.value + self.fee


@dataclass(frozen=True)
class Ceilings:
    """The exact discounts, in centavos, that the table allows."""

    lump_sum: Fraction
    installments: Fraction

    def discount_at(self, share: Fraction) -> Money:
        """Move from the installments' discount to the lump sum's own ceiling, rounding once."""
        return Money.rounded(self.installments + share * (self.lump_sum - self.installments))

    def share_of(self, discount: Money) -> Fraction:
        """The inverse of `discount_at`, kept between 0 and 1."""
        span = self.lump_sum - self.installments
        share = (discount.cents - self.installments) / span if span else Fraction(1)
        return min(max(share, Fraction(0)), Fraction(1))


@dataclass(frozen=True)
class Negotiation:
    """Titles of one code, what they are worth today and every step that may be conceded."""

    code: str
    kind: TitleKind | None  # None: a code the policy does not know, for a person to deal with
    titles: tuple[UpdatedTitle, ...]
    balance: Balance
    ceilings: Ceilings
    limits: PlanLimits
    max_count: int  # the most installments the minima and the title's kind allow; 0 when there is no plan
    lump_sums: tuple[LumpSum, ...]
    plans: tuple[Plan, ...]

    @property
    def is_unknown(self) -> bool:
        return self.kind is None

    @property
    def plan_value(self) -> Money:
        """What a plan adds up to: the full discount installments may have is already off."""
        return self.balance.updated - Money.rounded(self.ceilings.installments)

    def lump_sum_at(self, share: Fraction) -> LumpSum:
        discount = self.ceilings.discount_at(share)
        return LumpSum(share, discount, self.balance.updated - discount, self.limits.fee)


def open_titles(titles: Iterable[Title], policy: Policy, today: date) -> tuple[UpdatedTitle, ...]:
    """The titles that may be offered: due, not past the policy's limit, in the order given."""
    years = policy.limits.prescription_years
    offered = (title for title in titles if title.is_due(today) and not is_prescribed(title, today, years))
    return tuple(update(title, today, policy.update_rules) for title in offered)


def open_negotiations(titles: Iterable[Title], policy: Policy, today: date) -> tuple[Negotiation, ...]:
    """One negotiation per title code, in order of code."""
    by_code: dict[str, list[UpdatedTitle]] = defaultdict(list)
    for updated in open_titles(titles, policy, today):
        by_code[updated.title.code].append(updated)
    return tuple(negotiate(by_code[code], policy, today) for code in sorted(by_code))


def negotiate(titles: Sequence[UpdatedTitle], policy: Policy, today: date) -> Negotiation:
    """Work out what may be conceded for titles of one code."""
    code = titles[0].title.code
    kind = policy.title_kinds.get(code)
    balance = balance_of(titles)
    ceilings = _ceilings(balance, policy.negotiation, today)
    value = balance.updated - Money.rounded(ceilings.installments)
    limits = policy.plan_limits
    max_count = largest_feasible_count(value, _most_installments(kind, policy), limits)
    bare = Negotiation(code, kind, tuple(titles), balance, ceilings, limits, max_count, (), ())
    return bare if kind is None else _with_steps(bare, policy.negotiation)


def _with_steps(negotiation: Negotiation, rules: NegotiationPolicy) -> Negotiation:
    value, limits = negotiation.plan_value, negotiation.limits
    counts = graded_counts(negotiation.max_count, rules.installment_fractions)
    plans = (smallest_plan(value, count, limits) for count in counts)
    return replace(
        negotiation,
        lump_sums=_lump_sums(negotiation, rules.lump_sum_steps),
        plans=tuple(plan for plan in plans if plan is not None),
    )


def _lump_sums(negotiation: Negotiation, steps: Iterable[Fraction]) -> tuple[LumpSum, ...]:
    """One lump sum per step; steps worth the same to the centavo collapse into the first."""
    rungs: list[LumpSum] = []
    for rung in map(negotiation.lump_sum_at, steps):
        if not rungs or rung.discount != rungs[-1].discount:
            rungs.append(rung)
    return tuple(rungs)


def _ceilings(balance: Balance, rules: NegotiationPolicy, today: date) -> Ceilings:
    if not rules.negotiates:
        return Ceilings(Fraction(0), Fraction(0))
    row = row_for(_table_for(balance, rules, today), balance.days_overdue)
    return Ceilings(row.lump_sum.cents_off(balance), row.installments.cents_off(balance))


def _table_for(balance: Balance, rules: NegotiationPolicy, today: date) -> tuple[DiscountRow, ...]:
    """A running campaign rules over the small-debt table, and that over the ordinary one."""
    running = next((campaign for campaign in rules.campaigns if campaign.runs_on(today)), None)
    if running is not None:
        return running.table
    if rules.small_debt is not None and balance.updated <= rules.small_debt.up_to:
        return rules.small_debt.table
    return rules.discount_table


def _most_installments(kind: TitleKind | None, policy: Policy) -> int:
    return kind.max_installments if kind is not None and policy.negotiation.negotiates else 0
