"""The concession ladder: which offer comes next, and what of earlier ones still stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan, plan_with_down_payment, smallest_plan


class OfferKind(StrEnum):
    LUMP_SUM = "lump_sum"
    INSTALLMENTS = "installments"


class Trigger(StrEnum):
    """What brought an offer about, kept with it."""

    FIRST = "first"
    DECLINED = "declined"
    ASKED_DISCOUNT = "asked_discount"
    ASKED_INSTALLMENTS = "asked_installments"
    NAMED_COUNT = "named_count"
    NAMED_VALUE = "named_value"
    QUOTED_AGAIN = "quoted_again"
    ASKED_LUMP_SUM = "asked_lump_sum"
    HARDSHIP = "hardship"
    AGENT = "agent"  # a person of the staff proposed it, inside the same policy (P14)


@dataclass(frozen=True)
class Offer:
    """One proposal made for a negotiation; it holds until midnight of the day it was made."""

    code: str
    terms: LumpSum | Plan
    trigger: Trigger
    made_on: date
    step: int | None = None  # None: granted outside the steps, to an explicit count or value

    @property
    def kind(self) -> OfferKind:
        return OfferKind.LUMP_SUM if isinstance(self.terms, LumpSum) else OfferKind.INSTALLMENTS

    @property
    def value(self) -> Money:
        return self.terms.value

    @property
    def total(self) -> Money:
        return self.terms.total

    @property
    def valid_until(self) -> date:
        return self.made_on

    def holds_on(self, today: date) -> bool:
        return today == self.made_on


@dataclass(frozen=True)
class QuotedAgain:
    """An expired offer at today's figures, with what it costs more than before."""

    offer: Offer
    difference: Money


def next_offer(negotiation: Negotiation, history: Sequence[Offer], trigger: Trigger, today: date) -> Offer | None:
    """The next better offer, or None when every step is conceded. The first is always a lump sum."""
    rungs = _remaining(negotiation, history)
    if history and trigger is Trigger.ASKED_INSTALLMENTS:
        rungs = [rung for rung in rungs if rung.kind is OfferKind.INSTALLMENTS]
    elif history and trigger is not Trigger.ASKED_DISCOUNT and offered_plans(history):
        rungs = sorted(rungs, key=lambda rung: rung.kind is OfferKind.LUMP_SUM)
    return rungs[0].offer(negotiation.code, trigger, today) if rungs else None


def has_better(negotiation: Negotiation, history: Sequence[Offer]) -> bool:
    """Whether a step is left: while one is, nothing may be called the last or the most."""
    return bool(_remaining(negotiation, history))


def standing_lump_sum(negotiation: Negotiation, history: Sequence[Offer]) -> LumpSum | None:
    """The best lump sum conceded so far, at today's figures; the first step when none was yet."""
    shares = _shares(history)
    if shares:
        return negotiation.lump_sum_at(max(shares))
    return negotiation.lump_sums[0] if negotiation.lump_sums else None


def longest_plan(negotiation: Negotiation) -> Plan | None:
    """The plan with the most installments the policy allows."""
    if not negotiation.max_count:
        return None
    return smallest_plan(negotiation.plan_value, negotiation.max_count, negotiation.limits)


def quote_again(offer: Offer, negotiation: Negotiation, today: date) -> QuotedAgain | None:
    """An offer accepted after its day, at today's figures: what was conceded stays so. None: no longer possible."""
    terms = _terms_today(offer.terms, negotiation)
    if terms is None:
        return None
    renewed = Offer(offer.code, terms, Trigger.QUOTED_AGAIN, today, offer.step)
    return QuotedAgain(renewed, renewed.total - offer.total)


def offered_plans(history: Sequence[Offer]) -> tuple[Plan, ...]:
    return tuple(offer.terms for offer in history if isinstance(offer.terms, Plan))


@dataclass(frozen=True)
class _Rung:
    step: int
    terms: LumpSum | Plan

    @property
    def kind(self) -> OfferKind:
        return OfferKind.LUMP_SUM if isinstance(self.terms, LumpSum) else OfferKind.INSTALLMENTS

    def offer(self, code: str, trigger: Trigger, today: date) -> Offer:
        return Offer(code, self.terms, trigger, today, self.step)


def _remaining(negotiation: Negotiation, history: Sequence[Offer]) -> list[_Rung]:
    """Steps better than anything offered of their kind, in the order they are conceded."""
    lowest = min((negotiation.lump_sum_at(share).value for share in _shares(history)), default=None)
    most = max((plan.count for plan in offered_plans(history)), default=0)
    lump_sums = [_Rung(n, t) for n, t in enumerate(negotiation.lump_sums, 1) if lowest is None or t.value < lowest]
    plans = [_Rung(n, t) for n, t in enumerate(negotiation.plans, 1) if t.count > most]
    return [*lump_sums, *plans]


def _shares(history: Sequence[Offer]) -> list[Fraction]:
    return [offer.terms.share for offer in history if isinstance(offer.terms, LumpSum)]


def _terms_today(terms: LumpSum | Plan, negotiation: Negotiation) -> LumpSum | Plan | None:
    if isinstance(terms, LumpSum):
        return negotiation.lump_sum_at(terms.share) if negotiation.lump_sums else None
    count = min(terms.count, negotiation.max_count)
    if not count:
        return None
    value, limits = negotiation.plan_value, negotiation.limits
    smallest = smallest_plan(value, count, limits)
    if smallest is not None and smallest.down_payment >= terms.down_payment:
        return smallest
    return plan_with_down_payment(value, count, terms.down_payment_with_fee, limits) or smallest
