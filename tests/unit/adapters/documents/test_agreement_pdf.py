"""The written agreement, read back from the PDF (P8, P12, G0, G4)."""

import asyncio
import io
import unicodedata
from asyncio import run
from dataclasses import replace

import pytest
from pypdf import PdfReader

from bot.adapters.documents import PaperDocuments
from bot.domain.agreements import Agreement
from bot.domain.policy import Policy
from tests.builders import a_person
from tests.unit.adapters.documents.papers import (
    ASSEFAZ,
    AT,
    CASSEMS,
    a_lump_sum,
    a_plan,
    pages_of,
    text_of,
)


def paper_of(*agreements: Agreement, policy: Policy = CASSEMS, **person: object) -> str:
    return text_of(run(PaperDocuments().agreement(policy, a_person(**person), agreements or (a_plan(),), AT)))


def test_the_paper_names_creditor_office_and_debtor() -> None:
    """G4"""
    text = paper_of()

    assert "Termo de acordo Acordo AC2026112100001" in text
    assert "Cassems, CNPJ 53.021.746/0001-48 Rua das Aroeiras, 1200" in text
    assert "Portes Advogados, CNPJ 60.193.485/0001-09 Avenida dos Ipês, 455" in text
    assert "Fábio Vasconcelos Barbosa, CPF ***.083.016-**" in text


def test_the_full_cpf_is_nowhere_in_the_file() -> None:
    """Section 10."""
    text = paper_of()

    assert "15908301647" not in text
    assert "159.083.016-47" not in text


def test_a_company_is_named_by_its_masked_cnpj() -> None:
    assert "CNPJ **.***.746/0001-** (parte dos números" in paper_of(document="53021746000148")


def test_the_fee_is_itemised_although_the_bot_does_not_raise_it() -> None:
    """P8: value 227,57 + 7 × 227,49; fee 8 × 2,50"""
    text = paper_of(a_plan())

    assert "Valor negociado R$ 1.820,00" in text
    assert "Tarifa de boleto R$ 2,50 × 8 boletos = R$ 20,00" in text
    assert "Total com as tarifas R$ 1.840,00" in text


def test_a_lump_sum_has_one_slip() -> None:
    """P8"""
    text = paper_of(a_lump_sum())

    assert "R$ 2,50 × 1 boleto = R$ 2,50" in text
    assert "À vista sábado, 28 de novembro de 2026 R$ 1.802,50 R$ 2,50 R$ 1.805,00" in text


def test_where_no_fee_is_charged_the_paper_says_so() -> None:
    """P8"""
    text = paper_of(a_lump_sum(fee=0), policy=ASSEFAZ)

    assert "Tarifa de boleto não é cobrada Total a pagar R$ 1.802,50" in text


def test_every_part_has_its_date_in_full_and_its_amounts() -> None:
    """P7, P10, P12"""
    text = paper_of(a_plan(installments=2))

    assert "Entrada sábado, 28 de novembro de 2026 R$ 227,57 R$ 2,50 R$ 230,07" in text
    assert "Parcela 1 de 2 segunda-feira, 28 de dezembro de 2026 R$ 227,49 R$ 2,50 R$ 229,99" in text
    assert "Parcela 2 de 2 quinta-feira, 28 de janeiro de 2027 R$ 227,49 R$ 2,50 R$ 229,99" in text
    assert "Total R$ 682,55 R$ 7,50 R$ 690,05" in text


@pytest.mark.parametrize("policy", [CASSEMS, ASSEFAZ], ids=lambda policy: policy.slug)
def test_the_closing_statement_is_there_word_for_word(policy: Policy) -> None:
    """P12"""
    assert " ".join(policy.closing_statement) in paper_of(policy=policy)


def test_titles_are_listed_under_their_label() -> None:
    assert "Contribuição Plano Especial (código 002) Títulos 045944372, 045944373" in paper_of()


def test_a_label_that_reveals_health_stays_off_paper() -> None:
    """T3"""
    text = paper_of(a_plan(code="052"))

    assert "Despesa 052 (código 052)" in text
    assert "Hiperbárica" not in text


