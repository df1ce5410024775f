"""Ending a process of a running service, and seeing another take its place."""

import signal

from tests.service.phone import Phone
from tests.service.running import Service
from tests.service.waiting import wait_until

AGAIN_WITHIN_S = 900.0  # the nlu loads for a while, and a turn cut off waits for its lease


def kill(service: Service, name: str) -> None:
    """SIGKILL, and wait until it runs again."""
    victim = service.process(name)
    victim.signal(signal.SIGKILL)
    wait_until(lambda: service.has_another(name, victim), f"another {name}")


def die_in_a_turn(service: Service, phone: Phone, *workers: str) -> None:
    """Kill the workers while a turn of this phone is being worked: the one in which it is told the offer."""
    phone.says("oi")
    with service.paused("nlu"):  # the turn waits for its meaning, which is asked of each text anew
        phone.post(phone.form(f"{phone.debtor.cpf_first3}, quanto que eu devo?"))
        wait_until(service.kept.has_turn_running, "a turn begun")
        for worker in workers:
            kill(service, worker)
