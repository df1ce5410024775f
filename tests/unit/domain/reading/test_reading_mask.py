"""What the classifier may see: no figure, the same in training and in use."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.reading.message import Expectation, mask, read
from bot.domain.reading.text import fold

TODAY = date(2026, 11, 21)
BLOCK = """
um dois vinte cem mil e meio dia de 6 12 150 1.500 , . / : R$ reais x vezes em por mes entrada as 14h 28/11 março sexta
final cpf nome maria sim mas nao se a@b.co (67) 99123-4567 123.456.789-09 % cento ² ½ ٣ # A 👍 metade duzentos agora no
total uns 5º k ano desde que vem ? sou mãe 2️⃣ 0 1x 2018 10/05/1980 ultimos primeiros @ 12.345.678/0001-90 pera fechado
"""
PIECES = [*BLOCK.split(), "\n", "\0", " "]
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join),
    st.lists(st.sampled_from(PIECES), max_size=10).map("".join),
)
EXPECTATIONS = st.builds(
    Expectation,
    identity=st.booleans(),
    money=st.booleans(),
    count=st.booleans(),
    date=st.booleans(),
    options=st.sampled_from([(), ("affirm", "plan:6")]),
    yes_no=st.booleans(),
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("consigo 150 por mês", "consigo valormonetario por mês"),
        ("dou R$ 300,00 agora e o resto em 5x", "dou valormonetario agora e o resto em numvezes"),
        ("passa no cartão? 10x?", "passa no cartão? numvezes?"),
        ("pago dia 10 ou 28/11", "pago datadia ou datadia"),
        ("meu CPF é 123.456.789-09", "meu CPF é digitos"),
        ("123 e 09", "digitos"),
        ("1 2 3", "digitos"),
        ("manda pra ana@exemplo.invalid", "manda pra enderecoemail"),
        ("liga no (67) 99123-4567", "liga no numerotelefone"),
        ("isso é de 2018, já caducou", "isso é de numano, já caducou"),
        ("me dá 20% de desconto", "me dá numporcento de desconto"),
        ("pago em 1x", "pago em uma vez"),
        ("à vista", "à vista"),
        ("amanhã ou sexta", "amanhã ou sexta"),
        ("minha mãe de 82 anos", "minha mãe de digitos anos"),
        ("chama às 14h", "chama horadodia"),
        ("João da Silva", "João da Silva"),
    ],
)
def test_figures_become_words(text: str, masked: str) -> None:
    assert mask(text) == masked
    assert read(text, Expectation(), TODAY).masked == masked


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_digit_passes_and_masking_twice_is_masking_once(text: str) -> None:
    masked = mask(text)

    assert not any(sign.isdigit() for sign in masked)
    assert mask(masked) == masked


@settings(max_examples=300, deadline=None)
@given(TEXTS, EXPECTATIONS)
def test_any_text_is_read_without_failing(text: str, expects: Expectation) -> None:
    reading = read(text, expects, TODAY)

    assert reading.text == text
    assert reading.masked == mask(text)
    assert all(entity.start < entity.end for entity in reading.entities if entity.text)


@given(st.text())
def test_folding_moves_no_position(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_a_long_message_is_read_in_one_go() -> None:
    text = "consigo pagar 150 reais por mês em 6x mas não sei, me manda o boleto " * 60

    assert mask(text).count("valormonetario") == 60
