"""Where to send something is told apart from a contact that changed (P12, R5)."""

import pytest

from bot.domain.reading.contact_words import asks_to_send


@pytest.mark.parametrize(
    "text",
    [
        "por email",
        "por e-mail",
        "manda no e-mail pessoa1@exemplo.invalid",
        "pode enviar no 67 99999-1234?",
        "me passa por e mail",
        "no meu email",
    ],
)
def test_where_to_send_is_told(text: str) -> None:
    assert asks_to_send(text)


@pytest.mark.parametrize(
    "text",
    [
        "mudei de telefone",
        "meu e-mail é pessoa1@exemplo.invalid",
        "manda no meu email novo",
        "meu email mudou, manda no outro",
        "atualiza meu e-mail",
        "meu telefone agora é 67 99999-1234",
        "",
    ],
)
def test_a_contact_that_changed_is_no_place_to_send_to(text: str) -> None:
    assert not asks_to_send(text)
