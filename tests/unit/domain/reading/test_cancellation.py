"""C13, F5: a plan already cancelled, a plan to be cancelled and a plan nobody uses are three things."""

import pytest

from bot.domain.reading.cancellation import says_plan_is_unused, says_plan_was_cancelled


@pytest.mark.parametrize(
    "text",
    [
        "já cancelaram, pq pago?",
        "cancelaram meu plano e ainda tão cobrando",
        "Meu plano foi CANCELADO, não devo nada",
        "cancelei em 2019, como é que tem mensalidade de 2022?",
        "se cancelaram o plano por que tão cobrando?",
        "eu já tinha cancelado o plano",
        "não tenho mais o plano",
        "saí do plano em março",
        "não sou mais da cassems",
    ],
)
def test_a_plan_said_to_be_cancelled(text: str) -> None:
    assert says_plan_was_cancelled(text)


@pytest.mark.parametrize(
    "text",
    [
        "quero cancelar o plano",
        "não cancelaram ainda",
        "já pedi cancelamento e não cancelaram",
        "vai ser cancelado?",
        "meu acordo foi cancelado?",
        "meu boleto foi cancelado",
        "cancelei o boleto",
        "não reconheço esse valor",
        "",
    ],
)
def test_a_plan_not_said_to_be_cancelled(text: str) -> None:
    assert not says_plan_was_cancelled(text)


@pytest.mark.parametrize(
    "text",
    [
        "não uso esse plano",
        "nem uso o plano",
        "não uso",
        "nunca usei isso",
        "nunca utilizei esse convênio",
        "faz anos que não uso",
        "mal uso esse plano",
        "pago sem usar",
    ],
)
def test_a_plan_said_to_be_unused(text: str) -> None:
    assert says_plan_is_unused(text)


@pytest.mark.parametrize("text", ["não uso pix, manda boleto", "não uso mais esse email", "tá caro", "uso sempre", ""])
def test_a_plan_not_said_to_be_unused(text: str) -> None:
    assert not says_plan_is_unused(text)
