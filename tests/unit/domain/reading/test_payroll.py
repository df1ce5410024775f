"""C12: a payroll deduction is told from a payment."""

import pytest

from bot.domain.reading.payroll import speaks_of_payroll


@pytest.mark.parametrize(
    "text",
    [
        "é descontado em folha",
        "DESCONTA NO MEU CONTRACHEQUE",
        "erro do rh",
        "vem no holerite",
        "é consignado",
        "contra cheque",
    ],
)
def test_words_of_a_payroll(text: str) -> None:
    assert speaks_of_payroll(text)


@pytest.mark.parametrize("text", ["já paguei no pix", "paguei com desconto", "segue o comprovante", "na folhinha", ""])
def test_other_payments(text: str) -> None:
    assert not speaks_of_payroll(text)
