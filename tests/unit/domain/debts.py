"""Builders for the domain's tests: a policy with the figures of `cassems`, titles, and negotiations."""

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.domain.brackets import Discount, DiscountRow
from bot.domain.identity_policy import CPF_IN_FULL, Factor, IdentityPolicy, Need, Requirement, Tries
from bot.domain.money import Money
from bot.domain.negotiations import Negotiation, open_negotiations
from bot.domain.plans import PlanLimits
from bot.domain.policy import (
    AcknowledgementRule,
    CreditorKind,
    DebtLimits,
    FeeDisclosure,
    Means,
    NegotiationPolicy,
    NoticePolicy,
    Organisation,
    Parties,
    PaymentPolicy,
    Policy,
    ReissueWindow,
    StaffedHours,
)
from bot.domain.titles import ChargeKind, Title, TitleKind, UpdateRules

TODAY = date(2026, 11, 21)
RULES = UpdateRules(fine_percent=Decimal(2), interest_percent_per_month=Decimal(1))
LIMITS = PlanLimits(minimum_down_payment=Money(100_00), minimum_installment=Money(75_00), fee=Money(2_50))
NOTHING_OFF = Discount(Decimal(0), Decimal(0))
CHARGES_OFF = Discount(Decimal(100), Decimal(0))
CHARGES_AND_A_FIFTH_OFF = Discount(Decimal(100), Decimal(20))
TABLE = (
    DiscountRow(0, 90, NOTHING_OFF, NOTHING_OFF),
    DiscountRow(91, 360, CHARGES_OFF, CHARGES_OFF),
    DiscountRow(361, None, CHARGES_AND_A_FIFTH_OFF, CHARGES_OFF),
)
NEGOTIATION = NegotiationPolicy(
    negotiates=True,
    discount_table=TABLE,
    lump_sum_steps=(Fraction(1, 2), Fraction(1)),
    installment_fractions=(Fraction(1, 3), Fraction(2, 3), Fraction(1)),
    minimum_down_payment=Money(100_00),
    minimum_installment=Money(75_00),
)
PAYMENT = PaymentPolicy(
    means=(Means.BOLETO,),
    slip_fee=Money(2_50),
    fee_disclosure=FeeDisclosure.ON_REQUEST,
    first_due_within_days=7,
    reissue=ReissueWindow(days_before=5, days_after=5),
)
DEBT_LIMITS = DebtLimits(
    prescription_years=5, base_date_max_age_days=35, agreement_broken_after_days=60, bad_payer_after_days=30
)
CPF_OR_NAME = (Factor.CPF_FIRST3, Factor.CPF_LAST2, Factor.FULL_NAME, Factor.SURNAME)
ANY_FACTOR = Requirement(
    asks=(Factor.CPF_FIRST3,), needs=(Need(1, tuple((frozenset({factor}),) for factor in CPF_OR_NAME)),)
)
CPF_AND_NAME = Requirement(
    asks=(Factor.CPF_FULL, Factor.FULL_NAME),
    needs=(Need(1, (CPF_IN_FULL,)), Need(1, tuple((frozenset({f}),) for f in (Factor.FULL_NAME, Factor.SURNAME)))),
    min_facts=2,
)
IDENTITY = IdentityPolicy(
    active=ANY_FACTOR,
    receptive=ANY_FACTOR,
    unknown_phone=CPF_AND_NAME,
    company=CPF_AND_NAME,
    tries=Tries(known_phone=3, unknown_phones=3, per=timedelta(hours=24)),
    lasts=timedelta(hours=12),
)


def a_title_kind(code: str = "002", max_installments: int = 9, reveals_health: bool = False) -> TitleKind:
    return TitleKind(
        code=code,
        label="Câmara Hiperbárica" if reveals_health else "Contribuição Plano Especial",
        neutral_label=f"Despesa {code}",
        kind=ChargeKind.MONTHLY_FEE,
        max_installments=max_installments,
        reveals_health=reveals_health,
        blocks_card=True,
    )


def a_policy(negotiation: NegotiationPolicy = NEGOTIATION, max_installments: int = 9) -> Policy:
    creditor = Organisation("Cassems", "53021746000148", "Rua das Aroeiras, 1200", "67 3314-1010")
    office = Organisation("Portes Advogados", "60193485000109", "Avenida dos Ipês, 455", "67 3300-4550")
    return Policy(
        slug="cassems",
        parties=Parties(CreditorKind.OFFICE, creditor, office, "assistente virtual", "67 3314-1010", "", "999999"),
        title_kinds={code: a_title_kind(code, max_installments) for code in ("002", "003", "059")},
        update_rules=RULES,
        negotiation=negotiation,
        payment=PAYMENT,
        identity=IDENTITY,
        limits=DEBT_LIMITS,
        hours=StaffedHours((time(8), time(18)), None),
        notice=NoticePolicy(AcknowledgementRule.EXPLICIT, False, 35, 50, 10),
        closing_statement=("Este acordo é com o escritório.",),
        uses_credit_bureau=False,
    )


def a_policy_with(**changes: object) -> Policy:
    """A policy whose negotiation rules differ in the fields named."""
    return a_policy(replace(NEGOTIATION, **changes))  # type: ignore[arg-type]


def a_title(days_overdue: int = 38, principal: int = 1594_53, code: str = "002", number: str = "045944372") -> Title:
    due_date = TODAY - timedelta(days=days_overdue)
    return Title(number, code, due_date.replace(day=1), due_date, Money(principal))


def a_negotiation(*titles: Title, policy: Policy | None = None, today: date = TODAY) -> Negotiation:
    [negotiation] = open_negotiations(titles or (a_title(),), policy or a_policy(), today)
    return negotiation
