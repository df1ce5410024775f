"""A process of the running service dies: it is started again, and every message is answered once."""

from collections.abc import Iterator

import pytest

from tests.service.conftest import Dial
from tests.service.deaths import AGAIN_WITHIN_S, die_in_a_turn, kill
from tests.service.local_twilio import LocalTwilio
from tests.service.people import Debtor
from tests.service.phone import Phone
from tests.service.running import Service


@pytest.fixture(scope="module")
def cut_off(embedded: Service, twilio: LocalTwilio, strangers: Iterator[Debtor]) -> Phone:
    """A phone in whose turn the worker was killed: the turn's lease runs out while the first test has its own wait."""
    phone = Phone(embedded, twilio, next(strangers))
    die_in_a_turn(embedded, phone, "worker")
    return phone


@pytest.mark.usefixtures("cut_off")
def test_messages_wait_for_an_nlu_that_died_and_are_answered_once(running: Service, dial: Dial) -> None:
    phone = dial()

    kill(running, "nlu")
    answer = phone.says("oi, quanto que eu devo?", within_s=AGAIN_WITHIN_S)  # no reader understands that

    assert phone.debtor.first_name in answer
    assert len(phone.got) == 1


def test_a_worker_killed_in_the_middle_of_a_turn_leaves_it_to_the_next(cut_off: Phone) -> None:
    """A turn is done or not begun: answered once, by a worker started again."""
    cut_off.until_answered(AGAIN_WITHIN_S)

    assert "R$ 1.802,50" in cut_off.got[-1].body
    assert len(cut_off.got) == 2


def test_an_api_that_died_takes_messages_again(running: Service, dial: Dial) -> None:
    phone = dial()

    kill(running, "api")
    running.until_ready()

    assert phone.debtor.first_name in phone.says("oi")


def test_a_message_is_answered_while_the_embedded_valkey_is_away(running: Service, dial: Dial) -> None:
    """The row is the truth and the bell only wakes: a lost ring costs time."""
    phone, other = dial(), dial()

    kill(running, "valkey")

    assert phone.debtor.first_name in phone.says("oi")
    assert other.debtor.first_name in other.says("oi")
