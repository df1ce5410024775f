"""The policy document: the two samples, and everything that leaves its own bounds (F3, P8)."""

from datetime import time, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from bot.application.policy_document import PolicyRefused, parse_policy, parse_title_kinds, read_profile
from bot.domain.identity import IdentityOutcome, Situation, compare, judge, requirement_for
from bot.domain.identity_policy import Factor
from bot.domain.money import Money
from bot.domain.people import Person, Role
from bot.domain.policy import AcknowledgementRule, CreditorKind, FeeDisclosure, Means
from bot.domain.titles import ChargeKind

CONTENT = Path(__file__).parents[3] / "flows" / "content"
CASSEMS, ASSEFAZ = (read_profile(CONTENT / slug) for slug in ("cassems", "assefaz"))
POLICY_YML = (CONTENT / "cassems" / "policy.yml").read_text(encoding="utf-8")
TITLES_CSV = (CONTENT / "cassems" / "titles.csv").read_text(encoding="utf-8")
PERSON = Person(
    1, "cassems", "71924865", Role.HOLDER, "Fábio Vasconcelos Barbosa", "15908301647", mother_name="Natália Barbosa"
)


def problems_with(before: str, after: str) -> tuple[str, ...]:
    """What is said of the sample policy with one line changed."""
    assert POLICY_YML.count(before) >= 1
    with pytest.raises(PolicyRefused) as refused:
        parse_policy(POLICY_YML.replace(before, after, 1), TITLES_CSV)
    return refused.value.problems


def test_the_collection_office_s_policy_is_read() -> None:
    """P2, P5, P6, P7, P8"""
    assert CASSEMS.parties.kind is CreditorKind.OFFICE
    assert CASSEMS.parties.speaker.name == "Portes Advogados"
    assert CASSEMS.parties.creditor.name == "Cassems"
    assert CASSEMS.parties.protocol_prefix == "999999"
    assert CASSEMS.payment.means == (Means.BOLETO,)
    assert CASSEMS.payment.fee_disclosure is FeeDisclosure.ON_REQUEST
    assert CASSEMS.payment.first_due_within_days == 7
    assert CASSEMS.plan_limits.fee == Money(2_50)
    assert (CASSEMS.plan_limits.minimum_down_payment, CASSEMS.plan_limits.minimum_installment) == (
        Money(100_00),
        Money(75_00),
    )
    assert CASSEMS.negotiation.lump_sum_steps == (Fraction(1, 2), Fraction(1))
    assert CASSEMS.negotiation.installment_fractions == (Fraction(1, 3), Fraction(2, 3), Fraction(1))
    assert [(row.from_day, row.to_day) for row in CASSEMS.negotiation.discount_table] == [
        (0, 90),
        (91, 360),
        (361, None),
    ]
    assert CASSEMS.hours.weekdays == (time(8), time(18))
    assert CASSEMS.notice.acknowledgement is AcknowledgementRule.EXPLICIT
    assert not CASSEMS.uses_credit_bureau


def test_the_closing_statement_has_its_four_parts() -> None:
    """P12: the office, what is left out, the number to call, pendencies not forwarded."""
    office, left_out, call, pendencies = CASSEMS.closing_statement

    assert "Portes Advogados" in office
    assert "vencidos ou a vencer" in left_out
    assert "67 3314-1010" in call
    assert "não foram encaminhadas" in pendencies


def test_the_operator_s_policy_has_no_plans_and_no_fee() -> None:
    """P17, P8"""
    assert not ASSEFAZ.negotiation.negotiates
    assert ASSEFAZ.payment.means == (Means.PIX, Means.BOLETO)
    assert ASSEFAZ.payment.slip_fee == Money(0)
    assert ASSEFAZ.payment.pix is not None
    assert ASSEFAZ.parties.speaker is ASSEFAZ.parties.creditor
    assert ASSEFAZ.asks_if_aware


