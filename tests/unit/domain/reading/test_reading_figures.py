"""P9: money, counts, dates and hours as Brazilians write them."""

from datetime import date

import pytest

from bot.domain.reading.message import Expectation, read

SATURDAY = date(2026, 11, 21)
NOTHING = Expectation()


def values(text: str, expects: Expectation = NOTHING, today: date = SATURDAY) -> list[tuple[str, str]]:
    return [(entity.kind, entity.value) for entity in read(text, expects, today).entities]


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
        ("tenho 100 a vista, pode ser?", [("money_total", "10000"), ("count", "1")]),
        ("posso pagar 150", [("money", "15000")]),
        ("consigo 1500", [("money", "150000")]),
        ("só tenho 80 reais", [("money", "8000")]),
    ],
)
def test_the_words_around_an_amount_give_its_role(text: str, expected: list[tuple[str, str]]) -> None:
    assert values(text) == expected
    assert read(text, NOTHING, SATURDAY).intent == "counter_offer"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "tenho 2 filhos",
            "paguei 300 ontem",
            "minha mãe tem 82 anos",
            "há 3 meses",
            "mil desculpas",
            "cem vezes pior",
        ),
        "paguei 2900 à vista",
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
    ("text", "iso"),
    [
        ("dia 10", "2026-12-10"),
        ("dia 21", "2026-11-21"),
        ("dia 20", "2026-12-20"),
        ("dia 30", "2026-11-30"),
        ("dia trinta", "2026-11-30"),
        ("dia 31", "2026-12-31"),
        ("sexta", "2026-11-27"),
        ("sexta-feira", "2026-11-27"),
        ("na sexta", "2026-11-27"),
        ("sexta que vem", "2026-11-27"),
        ("sábado", "2026-11-21"),
        ("sábado que vem", "2026-11-28"),
        ("próximo sábado", "2026-11-28"),
        ("segunda", "2026-11-23"),
        ("terça", "2026-11-24"),
        ("hoje", "2026-11-21"),
        ("amanhã", "2026-11-22"),
        ("depois de amanhã", "2026-11-23"),
        ("28/11", "2026-11-28"),
        ("20/11", "2026-11-20"),
        ("28/11/2026", "2026-11-28"),
        ("28/11/26", "2026-11-28"),
        ("28-11-2026", "2026-11-28"),
        ("2026-11-28", "2026-11-28"),
        ("28 de novembro", "2026-11-28"),
        ("dia 5 de janeiro", "2027-01-05"),
        ("dia 28/11", "2026-11-28"),
        ("daqui 3 dias", "2026-11-24"),
        ("daqui a duas semanas", "2026-12-05"),
        ("dia 10 do mês que vem", "2026-12-10"),
        ("pago dia 5", "2026-12-05"),
        ("pode ser dia 15?", "2026-12-15"),
        ("dia 15 tá bom", "2026-12-15"),
    ],
)
def test_a_day_alone_is_a_due_date(text: str, iso: str) -> None:
    assert values(text) == [("date", iso)]
    assert read(text, NOTHING, SATURDAY).intent == "choose_due_date"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("semana que vem", "2026-11-23"),
        ("mês que vem", "2026-12-01"),
        ("começo do mês", "2026-12-01"),
        ("fim do mês", "2026-11-30"),
    ],
)
def test_a_vague_time_is_a_date_only_where_one_is_asked(text: str, iso: str) -> None:
    [entity] = read(text, NOTHING, SATURDAY).entities

    assert (entity.kind, entity.value, entity.approximate) == ("date", iso, True)
    assert read(text, NOTHING, SATURDAY).intent is None
    assert read(text, Expectation(date=True), SATURDAY).intent == "choose_due_date"


@pytest.mark.parametrize("text", ["quinto dia útil", "5º dia útil", "no quinto dia útil"])
def test_the_fifth_business_day_is_left_to_who_knows_the_holidays(text: str) -> None:
    assert values(text) == [("date_fifth_business_day", "5")]


def test_the_29th_of_february_is_the_next_that_exists() -> None:
    assert values("29/02") == [("date", "2028-02-29")]


@pytest.mark.parametrize(
    "text",
    ["segunda via do boleto", "sexta parcela", "segunda opção", "31/11", "dia 32", "vence quando?", "dia 10 e dia 20"],
)
def test_what_is_no_single_day_chooses_none(text: str) -> None:
    assert read(text, NOTHING, SATURDAY).intent is None


@pytest.mark.parametrize(
    "text", ["amanhã eu vejo", "vou pagar amanhã", "não posso dia 10", "paguei dia 10", "dia 10 ou 15"]
)
def test_a_day_inside_a_sentence_is_left_to_the_classifier(text: str) -> None:
    reading = read(text, NOTHING, SATURDAY)

    assert reading.intent is None
    assert "date" in [entity.kind for entity in reading.entities]


@pytest.mark.parametrize(
    ("text", "competence"),
    [
        ("só quero pagar a de março", "2026-03"),
        ("03/2026", "2026-03"),
        ("mensalidade de julho", "2026-07"),
        ("a de dezembro", "2025-12"),
        ("a de novembro", "2026-11"),
        ("março de 2024", "2024-03"),
        ("mar/26", "2026-03"),
    ],
)
def test_a_month_owed_is_the_latest_one_past(text: str, competence: str) -> None:
    """C7: "só quero pagar a de março"."""
    assert values(text) == [("competence", competence)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("chama depois das 6", ("time_from", "18:00")),
        ("às 14h", ("time", "14:00")),
        ("14:30", ("time", "14:30")),
        ("14h30", ("time", "14:30")),
        ("a partir das 9 da manhã", ("time_from", "09:00")),
        ("depois das 18h", ("time_from", "18:00")),
        ("me liga de tarde", ("time", "14:00")),
        ("ao meio dia", ("time", "12:00")),
    ],
)
def test_an_hour_to_be_called_at_is_read(text: str, expected: tuple[str, str]) -> None:
    """C2: "to no trabalho, chama depois das 6"."""
    assert values(text) == [expected]


@pytest.mark.parametrize("text", ["ligo em 2 horas", "há 2 horas", "25h"])
def test_a_stretch_of_time_is_no_hour(text: str) -> None:
    assert not [kind for kind, _ in values(text) if kind.startswith("time")]


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
