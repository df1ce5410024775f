"""A process of the running service dies: it is started again, and every message is answered once."""

import signal

from tests.service.conftest import Dial
from tests.service.phone import Phone
from tests.service.running import Service
from tests.service.waiting import wait_until

AGAIN_WITHIN_S = 120.0  # the nlu loads for a while, and a turn cut off waits for its lease


def test_a_worker_killed_in_the_middle_of_a_turn_leaves_it_to_the_next(running: Service, dial: Dial) -> None:
    phone = dial()
    phone.says("oi")

    answer = answered_after_death_in_a_turn(running, phone, "worker")

    assert "R$ 1.802,50" in answer
    assert len(phone.got) == 2


def test_an_api_that_died_takes_messages_again(running: Service, dial: Dial) -> None:
    phone = dial()

    kill(running, "api")
    running.until_ready()

    assert phone.debtor.first_name in phone.says("oi")


def test_messages_wait_for_an_nlu_that_died_and_are_answered_once(running: Service, dial: Dial) -> None:
    phone = dial()

    kill(running, "nlu")
    answer = phone.says("oi", within_s=AGAIN_WITHIN_S)

    assert phone.debtor.first_name in answer
    assert len(phone.got) == 1


def test_a_message_is_answered_while_the_embedded_valkey_is_away(running: Service, dial: Dial) -> None:
    """The row is the truth and the bell only wakes: a lost ring costs time."""
    phone, other = dial(), dial()

    kill(running, "valkey")

    assert phone.debtor.first_name in phone.says("oi")
    assert other.debtor.first_name in other.says("oi")


def kill(service: Service, name: str) -> None:
    """SIGKILL, and wait until it runs again."""
    victim = service.process(name)
    victim.signal(signal.SIGKILL)
    wait_until(lambda: service.has_another(name, victim), f"another {name}")


def answered_after_death_in_a_turn(service: Service, phone: Phone, *workers: str) -> str:
    """What is answered to a message whose turn was being worked when the workers were killed."""
    nlu, before = service.process("nlu"), len(phone.got)
    nlu.signal(signal.SIGSTOP)  # the turn waits for its meaning
    try:
        phone.post(phone.form(phone.debtor.cpf_first3))
        wait_until(service.kept.has_turn_running, "a turn begun")
        for worker in workers:
            kill(service, worker)
    finally:
        nlu.signal(signal.SIGCONT)
    phone.until_answered(AGAIN_WITHIN_S)
    return "\n".join(taken.body for taken in phone.got[before:])