@pytest.mark.parametrize("policy", [CASSEMS, ASSEFAZ])
def test_both_know_the_29_title_codes(policy: object) -> None:
    """T2"""
    kinds = policy.title_kinds  # type: ignore[attr-defined]

    assert len(kinds) == 29
    assert (kinds["002"].label, kinds["002"].max_installments) == ("Contribuição Plano Especial", 9)
    assert kinds["002"].kind is ChargeKind.MONTHLY_FEE
    assert kinds["052"].neutral_label == "Despesa 052"
    assert {code for code, kind in kinds.items() if not kind.blocks_card} == {"050", "054"}


@pytest.mark.parametrize(
    ("situation", "facts", "outcome"),
    [
        (Situation(known_phone=True), {Factor.CPF_FIRST3: "159"}, IdentityOutcome.CONFIRMED),
        (Situation(known_phone=True), {Factor.SURNAME: "Barbosa"}, IdentityOutcome.CONFIRMED),
        (Situation(known_phone=False), {Factor.CPF_FULL: "15908301647"}, IdentityOutcome.PENDING),
        (
            Situation(known_phone=False),
            {Factor.CPF_FULL: "15908301647", Factor.SURNAME: "Barbosa"},
            IdentityOutcome.CONFIRMED,
        ),
    ],
)
def test_the_office_asks_three_digits_and_more_from_an_unknown_phone(
    situation: Situation, facts: dict[Factor, str], outcome: IdentityOutcome
) -> None:
    """I2"""
    requirement = requirement_for(situation, CASSEMS.identity)

    assert judge(compare(PERSON, facts), requirement, situation) is outcome


@pytest.mark.parametrize("we_started", [True, False])
def test_the_operator_asks_name_cpf_and_mother(we_started: bool) -> None:
    """I2: receptive, any two of four go with the CPF"""
    situation = Situation(known_phone=True, we_started=we_started)
    requirement = requirement_for(situation, ASSEFAZ.identity)
    cpf_and_mother = {Factor.CPF_FIRST3: "159", Factor.CPF_LAST2: "47", Factor.MOTHER_NAME: "Natália Barbosa"}
    all_three = cpf_and_mother | {Factor.FULL_NAME: PERSON.name}

    assert judge(compare(PERSON, cpf_and_mother), requirement, situation) is IdentityOutcome.PENDING
    assert judge(compare(PERSON, all_three), requirement, situation) is IdentityOutcome.CONFIRMED


def test_tries_and_expiry_are_policy_data() -> None:
    """I3, I6"""
    assert (CASSEMS.identity.tries.known_phone, CASSEMS.identity.tries.unknown_phones) == (3, 3)
    assert CASSEMS.identity.tries.per == timedelta(hours=24)
    assert CASSEMS.identity.lasts == timedelta(hours=12)


def test_hiding_the_fee_is_refused() -> None:
    """P8: there is no third value"""
    [problem] = problems_with("fee_disclosure: on_request", "fee_disclosure: hidden")

    assert problem.startswith("payment.fee_disclosure: must be itemised or on_request")


