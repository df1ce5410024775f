"""Terms outside the policy: what may be asked of a supervisor at all (P14)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from bot.domain.ladder import OfferKind
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan


class TermsRefused(StrEnum):
    """Why these terms need no exception, or are none."""

    UNKNOWN_NEGOTIATION = "unknown_negotiation"
    WITHIN_POLICY = "within_policy"
    NOT_AN_OFFER = "not_an_offer"  # nothing to pay, or more than is owed


NOTHING = Money(0)


@dataclass(frozen=True)
class AskedTerms:
    """What an agent wants to offer, before the fee: a value at once, or a down payment and installments."""

    code: str
    down_payment: Money  # the whole value when there are no installments
    count: int = 0
    installment: Money = NOTHING

    @property
    def kind(self) -> OfferKind:
        return OfferKind.INSTALLMENTS if self.count else OfferKind.LUMP_SUM

    @property
    def value(self) -> Money:
        return self.down_payment + self.installment * self.count


def refusal(asked: AskedTerms, negotiation: Negotiation) -> TermsRefused | None:
    if not _is_offer(asked, negotiation):
        return TermsRefused.NOT_AN_OFFER
    return TermsRefused.WITHIN_POLICY if _is_within(asked, negotiation) else None


def terms_of(asked: AskedTerms, negotiation: Negotiation) -> LumpSum | Plan:
    """As an agreement is made of them; the fee is the policy's."""
    fee = negotiation.limits.fee
    if asked.count:
        return Plan(asked.count, asked.down_payment, asked.installment, fee)
    return LumpSum(Fraction(1), negotiation.balance.updated - asked.value, asked.value, fee)


def _is_offer(asked: AskedTerms, negotiation: Negotiation) -> bool:
    parts = [asked.down_payment, *([asked.installment] if asked.count else [])]
    is_whole = asked.count >= 0 and all(part > NOTHING for part in parts)
    return is_whole and asked.value <= negotiation.balance.updated


def _is_within(asked: AskedTerms, negotiation: Negotiation) -> bool:
    """The engine grants these by itself."""
    if not asked.count:
        return bool(negotiation.lump_sums) and asked.value >= negotiation.lump_sum_at(Fraction(1)).value
    plan = Plan(asked.count, asked.down_payment, asked.installment, negotiation.limits.fee)
    is_counted = asked.count <= negotiation.max_count
    return is_counted and plan.value >= negotiation.plan_value and plan.respects(negotiation.limits)
