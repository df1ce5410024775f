"""N1, N9, N11, T3: the full notice in words, and the same words on paper."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.adapters.documents.notice_pdf import notice_pdf
from bot.application.notices.text import WrittenNotice, written
from bot.application.phrases import Phrases
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.notices.contents import OpenFee
from tests.notice_desks import NOTICES, PHRASES, POLICIES, some_contents

TWO_FEES = (
    OpenFee("1001", date(2026, 6, 1), date(2026, 6, 24), Money(90_000), Money(96_300), 150),
    OpenFee("1002", date(2026, 11, 1), date(2026, 11, 20), Money(90_000), Money(91_830), 1),
)


def words_of(profile: str = "cassems", **changes: object) -> WrittenNotice:
    contents = some_contents(**{"fees": TWO_FEES, **changes})
    return written(contents, NOTICES[profile], POLICIES[profile].parties, Phrases(PHRASES, Channel.WHATSAPP))


def test_everything_the_law_lists_is_in_it() -> None:
    """N1."""
    text = words_of(beneficiaries=("Fábio Vasconcelos Barbosa", "Lúcia Vasconcelos Barbosa")).text

    for said in (
        "Cassems",
        "CNPJ 53.021.746/0001-48",
        "registro na ANS nº 999999",
        "Rua das Aroeiras, 1200",
        "Pessoa notificada: Fábio Vasconcelos Barbosa",
        "Fábio Vasconcelos Barbosa, Lúcia Vasconcelos Barbosa",
        "Plano Especial, registro na ANS nº 416226/13-9, matrícula 71924865",
        "06/2026, com vencimento em 24/06/2026: R$ 900,00, atualizado para R$ 963,00 (150 dias de atraso)",
        "11/2026, com vencimento em 20/11/2026: R$ 900,00, atualizado para R$ 918,30 (1 dia de atraso)",
        "150 dias de atraso",
        "Total atualizado em 20/11/2026: R$ 1.881,30",
        "Por boleto",
        "10 dias corridos",
        "Você pode contestar",
        "telefone oficial 67 3314-1010",
        "atualizados",
        "Protocolo 99999920261120000001",
    ):
        assert said in text
    assert "{" not in text


def test_an_office_notifies_in_the_operators_name() -> None:
    text = words_of().text

    assert text.index("Cassems, operadora do seu plano") < text.index("em nome da operadora por Portes Advogados")


def test_an_operator_notifies_by_itself() -> None:
    assert "em nome" not in words_of("assefaz").text


def test_the_consequence_is_a_possibility() -> None:
    """N9."""
    text = words_of().text

    assert "poderá ser cancelado" in text
    assert "será cancelado" not in text


def test_a_cancelled_plan_is_told_of_the_debt_and_of_the_options_only() -> None:
    """N11."""
    text = words_of(plan_cancelled=True).text

    assert "já está cancelado" in text
    assert "R$ 1.881,30" in text
    assert "contestar" in text
    assert [word for word in ("poderá", "10 dias", "voltar", "reativ", "retorno") if word in text] == []


@pytest.mark.parametrize("cancelled", [False, True])
def test_the_paper_says_the_same_words(cancelled: bool) -> None:
    """N0: what is hashed is what is read."""
    words = words_of(plan_cancelled=cancelled)

    pages = PdfReader(BytesIO(notice_pdf(POLICIES["cassems"], words))).pages
    read = " ".join(" ".join(page.extract_text() for page in pages).split())

    assert len(pages) == 1
    for heading, said in words.sections:
        assert heading in read
        assert " ".join(said.split()) in read


def test_the_same_notice_is_the_same_paper() -> None:
    words = words_of()

    assert notice_pdf(POLICIES["cassems"], words) == notice_pdf(POLICIES["cassems"], words)
    other = replace(words, protocol="99999920261120000002")
    assert notice_pdf(POLICIES["cassems"], words) != notice_pdf(POLICIES["cassems"], other)
