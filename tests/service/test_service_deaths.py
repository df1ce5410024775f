"""A process of the running service dies: it is started again, and every message is answered once."""

import signal

from tests.service.conftest import Dial
from tests.service.phone import Phone
from tests.service.running import Service
from tests.service.waiting import wait_until

AGAIN_WITHIN_S = 120.0  # the nlu loads for a while, and a turn cut off waits for its lease


def test_workers_killed_in_the_middle_of_a_turn_leave_it_to_the_next(
    running: Service, outside: Service, dial: Dial, dial_outside: Dial
) -> None:
    """A turn is done or not begun, on both databases: answered once, by a worker started again."""
    phones = (dial(), dial_outside())
    for phone in phones:
        phone.says("oi")

    die_in_a_turn(running, phones[0], "worker")
    die_in_a_turn(outside, phones[1], "worker-1", "worker-2")
    for phone in phones:
        phone.until_answered(AGAIN_WITHIN_S)

    assert ["R$ 1.802,50" in phone.got[-1].body for phone in phones] == [True, True]
    assert [len(phone.got) for phone in phones] == [2, 2]


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


def die_in_a_turn(service: Service, phone: Phone, *workers: str) -> None:
    """Kill the workers while a turn of this phone is being worked."""
    nlu = service.process("nlu")
    nlu.signal(signal.SIGSTOP)  # the turn waits for its meaning
    try:
        phone.post(phone.form(phone.debtor.cpf_first3))
        wait_until(service.kept.has_turn_running, "a turn begun")
        for worker in workers:
            kill(service, worker)
    finally:
        nlu.signal(signal.SIGCONT)