def test_a_code_the_policy_lost_is_named_by_its_number() -> None:
    assert "Cobrança código 999" in paper_of(a_plan(code="999"))


def test_the_means_are_those_of_the_policy() -> None:
    """G0"""
    boleto_only, both = paper_of(policy=CASSEMS), paper_of(a_lump_sum(fee=0), policy=ASSEFAZ)

    assert "Boleto. Os boletos" in boleto_only
    assert "Pix" not in boleto_only
    assert "confira o nome do recebedor: ASSEFAZ" in both
    assert "Boleto. Os boletos" in both


def test_pix_carries_no_slip_fee() -> None:
    """P8"""
    note = "No Pix não há tarifa de boleto"

    assert note in paper_of(a_plan(fee=250), policy=ASSEFAZ)
    assert note not in paper_of(a_plan(fee=0), policy=ASSEFAZ)


def test_the_paper_says_where_to_check_it() -> None:
    """G4"""
    text = paper_of()

    assert "Ligue para o telefone oficial 67 3314-1010" in text
    assert "Página oficial: https://portal.cassems.exemplo.invalid" in text


def test_a_creditor_without_a_portal_has_no_empty_line() -> None:
    policy = replace(CASSEMS, parties=replace(CASSEMS.parties, portal=""))

    assert "Página oficial" not in paper_of(policy=policy)


def test_day_and_hour_of_the_acceptance_are_stated() -> None:
    """P12"""
    assert "em 21 de novembro de 2026, às 10:05 (horário de Brasília)" in paper_of()


def test_agreements_accepted_together_share_one_paper() -> None:
    """P4"""
    text = paper_of(a_plan("AC2026112100001"), a_lump_sum(number="AC2026112100002"))

    assert "O que está incluído no acordo AC2026112100001" in text
    assert "O que está incluído no acordo AC2026112100002" in text
    assert text.count("Quem faz este acordo") == 1


def test_the_usual_agreement_fits_one_page_and_a_long_one_is_numbered() -> None:
    documents, person = PaperDocuments(), a_person()
    usual = run(documents.agreement(CASSEMS, person, [a_plan(installments=12)], AT))
    long = run(documents.agreement(CASSEMS, person, [a_plan(installments=36)], AT))

    assert (pages_of(usual), "página 1 de 1" in text_of(usual)) == (1, True)
    assert (pages_of(long), "página 2 de 2" in text_of(long)) == (2, True)


def test_the_same_facts_give_the_same_bytes() -> None:
    first, second = (run(PaperDocuments().agreement(CASSEMS, a_person(), [a_plan()], AT)) for _ in range(2))

    assert first == second
    assert (first.kind, first.content_type) == ("agreement_pdf", "application/pdf")
    assert first.filename == "acordo-AC2026112100001.pdf"


def test_the_file_names_itself_for_screen_readers_and_archives() -> None:
    paper = run(PaperDocuments().agreement(CASSEMS, a_person(), [a_plan()], AT))
    reader = PdfReader(io.BytesIO(paper.content))

    assert reader.metadata is not None
    assert reader.metadata.title == "Termo de acordo AC2026112100001"
    assert reader.metadata.author == "Portes Advogados"
    assert reader.trailer["/Root"]["/Lang"] == "pt-BR"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ana <b>Paula</b> & Cia", "Ana <b>Paula</b> & Cia"),
        ("João {name} %s", "João {name} %s"),
        (unicodedata.normalize("NFD", "Conceição"), "Conceição"),
        ("Małgorzata Dvořák", "Ma?gorzata Dvorák"),
    ],
)
def test_any_name_can_be_printed(name: str, shown: str) -> None:
    assert f"{shown}, CPF" in paper_of(name=name)


async def test_while_a_paper_is_drawn_other_turns_go_on() -> None:
    long = [a_plan(installments=36)] * 4  # takes several times as long as the interpreter lets one thread go on alone
    drawing = asyncio.create_task(PaperDocuments().agreement(CASSEMS, a_person(), long, AT))
    others = 0
    while not drawing.done():
        await asyncio.sleep(0)
        others += 1

    assert others > 1  # one is what it takes when nobody else is let in
    assert pages_of(await drawing) > 1
