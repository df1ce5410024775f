"""Questions about plans, told from questions about what is owed (P5, P9)."""

import pytest

from bot.domain.reading.plan_words import asks_how_many, asks_lightest


@pytest.mark.parametrize(
    "text",
    [
        "em quantas vezes",
        "em até quantas vezes?",
        "quantas parcelas dá?",
        "da pra fazer em quantas x?",
        "parcela em quantas",
        "até quantas vezes vcs fazem",
        "e o resto em quantas?",
        "quero saber em quantas vezes dá",
    ],
)
def test_how_many_parts_there_may_be_is_asked(text: str) -> None:
    """P5: the choices are shown."""
    assert asks_how_many(text)


@pytest.mark.parametrize(
    "text",
    [
        "quantas parcelas estão em atraso",
        "quantas mensalidades eu devo",
        "quantas faltam",
        "quantas parcelas já paguei",
        "em 10 vezes",
        "quantas vezes vou ter que falar",
        "",
    ],
)
def test_how_many_are_owed_is_another_question(text: str) -> None:
    """T1."""
    assert not asks_how_many(text)


@pytest.mark.parametrize(
    "text",
    [
        "qual o mínimo",
        "qual a menor parcela?",
        "o mínimo por mês",
        "quanto é o minimo que posso pagar",
        "qual seria a parcela mais leve",
        "quero a menor parcela possivel",
        "qual o mínimo por mês que vocês aceitam",
    ],
)
def test_the_lightest_part_is_asked(text: str) -> None:
    """P9."""
    assert asks_lightest(text)


@pytest.mark.parametrize(
    "text",
    [
        "qual a entrada mínima",
        "qual o menor valor à vista",
        "o mínimo que vocês podiam fazer é ter respeito",
        "qual o valor",
        "menos",
        "",
    ],
)
def test_the_least_of_something_else_is_another_question(text: str) -> None:
    """P6, P8."""
    assert not asks_lightest(text)
