"""P14: what an agent may ask of a supervisor is outside the policy, and still an offer."""

from dataclasses import replace
from fractions import Fraction

import pytest

from bot.domain.brackets import Balance
from bot.domain.ladder import OfferKind
from bot.domain.money import Money
from bot.domain.negotiations import Ceilings, LumpSum, Negotiation
from bot.domain.plans import Plan, PlanLimits
from bot.domain.policy_exceptions import AskedTerms, TermsRefused, refusal, terms_of

LIMITS = PlanLimits(Money(10_000), Money(7_500), Money(250))
ONE_CENT = Money(1)


def a_negotiation() -> Negotiation:
    """R$ 1.000,00 owed; R$ 800,00 at once, or R$ 900,00 in up to 6 installments, are within the policy."""
    balance = Balance(Money(90_000), Money(5_000), Money(5_000), 100)
    bare = Negotiation("002", None, (), balance, Ceilings(Fraction(20_000), Fraction(10_000)), LIMITS, 6, (), ())
    return replace(bare, lump_sums=(bare.lump_sum_at(Fraction(1)),))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (AskedTerms("002", Money(80_000)), TermsRefused.WITHIN_POLICY),
        (AskedTerms("002", Money(79_999)), None),
        (AskedTerms("002", Money(1)), None),
        (AskedTerms("002", Money(0)), TermsRefused.NOT_AN_OFFER),
        (AskedTerms("002", Money(100_001)), TermsRefused.NOT_AN_OFFER),
        (AskedTerms("002", Money(15_000), 6, Money(12_500)), TermsRefused.WITHIN_POLICY),
        (AskedTerms("002", Money(14_999), 6, Money(12_500)), None),
        (AskedTerms("002", Money(13_500), 7, Money(11_000)), None),
        (AskedTerms("002", Money(9_999), 6, Money(13_500)), None),
        (AskedTerms("002", Money(15_000), 6, Money(0)), TermsRefused.NOT_AN_OFFER),
        (AskedTerms("002", Money(15_000), -1, Money(500)), TermsRefused.NOT_AN_OFFER),
    ],
)
def test_only_what_the_engine_would_not_grant_is_asked_for(asked: AskedTerms, expected: TermsRefused | None) -> None:
    assert refusal(asked, a_negotiation()) == expected


def test_where_nothing_is_granted_every_offer_is_an_exception() -> None:
    assert refusal(AskedTerms("002", Money(99_999)), replace(a_negotiation(), lump_sums=())) is None


def test_the_fee_stays_that_of_the_policy() -> None:
    at_once = terms_of(AskedTerms("002", Money(70_000)), a_negotiation())
    plan = terms_of(AskedTerms("002", Money(10_000), 10, Money(6_000)), a_negotiation())

    assert at_once == LumpSum(Fraction(1), Money(30_000), Money(70_000), Money(250))
    assert plan == Plan(10, Money(10_000), Money(6_000), Money(250))
    assert AskedTerms("002", Money(1)).kind is OfferKind.LUMP_SUM
    assert plan.value - ONE_CENT == Money(69_999)
