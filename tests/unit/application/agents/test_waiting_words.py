"""H2, H5: what a debtor who waits for a person is told, on each channel."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.application.agents.rota import Place
from bot.application.agents.tools import AgentTools
from bot.application.agents.waiting_words import back_in_queue, nobody_here
from bot.application.desk import Services
from bot.domain.conversation import Channel
from flows.gsm7 import to_gsm7
from tests.builders import NOON
from tests.fake_storage import FakeStorage
from tests.fakes import FakeCalendar, FakeClock
from tests.unit.worker.conftest import CheckoutRelease, NoDocuments

MONDAY_NIGHT = datetime.fromisoformat("2026-11-23T20:00:00-03:00")
PLACE = Place(7, 3, 2, Channel.WHATSAPP, "cassems", None, MONDAY_NIGHT)


def tools_at(now: datetime) -> AgentTools:
    storage = FakeStorage(FakeClock(now))
    services = Services(storage.records(), storage.numbers(), FakeCalendar(), NoDocuments())  # type: ignore[arg-type]
    unused: dict[str, Any] = dict.fromkeys(("conversations", "staff", "dialogue"))
    return AgentTools(
        **unused,
        releases=CheckoutRelease(),
        services=services,
        clock=FakeClock(now),
        default_creditor="cassems",
    )


@pytest.mark.parametrize("channel", Channel)
async def test_at_night_both_words_say_from_when_somebody_answers(channel: Channel) -> None:
    place, tools = replace(PLACE, channel=channel), tools_at(MONDAY_NIGHT)

    words = [await back_in_queue(place, 5, tools), await nobody_here(place, MONDAY_NIGHT, tools)]

    for word in words:
        assert word is not None
        assert "-feira, 24/11/2026" in word.body
        if channel is Channel.SMS:
            assert len(word.body) <= 160
            assert to_gsm7(word.body) == word.body


async def test_by_day_the_next_one_answers_when_free_and_nobody_is_told_that_nobody_is_here() -> None:
    noon = MONDAY_NIGHT - timedelta(hours=8)
    word = await back_in_queue(replace(PLACE, last_inbound_at=noon), 5, tools_at(noon))

    assert word is not None
    assert "assim que ficar livre" in word.body
    assert await nobody_here(PLACE, noon, tools_at(noon)) is None


async def test_who_wrote_before_closing_time_was_told_nothing_untrue_and_is_not_written_to() -> None:
    assert await nobody_here(PLACE, MONDAY_NIGHT - timedelta(hours=4), tools_at(MONDAY_NIGHT)) is None


async def test_the_same_night_has_the_same_key_and_the_next_one_another() -> None:
    keys = []
    for hours in (0, 3, 24):
        now = MONDAY_NIGHT + timedelta(hours=hours)
        word = await nobody_here(PLACE, now, tools_at(now))
        assert word is not None
        keys.append(word.key)

    assert keys[0] == keys[1] != keys[2]


async def test_nothing_is_written_after_the_window_of_whatsapp_closed() -> None:
    assert await back_in_queue(replace(PLACE, last_inbound_at=NOON), 5, tools_at(NOON + timedelta(days=2))) is None
