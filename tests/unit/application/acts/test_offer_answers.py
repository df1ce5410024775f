"""What acts make of short answers to an offer: digits sent twice, a week without its day, choices, nothing in hand."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.application.acts import counter, dates, offers
from bot.application.acts.identity import repeats_factor
from bot.application.desk import Desk
from bot.application.messages import InboundMessage, MessageKind
from bot.application.policy_document import read_profile
from bot.domain.conversation import Channel
from bot.domain.money import Money
from bot.domain.reading.message import Expectation, read
from tests.unit.application.acts.test_closing_terms import CONTENT, LONG_AGO, a_desk, a_title, with_account

OFFERED = Expectation(money=True, count=True, date=True)


def says(desk: Desk, text: str) -> Desk:
    message = InboundMessage("", Channel.WHATSAPP, contact="", sender="", kind=MessageKind.TEXT, body=text)
    desk.messages, desk.readings = [message], [read(text, OFFERED, desk.today)]
    return desk


@pytest.fixture
async def desk() -> Desk:
    policies = {"cassems": read_profile(CONTENT / "cassems")}
    return await with_account(a_desk(policies, a_title("1", principal=Money(300_000), **LONG_AGO)))


def confirmed(desk: Desk, ago: timedelta) -> Desk:
    desk.set_verification(replace(desk.verification, confirmed_at=desk.at.real - ago))
    return desk


async def test_the_digits_that_confirmed_offer_nothing_just_after(desk: Desk) -> None:
    """P9, I4: a double send."""
    digits = desk.debtor.person.document[:3]

    assert repeats_factor(says(confirmed(desk, timedelta(minutes=1)), digits))
    assert await counter.answer_counter_offer(desk) == "repeated"


@pytest.mark.parametrize(("text", "ago"), [("{digits}", 4), ("{digits} por mês", 1), ("999", 1)])
async def test_later_or_in_other_words_the_same_number_is_an_amount(desk: Desk, text: str, ago: int) -> None:
    """P9."""
    said = text.format(digits=desk.debtor.person.document[:3])

    assert not repeats_factor(says(confirmed(desk, timedelta(minutes=ago)), said))


async def test_a_week_without_a_day_is_asked_for_one(desk: Desk) -> None:
    """P7: nothing is chosen for the debtor."""
    await offers.offer_lump_sum(desk)

    assert await dates.choose_due_date(says(desk, "semana que vem eu pago")) == "which_day"
    assert await dates.choose_due_date(says(desk, "segunda da semana que vem")) == "accepted"


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("em quantas vezes?", "how_many"),
        ("qual a menor parcela?", "lightest"),
        ("quero 3x sem entrada", "closest_plan"),
        ("quero parcelar", "plan"),
    ],
)
async def test_what_is_asked_of_a_plan_is_answered(desk: Desk, text: str, outcome: str) -> None:
    """P5, P6."""
    await offers.offer_lump_sum(desk)

    assert await offers.offer_plan(says(desk, text)) == outcome


@pytest.mark.parametrize(
    ("text", "outcome", "named"),
    [
        ("topo 200 por mês", "closest_plan", "R$ 200,00"),
        ("topo 1500 por mês", "plan", "R$ 1.500,00"),
        ("topo 1000 de entrada e o resto em 3x", "plan_with_down", "R$ 1.000,00"),
        ("topo em 3x", "plan_with_down", ""),
    ],
)
async def test_what_is_said_not_to_be_passed_was_named(desk: Desk, text: str, outcome: str, named: str) -> None:
    """P9: "sem passar de" is no answer to a down payment or to a count alone."""
    await offers.offer_lump_sum(desk)

    assert await counter.answer_counter_offer(says(desk, text)) == outcome
    assert desk.variables["asked_value"] == named


async def test_one_payment_with_no_amount_is_no_plan(desk: Desk) -> None:
    """P9: what was meant is asked."""
    await offers.offer_lump_sum(desk)

    assert await counter.answer_counter_offer(says(desk, "à vista eu topo negociar")) == "unclear"


async def test_with_nothing_in_hand_nothing_breaks(desk: Desk) -> None:
    """H1: hardship told when all there is waits for a case."""
    desk.debtor.titles.clear()

    assert await offers.longest_plan_once(desk) == "one_by_one"


@pytest.mark.parametrize("text", ["pago 2900 à vista", "pago 5000 à vista", "faço por 2900 em 1x"])
async def test_a_value_at_once_is_a_lump_sum_and_no_plan_of_one(desk: Desk, text: str) -> None:
    """P9."""
    await offers.offer_lump_sum(desk)

    assert await counter.answer_counter_offer(says(desk, text)) == "lump_accepted"


async def test_a_single_installment_beside_a_down_payment_is_a_plan(desk: Desk) -> None:
    """P9."""
    await offers.offer_lump_sum(desk)

    assert await counter.answer_counter_offer(says(desk, "dou 2000 de entrada e o resto em 1x")) == "plan_with_down"
