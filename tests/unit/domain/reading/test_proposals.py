"""P9: the amount offered is told from the others in a message; hard times beside it are heard."""

from datetime import date
from fractions import Fraction

import pytest

from bot.domain.reading.message import Expectation, read
from bot.domain.reading.proposals import discount_asked, offered_amounts, tells_of_hardship

TODAY = date(2026, 11, 21)


def offered(text: str) -> list[str]:
    reading = read(text, Expectation(), TODAY)
    return [entity.value for entity in offered_amounts(reading.text, reading.entities)]


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("tô desempregado, minha mulher doente, tá difícil demais, mas consigo 250 por mês", ["25000"]),
        ("ganho R$ 1.200 e só consigo 150 por mês", ["15000"]),
        ("não tenho como pagar 1.800, consigo uns 300", ["30000"]),
        ("tá feia a coisa. posso dar 100 reais de entrada", ["10000"]),
    ],
)
def test_a_verb_of_offering_leads_to_the_amount(text: str, cents: list[str]) -> None:
    assert offered(text) == cents


@pytest.mark.parametrize(
    "text",
    [
        "ganho 1200 por mês e não consigo pagar",
        "não consigo 250 por mês",
        "nem consigo pagar os 900 por mês",
        "pago 800 de aluguel",
        "se eu pago 300 por mês não como",
        "consigo. ganho 1.500 reais por mês",
        "consigo pagar",
    ],
)
def test_other_amounts_are_no_offer(text: str) -> None:
    assert offered(text) == []


def test_hard_times_are_told_by_their_words() -> None:
    """H1"""
    assert tells_of_hardship("Perdi o emprego, consigo 100")
    assert tells_of_hardship("tá DIFÍCIL demais")
    assert not tells_of_hardship("consigo 100 por mês")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("50% de desconto e eu pago hoje", Fraction(1, 2)),
        ("e 20%?", Fraction(1, 5)),
        ("reduz 30 por cento", Fraction(3, 10)),
        ("99% de desconto", Fraction(99, 100)),
        ("100% de desconto", None),
        ("0% de desconto", None),
        ("tem 10% de juros aí?", None),
        ("20% de entrada", None),
        ("tem desconto?", None),
    ],
)
def test_a_discount_asked_is_a_part_of_the_whole_and_none_of_charges(text: str, part: Fraction | None) -> None:
    """P9."""
    reading = read(text, Expectation(money=True), TODAY)
    assert discount_asked(reading.text, reading.entities) == part
