"""Sections of a policy as forms: what was read is written back to the byte, and bounds are told beside fields."""

from pathlib import Path

import pytest

from bot.application.editor.policy.fields import Kind, Section
from bot.application.editor.policy.form import ProfileFiles, fill_in, section_of, sections_of, values_of
from bot.application.policy_document import parse_policy, parse_title_kinds
from bot.domain.money import Money

CONTENT = Path(__file__).parents[4] / "flows" / "content"
PROFILES = {
    slug: ProfileFiles(
        *((CONTENT / slug / name).read_text("utf-8") for name in ("policy.yml", "titles.csv", "notice.yml"))
    )
    for slug in ("cassems", "assefaz")
}
CASSEMS = PROFILES["cassems"]


def sent(section: Section, files: ProfileFiles, **typed: str) -> dict[str, list[str]]:
    """As a browser sends the form: a box ticked is a value of its own."""
    many = {field.name for field in section.fields if field.kind is Kind.CHOICES}
    values = {**values_of(section, files), **typed}
    return {name: value.split("\n") if name in many else [value] for name, value in values.items()}


def filled(section_id: str, files: ProfileFiles = CASSEMS, **typed: str) -> tuple[ProfileFiles, dict[str, str]]:
    section = section_of(files, section_id)
    assert section is not None
    done = fill_in(section, sent(section, files, **typed), files)
    return done.files, dict(done.wrong)


@pytest.mark.parametrize("slug", PROFILES)
def test_sending_a_form_as_it_was_shown_changes_no_byte(slug: str) -> None:
    """F1"""
    files = PROFILES[slug]
    for section in sections_of(files):
        done = fill_in(section, sent(section, files), files)
        assert (done.files, dict(done.wrong)) == (files, {}), section.id


def test_every_field_has_its_rule_and_where_it_comes_from() -> None:
    """F1"""
    fields = [field for section in sections_of(CASSEMS) for field in section.fields]

    assert len(fields) > 80
    assert [field.name for field in fields if not field.rule or not field.source] == []
    assert len({field.name for field in fields}) == len(fields)


@pytest.mark.parametrize(
    ("section", "field", "typed", "said"),
    [
        ("negotiation", "negotiation.minimum_down_payment", "74,99", "A entrada mínima não fica abaixo"),
        ("negotiation", "negotiation.minimum_down_payment", "-1", "Escreva um valor em reais"),
        ("negotiation", "negotiation.lump_sum_steps", "1; 0,5", "As partes crescem e a última é 1."),
        ("negotiation", "negotiation.installment_fractions", "1/0; 1", "Escreva partes acima de 0"),
        ("updating", "updating.fine_percent", "2,1", "O máximo é 2%."),
        ("payment", "payment.first_due_within_days", "8", "O máximo é 7 dias."),
        ("payment", "payment.fee_disclosure", "hidden", "Escolha uma das opções."),
        ("notice", "notice.issue_by_day", "51", "O máximo é 50 dias."),
        ("notice", "notice.answer_within_days", "9", "O mínimo é 10 dias."),
        ("hours", "hours.weekdays", "18:00-08:00", "O fim vem depois do começo."),
        ("closing", "closing_statement", "  ", "Preencha este campo."),
        ("limits", "limits.prescription_years", "6", "O máximo é 5 anos."),
        ("parties", "parties.creditor.cnpj", "53.021.746/0001-49", "Este CNPJ não existe"),
        ("parties", "parties.protocol_prefix", "99", "Escreva seis dígitos."),
    ],
)
def test_a_value_out_of_its_bounds_is_refused_beside_its_field(section: str, field: str, typed: str, said: str) -> None:
    """F3, P5, P6, P7, P8, P12, N4"""
    files, wrong = filled(section, **{field: typed})

    assert files == CASSEMS
    assert any(name.startswith(field) and said in message for name, message in wrong.items()), wrong


def test_the_minimum_may_be_as_low_as_the_smallest_installment() -> None:
    """P6: the exact bound."""
    files, wrong = filled("negotiation", **{"negotiation.minimum_down_payment": "R$ 75,00"})

    assert wrong == {}
    assert parse_policy(files.policy, files.titles).negotiation.minimum_down_payment == Money(75_00)


def test_a_notice_counted_from_any_reply_needs_who_approved_it() -> None:
    """N2"""
    _, wrong = filled("notice", **{"notice.acknowledgement": "any_reply"})
    files, right = filled("notice", **{"notice.acknowledgement": "any_reply", "notice.approved_by": "Ana Souza"})

    assert list(wrong) == ["notice.approved_by"]
    assert right == {}
    assert "approved_by: Ana Souza" in files.policy


def test_pix_comes_with_its_key_and_goes_with_it() -> None:
    """G0"""
    pix = {f"payment.pix.{key}": "CASSEMS" for key in ("key", "merchant_name", "merchant_city")}
    files, wrong = filled("payment", **{"payment.means": "boleto\npix", **pix})
    back, none_wrong = filled("payment", files, **{"payment.means": "boleto", **dict.fromkeys(pix, "")})

    _, half = filled("payment", **{"payment.means": "boleto\npix", "payment.pix.key": "a@exemplo.invalid"})

    assert (wrong, none_wrong) == ({}, {})
    assert set(half) == {"payment.pix.merchant_name", "payment.pix.merchant_city"}
    assert parse_policy(files.policy, files.titles).payment.pix is not None
    assert back == CASSEMS


