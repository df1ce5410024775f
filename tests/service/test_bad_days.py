"""A provider that is slow, busy or broken: every message arrives, and arrives once (section 9)."""

from tests.service.conftest import Dial
from tests.service.local_twilio import LocalTwilio
from tests.service.phone import Phone
from tests.service.waiting import wait_until
from tests.twilio_server.server import Day

LATER_S = 120.0  # the provider's time-out, and the look after it


def test_a_message_taken_and_never_confirmed_is_looked_up_and_no_other_waits_for_it(
    dial: Dial, twilio: LocalTwilio
) -> None:
    slow, broken, next_door = dial(), dial(), dial()

    for phone, day in ((slow, Day.SILENT), (broken, Day.BROKEN_AFTER)):
        twilio.next_requests_are(day)
        phone.post(phone.form("oi"))
        wait_until(lambda phone=phone: phone.got, f"the request that is {day}")  # type: ignore[misc]
    next_door.post(next_door.form("oi"))
    wait_until(lambda: next_door.got, "the answer of another conversation")
    is_slow_still_open = not slow.service.kept.is_settled()
    slow.until_answered(LATER_S)

    assert is_slow_still_open
    assert [len(phone.got) for phone in (slow, broken, next_door)] == [1, 1, 1]
    assert [requests_for(phone, "POST") for phone in (slow, broken)] == [1, 1]
    assert all(requests_for(phone, "GET") for phone in (slow, broken))


def test_what_a_busy_provider_refused_is_sent_later(dial: Dial, twilio: LocalTwilio) -> None:
    phone = dial()

    twilio.next_requests_are(Day.BUSY, Day.BUSY)
    answer = phone.says("oi", within_s=LATER_S)

    assert phone.debtor.first_name in answer
    assert (len(phone.got), requests_for(phone, "POST")) == (1, 3)


def test_what_a_broken_provider_did_not_take_is_sent_again(dial: Dial, twilio: LocalTwilio) -> None:
    phone = dial()

    twilio.next_requests_are(Day.BROKEN)
    phone.says("oi", within_s=LATER_S)

    assert (len(phone.got), requests_for(phone, "POST")) == (1, 2)


def requests_for(phone: Phone, method: str) -> int:
    """How often the provider was asked about this phone: to send, or what it already has."""
    asked = [request for request in list(phone.twilio.server.requests) if request.method == method]
    address = f"{phone.prefix}{phone.debtor.phone}"
    return sum(dict(request.form or request.query).get("To") == address for request in asked)
