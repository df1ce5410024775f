"""Short answers to an offer at their limits: numbers alone, weekdays, last words, corrections, places to send to."""

from datetime import date

import pytest

from bot.domain.reading.entity import Expectation
from bot.domain.reading.message import read
from bot.domain.reading.on_behalf import offers_to_answer
from bot.domain.reading.putting_off import lets_it_be, puts_off

SATURDAY = date(2026, 11, 21)
LUMP = Expectation(money=True, count=True, date=True, options=("pay_lump_sum", "ask_installments", "ask_human"))
PLAN = Expectation(money=True, count=True, date=True, options=("affirm", "option:more", "ask_human"))
LIST = Expectation(money=True, count=True, date=True, options=("plan:3", "plan:6", "plan:9"))
CLOSING = Expectation(
    money=True, count=True, date=True, contact=True, options=("affirm:close", "update_contact", "deny")
)

type Read = tuple[str | None, list[tuple[str, str]]]


def meant(text: str, expects: Expectation) -> Read:
    reading = read(text, expects, SATURDAY)
    return reading.intent, [(entity.kind, entity.value) for entity in reading.entities]


@pytest.mark.parametrize(
    ("text", "count"), [("12", "12"), ("6", "6"), ("25", "25"), ("60", "60"), ("desculpa 4 mesmo", "4")]
)
def test_a_number_alone_beside_a_plan_counts_its_parts(text: str, count: str) -> None:
    """P5, P9."""
    assert meant(text, PLAN) == ("ask_installments", [("count", count)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("25", ("choose_due_date", [("date", "2026-11-25")])),
        ("28", ("choose_due_date", [("date", "2026-11-28")])),
        ("29", ("ask_installments", [("count", "29")])),
        ("12", ("ask_installments", [("count", "12")])),
        ("61", ("counter_offer", [("money", "6100")])),
    ],
)
def test_to_a_lump_sum_a_day_that_is_possible_is_a_day(text: str, expected: Read) -> None:
    """P7, P9."""
    assert meant(text, LUMP) == expected


@pytest.mark.parametrize(
    "text", ["nao era 8", "não, era 8", "não, quis dizer 8", "nao, 8", "não era 8x", "ops, não, é 8"]
)
def test_a_count_said_in_place_of_another_refuses_nothing(text: str) -> None:
    """C17."""
    assert meant(text, PLAN) == ("ask_installments", [("count", "8")])


@pytest.mark.parametrize("text", ["não quero 8", "não é 8", "não 8"])
def test_a_count_refused_is_not_chosen(text: str) -> None:
    """P16."""
    assert meant(text, PLAN)[0] is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1200 e fecho agora", "money"),
        ("fecho em 1200", "money_total"),
        ("dou 1200 agora e acabou", "money_total"),
        ("1200 agora e pronto", "money_total"),
        ("mil e duzentos e acabou", "money_total"),
    ],
)
def test_an_amount_with_a_last_word_is_no_down_payment(text: str, kind: str) -> None:
    """P9."""
    assert meant(text, LUMP) == ("counter_offer", [(kind, "120000")])


def test_an_amount_now_and_a_count_for_the_rest_stays_a_down_payment() -> None:
    """P9."""
    assert meant("dou 300 agora e fecho em 5x", LUMP)[1] == [("money_down", "30000"), ("count", "5")]
    assert meant("200 por mês e fecho", LUMP)[1] == [("money_per_month", "20000")]


@pytest.mark.parametrize(
    "text", ["pode ser segunda", "pode ser na segunda", "segunda feira pode ser", "segunda", "não, segunda"]
)
@pytest.mark.parametrize("expects", [LUMP, PLAN])
def test_a_weekday_said_to_one_offer_is_its_day(text: str, expects: Expectation) -> None:
    """P7."""
    assert meant(text, expects) == ("choose_due_date", [("date", "2026-11-23")])


@pytest.mark.parametrize("text", ["a segunda", "a segunda opção", "pode ser segunda", "segunda opção"])
def test_the_second_of_a_list_stays_an_option(text: str) -> None:
    """Section 9."""
    assert read(text, LIST, SATURDAY).payload == "plan:6"


@pytest.mark.parametrize("text", ["na segunda", "segunda feira"])
def test_a_weekday_said_as_one_is_a_day_beside_a_list_too(text: str) -> None:
    """P7."""
    assert meant(text, LIST)[0] == "choose_due_date"


@pytest.mark.parametrize(
    "text",
    ["manda para 67 99999-1234", "67999991234", "no email ana@exemplo.invalid", "pode mandar pra esse 67 99999-1234"],
)
def test_a_place_said_at_the_closing_is_where_to_send(text: str) -> None:
    """P12, R3."""
    assert read(text, CLOSING, SATURDAY).intent == "update_contact"


def test_a_wish_to_stop_with_a_number_in_it_stays_one() -> None:
    """R3."""
    assert read("não mandem mais nada para 67 99999-1234", CLOSING, SATURDAY).intent == "opt_out"


def test_a_place_with_a_condition_is_left_to_the_classifier() -> None:
    """P16."""
    assert read("tira os juros e manda para 67 99999-1234", CLOSING, SATURDAY).intent is None


@pytest.mark.parametrize("text", ["deixa pra la", "ah deixa pra lá então", "esquece", "deixa quieto"])
def test_leaving_it_is_neither_yes_nor_no(text: str) -> None:
    assert lets_it_be(text)


@pytest.mark.parametrize("text", ["deixa pra amanhã", "esqueci o cpf", "deixa no dia 28", "deixa eu ver", ""])
def test_other_words_with_leave_go_on(text: str) -> None:
    assert not lets_it_be(text)


@pytest.mark.parametrize(
    ("text", "is_put_off"), [("deixa pra amanhã", True), ("deixa pra sexta que vem", True), ("deixa no dia 28", False)]
)
def test_another_day_to_talk_is_told_from_a_due_date(text: str, is_put_off: bool) -> None:
    """C2."""
    assert puts_off(text) is is_put_off


@pytest.mark.parametrize(
    "text", ["pode falar comigo", "fala comigo mesmo", "me diz o que é que eu resolvo", "eu que resolvo por ele"]
)
def test_who_offers_to_settle_it_is_heard(text: str) -> None:
    """I5, C4."""
    assert offers_to_answer(text)


@pytest.mark.parametrize("text", ["fala comigo amanhã", "não fale comigo", "ele ta viajando", "vou avisar", "ok"])
def test_who_carries_a_message_offers_nothing_else(text: str) -> None:
    """I5."""
    assert not offers_to_answer(text)
