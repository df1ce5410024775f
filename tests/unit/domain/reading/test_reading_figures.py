"""P9: money and counts as Brazilians write them, and what a bare number is."""

import pytest

from bot.domain.reading.message import Expectation, read
from tests.unit.domain.reading.read_values import NOTHING, SATURDAY, values


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("R$ 1.234,56", 123456),
        ("R$\u00a01.234,56", 123456),
        ("R$1234,56", 123456),
        ("1234,56", 123456),
        ("1234.56 reais", 123456),
        ("R$ 1,234.56", 123456),
        ("1.500", 150000),
        ("1.234.567,89", 123456789),
        ("150,5 reais", 15050),
        ("R$ 50", 5000),
        ("cento e vinte", 12000),
        ("cento e vinte e três", 12300),
        ("120 conto", 12000),
        ("120 contos", 12000),
        ("duzentão", 20000),
        ("cinquentão", 5000),
        ("150 pila", 15000),
        ("150 pilas", 15000),
        ("150 reais", 15000),
        ("150 real", 15000),
        ("150 mangos", 15000),
        ("150 rs", 15000),
        ("150reais", 15000),
        ("mil e quinhentos", 150000),
        ("mil e meio", 150000),
        ("dois mil e trezentos", 230000),
        ("2 mil", 200000),
        ("2mil", 200000),
        ("2 mil e 500", 250000),
        ("2 mil e quinhentos", 250000),
        ("1k", 100000),
        ("1,5k", 150000),
        ("vinte reais", 2000),
        ("vinte e cinco reais", 2500),
        ("mil reais", 100000),
        ("10 reais e 50 centavos", 1050),
        ("novecentos e noventa e nove", 99900),
    ],
)
def test_an_amount_alone_is_a_counter_offer_to_the_cent(text: str, cents: int) -> None:
    reading = read(text, NOTHING, SATURDAY)

    assert [(entity.kind, entity.value) for entity in reading.entities] == [("money", str(cents))]
    assert reading.intent == "counter_offer"


@pytest.mark.parametrize("text", ["trezentos e poucos", "uns 300", "uns trezentos reais", "quase 300 reais"])
def test_an_amount_about_so_much_is_marked_as_such(text: str) -> None:
    [amount] = read(text, NOTHING, SATURDAY).entities

    assert (amount.value, amount.approximate) == ("30000", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("consigo 150 por mês", [("money_per_month", "15000")]),
        ("consigo pagar até 100 por mês", [("money_per_month", "10000")]),
        ("no máximo 120 ao mês", [("money_per_month", "12000")]),
        ("150 mensais", [("money_per_month", "15000")]),
        ("eu consigo pagar uns 200 por mês", [("money_per_month", "20000")]),
        ("duzentos e cinquenta por mês", [("money_per_month", "25000")]),
        ("parcelas de 150", [("money_per_month", "15000")]),
        ("5 vezes de 100", [("count", "5"), ("money_per_month", "10000")]),
        ("12x de R$ 99,90", [("count", "12"), ("money_per_month", "9990")]),
        ("6 de 200", [("count", "6"), ("money_per_month", "20000")]),
        ("dou 300 agora e o resto em 5x", [("money_down", "30000"), ("count", "5")]),
        ("300 de entrada", [("money_down", "30000")]),
        ("entrada de 300 e o resto em 5x", [("money_down", "30000"), ("count", "5")]),
        ("entrada 300", [("money_down", "30000")]),
        ("R$ 300 de entrada e 6x de 150", [("money_down", "30000"), ("count", "6"), ("money_per_month", "15000")]),
        ("faz por 450", [("money_total", "45000")]),
        ("faz por 450?", [("money_total", "45000")]),
        ("deixa por 500", [("money_total", "50000")]),
        ("quito por 800", [("money_total", "80000")]),
        ("fecho em 400", [("money_total", "40000")]),
        ("300 no total", [("money_total", "30000")]),
        ("faz 450 à vista", [("money_total", "45000"), ("count", "1")]),
        ("2900 à vista", [("money_total", "290000"), ("count", "1")]),
        ("2900 avista e fecha?", [("money_total", "290000"), ("count", "1")]),
        ("à vista 2900", [("count", "1"), ("money_total", "290000")]),
        ("à vista só dá 1000", [("count", "1"), ("money_total", "100000")]),
        ("tenho 100 a vista, pode ser?", [("money_total", "10000"), ("count", "1")]),
        ("posso pagar 150", [("money", "15000")]),
        ("consigo 1500", [("money", "150000")]),
        ("só tenho 80 reais", [("money", "8000")]),
    ],
)
def test_the_words_around_an_amount_give_its_role(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected
    assert read(text, NOTHING, SATURDAY).intent == "counter_offer"


@pytest.mark.parametrize("text", ["e se for 1000 à vista?", "à vista, eu só tenho 1000"])
def test_an_amount_paid_at_once_is_read_where_the_rest_is_left_to_the_classifier(text: str) -> None:
    assert ("money_total", "100000") in values(text)


@pytest.mark.parametrize(
    "text",
    [
        "tenho 2 filhos",
        "paguei 300 ontem",
        "minha mãe tem 82 anos",
        "há 3 meses",
        "mil desculpas",
        "cem vezes pior",
        "paguei 2900 à vista",
        "99 à vista",
        "2900 5x",
    ],
)
def test_other_numbers_are_no_money(text: str) -> None:
    reading = read(text, NOTHING, SATURDAY)

    assert not [entity for entity in reading.entities if entity.kind.startswith("money")]
    assert reading.intent is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("6x", 6),
        ("6 x", 6),
        ("6X", 6),
        ("em 6", 6),
        ("em 12", 12),
        ("em doze", 12),
        ("doze vezes", 12),
        ("duas vezes", 2),
        ("em 3 vezes", 3),
        ("10 parcelas", 10),
        ("dez prestações", 10),
        ("em até 10x", 10),
        ("em 12 meses", 12),
        ("parcela em 6x?", 6),
        ("quero dividir em 5 vezes", 5),
        ("dá pra fazer em 8x?", 8),
        ("sim, em 6x", 6),
    ],
)
def test_a_count_alone_asks_for_installments(text: str, count: int) -> None:
    reading = read(text, NOTHING, SATURDAY)

    assert ("count", str(count)) in [(entity.kind, entity.value) for entity in reading.entities]
    assert reading.intent == "ask_installments"


