"""R3: the 24-hour window of WhatsApp."""

from datetime import timedelta

import pytest

from bot.application.agents.window import is_open, window_ends
from bot.domain.conversation import Channel
from tests.builders import NOON

DAY = timedelta(hours=24)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize(("after", "expected"), [(timedelta(0), True), (DAY - MOMENT, True), (DAY, False)])
def test_the_window_closes_24_hours_after_the_last_message(after: timedelta, expected: bool) -> None:
    assert is_open(Channel.WHATSAPP, NOON, NOON + after) is expected


def test_who_never_wrote_has_no_window_to_write_into() -> None:
    assert not is_open(Channel.WHATSAPP, None, NOON)


def test_sms_knows_no_window() -> None:
    assert is_open(Channel.SMS, None, NOON)
    assert window_ends(Channel.SMS, NOON) is None
