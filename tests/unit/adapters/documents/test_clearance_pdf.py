"""The clearance letter, read back from the PDF (G2, C10)."""

from asyncio import run
from datetime import date

import pytest

from bot.adapters.documents import NotSettled, PaperDocuments
from tests.builders import a_person
from tests.unit.adapters.documents.papers import ASSEFAZ, CASSEMS, a_lump_sum, a_plan, a_settled, text_of

ON = date(2027, 7, 1)


def test_the_letter_says_who_paid_what_to_whom() -> None:
    """G2"""
    paper = run(PaperDocuments().clearance(CASSEMS, a_person(), a_settled(a_plan(installments=1)), ON))
    text = text_of(paper)

    assert (
        "Portes Advogados, CNPJ 60.193.485/0001-09, em nome de Cassems, CNPJ 53.021.746/0001-48, declara que "
        "Fábio Vasconcelos Barbosa, CPF ***.083.016-**, pagou por inteiro o acordo AC2026112100001"
    ) in text
    assert "Títulos 045944372, 045944373" in text
    assert "Entrada 28/11/2026 28/11/2026 R$ 227,57 Parcela 1 de 1 28/12/2026 28/12/2026 R$ 227,49" in text
    assert "Total pago R$ 455,06" in text
    assert "Os valores acima não incluem a tarifa de boleto." in text
    assert "Emitida em 1 de julho de 2027." in text
    assert (paper.kind, paper.filename) == ("clearance_pdf", "carta-de-quitacao-AC2026112100001.pdf")


def test_a_creditor_without_an_office_speaks_for_itself() -> None:
    text = text_of(run(PaperDocuments().clearance(ASSEFAZ, a_person(), a_settled(a_lump_sum(fee=0)), ON)))

    assert "Declaração Assefaz, CNPJ 72.481.593/0001-66, declara que" in text
    assert "tarifa" not in text


def test_an_agreement_with_one_part_unpaid_gets_no_letter() -> None:
    """G2"""
    agreement = a_plan(installments=2).with_payment(0, ON).with_payment(1, ON)

    with pytest.raises(NotSettled) as refused:
        run(PaperDocuments().clearance(CASSEMS, a_person(), agreement, ON))

    assert refused.value.number == "AC2026112100001"


def test_the_same_letter_has_the_same_bytes() -> None:
    first, second = (run(PaperDocuments().clearance(CASSEMS, a_person(), a_settled(a_plan()), ON)) for _ in range(2))

    assert first == second