def test_a_discount_changes_in_its_own_cell() -> None:
    """P2"""
    files, wrong = filled("discounts", **{"discount_table.2.lump_sum.principal": "25"})

    assert wrong == {}
    assert files.policy == CASSEMS.policy.replace("principal: 20}", "principal: 25}")


def test_a_bracket_is_added_without_a_day_left_out() -> None:
    """P2"""
    row = {"lump_sum.interest_and_fine": "100", "lump_sum.principal": "30", "installments.interest_and_fine": "100"}
    more = {f"discount_table.3.{key}": value for key, value in row.items()}
    files, wrong = filled("discounts", **{"discount_table.2.to_day": "720", **more})

    assert wrong == {}
    table = parse_policy(files.policy, files.titles).negotiation.discount_table
    assert [(one.from_day, one.to_day) for one in table] == [(0, 90), (91, 360), (361, 720), (721, None)]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"discount_table.1.to_day": ""}, "discount_table.1.to_day"),
        ({"discount_table.1.to_day": "80"}, "discount_table.1.to_day"),
        ({"discount_table.2.to_day": "800"}, "discount_table.2.to_day"),
        ({"discount_table.0.installments.principal": "1"}, "discount_table.0.installments.principal"),
        ({"discount_table.0.lump_sum.principal": "101"}, "discount_table.0.lump_sum.principal"),
    ],
)
def test_a_table_with_a_hole_or_a_cheaper_plan_is_refused_in_its_cell(typed: dict[str, str], field: str) -> None:
    """P2, P5"""
    files, wrong = filled("discounts", **typed)

    assert files == CASSEMS
    assert field in wrong


SMALL = {
    "small_debt.up_to": "300,00",
    "small_debt.discount_table.0.lump_sum.interest_and_fine": "100",
    "small_debt.discount_table.0.lump_sum.principal": "10",
}


def test_small_debts_get_a_table_of_their_own_and_lose_it_again() -> None:
    """P15"""
    files, wrong = filled("small_debt", **SMALL)
    back, _ = filled("small_debt", files, **dict.fromkeys(values_of(section_named("small_debt", files), files), ""))

    assert wrong == {}
    small = parse_policy(files.policy, files.titles).negotiation.small_debt
    assert small is not None
    assert small.up_to == Money(300_00)
    assert back == CASSEMS


def test_a_campaign_needs_its_act_and_its_dates_in_order() -> None:
    """P15"""
    days = {"campaigns.0.first_day": "01/03/2027", "campaigns.0.last_day": "28/02/2027"}
    table = {"campaigns.0.discount_table.0.lump_sum.principal": "30"}

    _, wrong = filled("campaigns", **days, **table)
    right = {**days, "campaigns.0.last_day": "31/03/2027", "campaigns.0.act": "Resolução 12/2027", **table}
    files, none_wrong = filled("campaigns", **right)

    assert set(wrong) == {"campaigns.0.act", "campaigns.0.last_day"}
    assert none_wrong == {}
    [campaign] = parse_policy(files.policy, files.titles).negotiation.campaigns
    assert (campaign.act, campaign.first_day.isoformat()) == ("Resolução 12/2027", "2027-03-01")


def test_a_title_code_changes_on_its_own_line_only() -> None:
    """T2"""
    files, wrong = filled("titles", **{"titles.050.parcelas_max_alem_da_entrada": "10"})

    assert wrong == {}
    before, after = CASSEMS.titles.splitlines(), files.titles.splitlines()
    assert [line for line in after if line not in before] == [
        "050;Coparticipação OPME;Coparticipação 050;coparticipação;10;sim;não"
    ]


def test_a_title_code_is_added_and_taken_away() -> None:
    """T2"""
    new = {"codigo": "099", "rotulo": "Taxa nova", "rotulo_neutro": "Taxa 099", "tipo": "taxa"}
    rest = {"parcelas_max_alem_da_entrada": "3", "revela_saude": "não", "bloqueia_cartao": "sim"}
    files, wrong = filled("titles", **{f"titles.new.{key}": value for key, value in {**new, **rest}.items()})
    back, _ = filled("titles", files, **{"titles.099.remove": "yes"})
    _, twice = filled("titles", **{"titles.new.codigo": "050", "titles.new.rotulo": "x"})

    assert wrong == {}
    assert len(parse_title_kinds(files.titles)) == 30
    assert back == CASSEMS
    assert "já está na tabela" in twice["titles.new.codigo"]


def test_a_notice_that_loses_what_the_law_lists_is_refused_beside_its_text() -> None:
    """N1, N9"""
    files, wrong = filled("notice_text", **{"sections.plan.text": "Seu plano."})
    _, sure = filled("notice_text", **{"sections.term.text": "O plano será cancelado em {term_days} dias."})

    assert files == CASSEMS
    assert "plan_name" in wrong["sections.plan.text"] or "plan_number" in wrong["sections.plan.text"]
    assert "poderá" in sure["sections.term.text"]


def section_named(section_id: str, files: ProfileFiles) -> Section:
    found = section_of(files, section_id)
    assert found is not None
    return found