@pytest.mark.parametrize(
    ("before", "after", "field"),
    [
        ("from_day: 91", "from_day: 92", "negotiation.discount_table"),
        ("from_day: 91", "from_day: 90", "negotiation.discount_table"),
        ("from_day: 0\n", "from_day: 1\n", "negotiation.discount_table"),
        ("    - from_day: 361\n", "    - from_day: 361\n      to_day: 900\n", "negotiation.discount_table"),
        ("principal: 20}", "principal: 120}", "negotiation.discount_table.2.lump_sum.principal"),
        ("principal: 20}", "principal: -1}", "negotiation.discount_table.2.lump_sum.principal"),
        ("lump_sum: {interest_and_fine: 100, principal: 0}", "lump_sum: {interest_and_fine: 99, principal: 0}",
         "negotiation.discount_table.1"),
        ("minimum_installment: 75.00", "minimum_installment: -75.00", "negotiation.minimum_installment"),
        ("minimum_installment: 75.00", "minimum_installment: 75,00", "negotiation.minimum_installment"),
        ("lump_sum_steps: [0.5, 1]", "lump_sum_steps: [0.5, 1.5]", "negotiation.lump_sum_steps.1"),
        ("lump_sum_steps: [0.5, 1]", "lump_sum_steps: [1, 0.5]", "negotiation.lump_sum_steps"),
        ("installment_fractions: [1/3, 2/3, 1]", "installment_fractions: [1/3]", "negotiation.installment_fractions"),
        ("slip_fee: 2.50", "slip_fee: 2.505", "payment.slip_fee"),
        ("means: [boleto]", "means: [pix]", "payment"),
        ("means: [boleto]", "means: [boleto, cartão]", "payment.means.1"),
        ("any: [cpf_first3,", "any: [sign,", "identity.active.any.0"),
        ("min_facts: 2", "min_facts: 1", "identity"),
        ("    asks: [cpf_full, full_name]", "    asks: [cpf_full]", "identity.unknown_phone"),
        ("known_phone: 3", "known_phone: 0", "identity.tries.known_phone"),
        ("cnpj: 53.021.746/0001-48", "cnpj: 53.021.746/0001-49", "parties.creditor.cnpj"),
        ('protocol_prefix: "999999"', 'protocol_prefix: "9999"', "parties.protocol_prefix"),
        ("kind: escritório", "kind: operadora", "policy.yml"),
        ("weekdays: 08:00-18:00", "weekdays: 18:00-08:00", "hours.weekdays"),
        ("acknowledgement: explicit", "acknowledgement: any_reply", "notice"),
        ("answer_within_days: 10", "answer_within_days: 9", "notice.answer_within_days"),
        ("prescription_years: 5", "prescription_years: 0", "limits.prescription_years"),
        ("slug: cassems", "slug: cassems\ncolour: red", "colour"),
    ],
)  # fmt: skip
def test_a_policy_outside_its_own_bounds_is_refused_naming_the_field(before: str, after: str, field: str) -> None:
    """F3"""
    problems = problems_with(before, after)

    assert [problem.partition(": ")[0] for problem in problems] == [field]
    assert all("\n" not in problem for problem in problems)


def test_a_campaign_and_small_debts_are_read() -> None:
    """P15"""
    ceilings = "{interest_and_fine: 100, principal: 10}"
    table = f"      - {{from_day: 0, lump_sum: {ceilings}, installments: {ceilings}}}\n"
    extra = (
        f"  small_debt:\n    up_to: 300.00\n    discount_table:\n{table}"
        f"  campaigns:\n    - act: Resolução 12/2026\n      first_day: 2027-01-01\n      last_day: 2027-02-28\n"
        f"      discount_table:\n  {table}"
    )
    policy = parse_policy(POLICY_YML.replace("\npayment:", f"{extra}\npayment:"), TITLES_CSV)

    assert policy.negotiation.small_debt is not None
    assert policy.negotiation.small_debt.up_to == Money(300_00)
    [campaign] = policy.negotiation.campaigns
    assert (campaign.act, campaign.last_day.isoformat()) == ("Resolução 12/2026", "2027-02-28")


@pytest.mark.parametrize("text", ["- a list", "a: [", ""])
def test_what_is_not_a_mapping_is_refused(text: str) -> None:
    with pytest.raises(PolicyRefused, match=r"policy\.yml"):
        parse_policy(text, TITLES_CSV)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("002;", "001;"),
        (";mensalidade;", ";assinatura;"),
        (";não;sim", ";talvez;sim"),
        (";9;", ";nove;"),
        (";9;", ";-1;"),
        ("tipo;", "tipos;"),
    ],
)
def test_a_wrong_table_of_titles_is_refused_with_its_line(before: str, after: str) -> None:
    """T2"""
    with pytest.raises(PolicyRefused, match=r"titles\.csv line \d+: "):
        parse_title_kinds(TITLES_CSV.replace(before, after, 1))
