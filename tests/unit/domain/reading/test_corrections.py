"""P12: what is to be corrected is told from the correction itself."""

import pytest

from bot.domain.reading.corrections import names_only_what_to_correct


@pytest.mark.parametrize(
    "text",
    ["quero corrigir o email", "o endereço tá errado", "Mudar meu telefone, por favor", "preciso trocar o e-mail", ""],
)
def test_only_what_is_wrong_was_named(text: str) -> None:
    assert names_only_what_to_correct(text)


@pytest.mark.parametrize(
    "text",
    ["rua das flores 20", "o endereço tá errado, é rua das Flores", "mudei para a quadra 12 casa 4", "rua 3 casa 8"],
)
def test_an_address_is_a_correction(text: str) -> None:
    assert not names_only_what_to_correct(text)
