"""The rate of a sender is shared by all who send from it (R3)."""

import asyncio

import pytest

from bot.adapters.redis_bell import open_redis
from bot.adapters.redis_pace import PER_SECOND, RedisPace
from bot.config import Settings
from bot.domain.conversation import Channel


@pytest.mark.parametrize("channel", list(Channel))
async def test_places_of_one_sender_are_apart_however_many_ask_at_once(redis_url: str, channel: Channel) -> None:
    first, second = open_redis(redis_url), open_redis(redis_url)
    asked = [RedisPace(client).wait_s("+556733141010", channel) for client in (first, second) for _ in range(3)]

    waits = sorted(await asyncio.gather(*asked))
    other = await RedisPace(first).wait_s("+556733141011", channel)
    await first.aclose()
    await second.aclose()

    # Time passes between the questions: a later one is answered with what is left of its wait.
    apart = 1 / PER_SECOND[channel]
    assert waits[0] == 0.0
    assert other == 0.0
    assert waits[-1] <= 5 * apart


async def test_the_rate_is_the_one_the_settings_give(redis_url: str) -> None:
    """A number that was granted more than others may use it."""
    client = open_redis(redis_url)
    settings = Settings(_env_file=None, whatsapp_per_second=2, sms_per_second=1)
    pace = RedisPace(client, settings.per_second)

    waits = [await pace.wait_s("+556733141012", Channel.WHATSAPP) for _ in range(9)]
    await client.aclose()

    assert waits[0] == 0.0
    assert 0.5 < waits[-1] <= 8 * 0.5


async def test_without_redis_each_dispatcher_keeps_to_the_rate_by_itself() -> None:
    client = open_redis("redis://127.0.0.1:1")

    assert await RedisPace(client).wait_s("+556733141010", Channel.SMS) == 1.0
    await client.aclose()
