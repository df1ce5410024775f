"""Where and how to pay, and what if it is late: no complaint and no claim of a payment (P11, G0, G2, G5)."""

import pytest

from bot.domain.reading.payment_words import asks_how_to_pay, asks_if_unpaid, asks_what_if_late


@pytest.mark.parametrize(
    "text",
    [
        "onde pago",
        "onde eu pago?",
        "como pago",
        "cadê o boleto",
        "kd meu boleto moça",
        "onde que paga isso",
        "já posso pagar?",
        "como faço pra pagar?",
        "quando chega o boleto?",
        "por onde eu pago a entrada",
    ],
)
def test_where_and_how_to_pay_is_asked(text: str) -> None:
    """G0."""
    assert asks_how_to_pay(text)


@pytest.mark.parametrize(
    "text",
    [
        "como vou pagar isso",
        "como pago se to desempregado",
        "já paguei",
        "posso pagar dia 10?",
        "quando pago",
        "onde foi parar o que paguei",
        "fiz acordo e estão cobrando de novo",
        "como pago no pix",
        "",
    ],
)
def test_other_words_with_paying_ask_no_place(text: str) -> None:
    """G3, T7, P7."""
    assert not asks_how_to_pay(text)


@pytest.mark.parametrize(
    "text",
    [
        "e se eu atrasar?",
        "e se atrasar uns dias",
        "o que acontece se eu não conseguir pagar a parcela",
        "se eu atrasar cancela o acordo?",
        "mas e se eu esquecer de pagar",
        "se eu atrasar tem multa?",
    ],
)
def test_what_if_a_part_is_late_is_asked(text: str) -> None:
    """P11, G5."""
    assert asks_what_if_late(text)


@pytest.mark.parametrize("text", ["e se eu não pagar?", "e se eu não responder?", "to atrasado", "por que atrasou", ""])
def test_other_questions_are_not_about_being_late(text: str) -> None:
    """N9."""
    assert not asks_what_if_late(text)


@pytest.mark.parametrize(
    "text",
    [
        "e se eu não pagar?",
        "entendi. e se eu não pagar?",
        "o que acontece se eu não pagar nada",
        "se não pagar como fica",
    ],
)
def test_what_if_nothing_is_paid_is_asked(text: str) -> None:
    """N9."""
    assert asks_if_unpaid(text)


@pytest.mark.parametrize("text", ["não vou pagar", "e se eu não pagar a parcela?", "se eu pagar", ""])
def test_a_refusal_or_a_part_is_not_that_question(text: str) -> None:
    """P11."""
    assert not asks_if_unpaid(text)
