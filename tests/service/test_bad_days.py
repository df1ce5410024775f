"""A provider that is slow, busy or broken: every message arrives, and arrives once (section 9)."""

from collections import deque
from collections.abc import Iterator

import pytest

from tests.service.local_twilio import LocalTwilio
from tests.service.people import Debtor
from tests.service.phone import Phone
from tests.service.running import Service
from tests.service.waiting import wait_until
from tests.twilio_server.server import Day

LATER_S = 300.0  # the provider's time-out, and the look after it
DAYS = (Day.SILENT, Day.GOOD, Day.BROKEN_AFTER, Day.BROKEN, Day.BUSY)


@pytest.fixture(scope="module")
def phones(embedded: Service, twilio: LocalTwilio, strangers: Iterator[Debtor]) -> dict[Day, Phone]:
    """A phone for each kind of day, all waited for together; the good one is answered while the first is not."""
    found = {day: Phone(embedded, twilio, next(strangers)) for day in DAYS}
    for day, phone in found.items():
        twilio.server.days_of[phone.address] = deque([day])
        phone.post(phone.form("oi"))
    wait_until(lambda: found[Day.GOOD].got, "the answer of a good day")
    assert not embedded.kept.is_settled()
    found[Day.GOOD].until_answered(LATER_S)
    return found


@pytest.mark.parametrize("day", DAYS)
def test_a_message_arrives_once_whatever_the_provider_does(day: Day, phones: dict[Day, Phone]) -> None:
    [taken] = phones[day].got

    assert phones[day].debtor.first_name in taken.body


@pytest.mark.parametrize("day", [Day.SILENT, Day.BROKEN_AFTER])
def test_a_message_taken_and_never_confirmed_is_looked_up_and_not_sent_again(
    day: Day, phones: dict[Day, Phone]
) -> None:
    assert requests_for(phones[day], "POST") == 1
    assert requests_for(phones[day], "GET") >= 1


def test_a_message_not_taken_is_looked_up_and_sent_again(phones: dict[Day, Phone]) -> None:
    assert requests_for(phones[Day.BROKEN], "POST") == 2
    assert requests_for(phones[Day.BROKEN], "GET") >= 1


def test_what_a_busy_provider_refused_is_sent_later_without_a_look(phones: dict[Day, Phone]) -> None:
    """429 never comes after the message was taken."""
    assert requests_for(phones[Day.BUSY], "POST") == 2
    assert requests_for(phones[Day.BUSY], "GET") == 0


def requests_for(phone: Phone, method: str) -> int:
    """How often the provider was asked about this phone: to send, or what it already has."""
    asked = [request for request in list(phone.twilio.server.requests) if request.method == method]
    return sum(dict(request.form or request.query).get("To") == phone.address for request in asked)
