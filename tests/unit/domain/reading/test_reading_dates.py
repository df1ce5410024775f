"""P9, C2, C7: days, months owed and hours as Brazilians write them."""

import pytest

from bot.domain.reading.message import Expectation, read
from tests.unit.domain.reading.read_values import NOTHING, SATURDAY, values


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
