"""The doors of the running service: what comes twice, what comes in a burst, what is not signed, and its health."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from threading import Event
from time import monotonic

import pytest

from tests.service.conftest import Dial
from tests.service.phone import Phone
from tests.service.running import ALL_READY, TURN_WINDOW_MS, Service
from tests.service.waiting import wait_until

APART_S = 0.2
TRIES = 50


def test_a_webhook_delivered_five_times_at_once_and_again_later_is_answered_once(running: Service, dial: Dial) -> None:
    """Section 9: deliveries repeat; MessageSid is the identity."""
    phone = dial()
    form, before = phone.form("oi, bom dia"), running.kept.messages_in()

    with ThreadPoolExecutor(5) as at_once:
        answers = list(at_once.map(phone.post, [form] * 5))
    phone.until_answered()
    late = phone.post(form)
    phone.until_answered()

    assert {answer.status_code for answer in (*answers, late)} == {200}
    assert {answer.headers["content-type"].partition(";")[0] for answer in answers} == {"text/xml"}
    assert late.text.endswith("<Response/>")
    assert running.kept.messages_in() == before + 1
    assert len(phone.got) == 1


def test_two_messages_200_ms_apart_are_one_turn(running: Service, dial: Dial) -> None:
    """Section 9: several short messages in a row are one turn, with one set of replies.

    Two that a busy machine took longer over than a turn waits for more are none such: others are sent then.
    """
    phone, number = dial(), count(10)
    for _ in range(TRIES):
        phone.debtor = replace(phone.debtor, phone=f"+551199200{next(number):04d}")
        before, took_ms = running.kept.turns(), post_two(phone)
        phone.until_answered()
        if took_ms < TURN_WINDOW_MS:
            break

    assert took_ms < TURN_WINDOW_MS
    assert running.kept.turns() == before + 1
    assert len(phone.got) == 1


@pytest.mark.parametrize("signature", ["", "bm90IHRoZSBzaWduYXR1cmU="])
def test_a_bad_signature_is_refused_counted_and_never_answered(running: Service, dial: Dial, signature: str) -> None:
    """Section 9: 403, kept aside, counted."""
    phone, before = dial(), running.kept.messages_in()
    refused = rejected(running)

    answer = phone.post(phone.form("oi"), signature)

    assert answer.status_code == 403
    assert running.kept.messages_in() == before
    assert rejected(running) == refused + 1
    assert phone.got == []


def test_a_delivery_state_is_taken_whether_or_not_its_message_is_known(running: Service, dial: Dial) -> None:
    """Section 9: status callbacks repeat, come in any order and may be about anything."""
    phone = dial()
    phone.says("oi")
    [sent] = phone.got
    unknown = {"MessageSid": "SM" + "f" * 32, "MessageStatus": "delivered"}

    assert phone.twilio.tell(sent.sid, "read", "sent", "delivered", "delivered") == [204] * 4
    assert running.post("/webhooks/twilio/status", unknown).status_code == 204


def test_the_service_says_that_it_is_up_ready_and_measured(running: Service) -> None:
    wait_until(lambda: running.get("/ready").json() == ALL_READY, "all ready")

    assert (running.get("/health").status_code, running.get("/ready").status_code) == (200, 200)
    assert "concilia_webhook_rejected" in running.get("/metrics").text
    assert running.get("/simulator").status_code == 200


def post_two(phone: Phone) -> float:
    """How long it took until the second was kept too."""
    began = monotonic()
    phone.post(phone.form("oi"))
    Event().wait(APART_S)
    phone.post(phone.form("tudo bem?"))
    return (monotonic() - began) * 1000


def rejected(service: Service) -> float:
    lines = service.get("/metrics").text.splitlines()
    found = [line for line in lines if line.startswith("concilia_webhook_rejected_total{")]
    return float(found[0].split()[-1]) if found else 0.0
