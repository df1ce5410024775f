"""What is said of the notice itself (N2, N9)."""

from datetime import date

import pytest

from bot.domain.reading.message import Expectation, read
from bot.domain.reading.notice_words import asks_what_if_silent, says_nothing_came, says_notice_never_came

NEVER_CAME = [
    "não recebi notificação nenhuma",
    "nao recebi essa notificacao",
    "n recebi nenhuma notificação",
    "a notificação não chegou",
    "não consegui abrir a notificação",
    "nao abriu aqui",
    "não abre",
]
SILENT = ["e se eu não responder?", "e se eu nao responder isso?", "o que acontece se eu não confirmar?"]


@pytest.mark.parametrize("text", NEVER_CAME)
def test_a_notice_said_not_to_have_come(text: str) -> None:
    """N2"""
    assert says_notice_never_came(text)
    assert says_nothing_came(text)


@pytest.mark.parametrize(
    "text",
    [
        "não recebi o boleto",
        "não recebi o documento de pagamento",
        "não abriu o boleto",
        "recebi a notificação",
        "recebi a notificação, não vi o valor",
        "já recebi o documento",
        "não quero receber notificação",
        "não vi problema, ciente",
        "ciente",
        "não, recebi sim",
        "",
    ],
)
def test_what_is_no_complaint_of_a_missing_notice(text: str) -> None:
    """N2"""
    assert not says_notice_never_came(text)


@pytest.mark.parametrize(
    "text", ["não recebi", "não recebi nada", "nao chegou nada aqui", "o documento não abre", "eu não recebi não"]
)
def test_nothing_came_without_a_word_of_what(text: str) -> None:
    """N2: about the notice only where one has just gone."""
    assert says_nothing_came(text)
    assert not says_notice_never_came(text)


@pytest.mark.parametrize("text", SILENT)
def test_what_if_nobody_answers(text: str) -> None:
    """N9"""
    assert asks_what_if_silent(text)


@pytest.mark.parametrize("text", ["e se eu não pagar?", "se não responderem vou ao procon", "não vou responder", ""])
def test_other_conditions_are_other_questions(text: str) -> None:
    """N9"""
    assert not asks_what_if_silent(text)


@pytest.mark.parametrize("text", [*NEVER_CAME, *SILENT])
def test_both_ask_for_the_notice_again_whatever_is_waited_for(text: str) -> None:
    """N2, N9: and neither is "não sou eu", which would void it."""
    assert read(text, Expectation(yes_no=True), date(2026, 11, 21)).intent == "repeat"