@pytest.mark.parametrize("text", ["uma vez só", "à vista", "a vista", "1x", "em uma vez", "de uma vez só"])
def test_one_payment_is_the_lump_sum(text: str) -> None:
    assert read(text, NOTHING, SATURDAY).intent == "pay_lump_sum"
    assert values(text) == [("count", "1")]


@pytest.mark.parametrize(
    "text",
    [
        "já liguei três vezes",
        "paguei 2 parcelas",
        "devo 3 parcelas",
        "tenho 2 parcelas atrasadas",
        "em 2 dias",
        "uma vez",
    ],
)
def test_counting_something_else_is_no_wish_for_installments(text: str) -> None:
    assert "count" not in [kind for kind, _ in values(text)]


def test_half_is_told_as_a_fraction() -> None:
    assert values("pago metade") == [("fraction", "1/2")]


@pytest.mark.parametrize(
    ("text", "percent"), [("20% de desconto", "20"), ("20 por cento", "20"), ("cem por cento", "100")]
)
def test_a_percentage_is_no_money(text: str, percent: str) -> None:
    assert values(text) == [("percent", percent)]


@pytest.mark.parametrize(
    ("text", "expects", "intent", "entity"),
    [
        ("150", Expectation(money=True), "counter_offer", ("money", "15000")),
        ("uns 200", Expectation(money=True), "counter_offer", ("money", "20000")),
        ("consigo 40", Expectation(money=True), "counter_offer", ("money", "4000")),
        ("6", Expectation(count=True), "ask_installments", ("count", "6")),
        ("seis", Expectation(count=True), "ask_installments", ("count", "6")),
        ("pode ser 6", Expectation(count=True), "ask_installments", ("count", "6")),
        ("60", Expectation(count=True), "ask_installments", ("count", "60")),
        ("10", Expectation(date=True), "choose_due_date", ("date", "2026-12-10")),
        ("ta bom 28", Expectation(date=True), "choose_due_date", ("date", "2026-11-28")),
        ("6", Expectation(money=True, count=True), "ask_installments", ("count", "6")),
        ("150", Expectation(money=True, count=True), "counter_offer", ("money", "15000")),
        ("a de 9", Expectation(money=True, count=True, date=True), "ask_installments", ("count", "9")),
        ("a de 6 então", Expectation(money=True, count=True, date=True), "ask_installments", ("count", "6")),
        ("e se for 10?", Expectation(money=True, count=True, date=True), "ask_installments", ("count", "10")),
    ],
)
def test_a_bare_number_is_what_the_step_waits_for(
    text: str, expects: Expectation, intent: str, entity: tuple[str, str]
) -> None:
    assert read(text, expects, SATURDAY).intent == intent
    assert values(text, expects) == [entity]


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("12", NOTHING),
        ("7", NOTHING),
        ("1500", NOTHING),
        ("61", Expectation(count=True)),
        ("1", Expectation(count=True)),
        ("32", Expectation(date=True)),
        ("10", Expectation(date=True, count=True)),
        ("e 10?", Expectation(date=True, count=True)),
        ("pode ser o de 10", Expectation(date=True, count=True)),
        ("tenho 150 motivos", Expectation(money=True)),
    ],
)
def test_a_bare_number_with_no_single_meaning_decides_nothing(text: str, expects: Expectation) -> None:
    assert read(text, expects, SATURDAY).intent is None
