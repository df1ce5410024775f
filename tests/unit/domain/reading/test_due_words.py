"""Questions of when, told from a day that is named and from other questions (P7, N4)."""

import pytest

from bot.domain.reading.due_words import asks_what_next, asks_when_due


@pytest.mark.parametrize(
    "text",
    [
        "quando vence mesmo?",
        "quando vence",
        "qnd vence??",
        "vence quando?",
        "que dia vence",
        "e quando vence a primeira?",
        "o boleto vence quando",
        "qual a data do vencimento?",
        "qual o dia do vencimento?",
        "mas vence que dia mesmo kkk",
    ],
)
def test_the_day_is_asked_for(text: str) -> None:
    assert asks_when_due(text)


@pytest.mark.parametrize(
    "text",
    [
        "pode vencer dia 30?",
        "vence dia 10",
        "quero mudar o vencimento",
        "quando posso pagar?",
        "quando eu receber",
        "o boleto venceu",
        "quando venceu a de março",
        "vence quando eu quiser, pode ser dia 10",
        "",
    ],
)
def test_a_day_named_or_another_question_asks_for_none(text: str) -> None:
    assert not asks_when_due(text)


@pytest.mark.parametrize(
    "text", ["e agora?", "e agora", "ok e agora", "e depois?", "o que acontece agora?", "qual o próximo passo?"]
)
def test_what_comes_next_is_asked(text: str) -> None:
    assert asks_what_next(text)


@pytest.mark.parametrize(
    "text", ["agora não", "e agora consigo 200", "agora", "e agora vocês cobram?", "o que é isso?", ""]
)
def test_other_words_with_now_are_no_such_question(text: str) -> None:
    assert not asks_what_next(text)
