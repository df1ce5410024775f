"""Who is online is kept in Redis: each heartbeat anew, and nobody is known when it is away."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from redis.asyncio import Redis

from bot.adapters.presence import RedisPresence
from bot.adapters.redis_bell import open_redis
from bot.application.agents.rota import Presence, PresenceAway
from bot.domain.ownership import Seen
from tests.builders import NOON
from tests.integration.api.desk import FakePresence

SEEN = Seen(NOON, takes=True, creditors=frozenset({"cassems"}))
ANA = "ana@exemplo.invalid"


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = open_redis(redis_url, timeout_s=120.0)
    yield client
    await client.aclose()


@pytest.fixture(params=["fake", "valkey"])
async def presence(request: pytest.FixtureRequest) -> AsyncIterator[Presence]:
    if request.param == "fake":
        yield FakePresence()
        return
    client = open_redis(request.getfixturevalue("redis_url"), timeout_s=120.0)
    yield RedisPresence(client)
    await client.aclose()


async def test_the_last_heartbeat_counts(presence: Presence) -> None:
    later = Seen(NOON.replace(minute=5))
    await presence.beat(ANA, SEEN)
    await presence.beat("bia@exemplo.invalid", SEEN)
    await presence.beat(ANA, later)

    assert await presence.seen() == {ANA: later, "bia@exemplo.invalid": SEEN}


async def test_who_leaves_takes_no_more_and_was_seen_last_before(presence: Presence) -> None:
    """The conversations held are not taken away for a page that was closed and opened again."""
    await presence.beat(ANA, SEEN)
    await presence.leave(ANA)
    await presence.leave("nobody@exemplo.invalid")

    assert await presence.seen() == {ANA: replace(SEEN, takes=False)}


async def test_a_redis_emptied_knows_nobody_until_the_next_heartbeat(redis: Redis) -> None:
    presence = RedisPresence(redis)
    await presence.beat(ANA, SEEN)
    await redis.flushall()
    emptied = await presence.seen()
    await presence.beat(ANA, SEEN)

    assert (emptied, await presence.seen()) == ({}, {ANA: SEEN})


async def test_with_redis_away_nobody_can_tell(tmp_path: Path) -> None:
    client = open_redis(f"unix://{tmp_path}/nobody.sock")
    presence = RedisPresence(client)

    for asked in (presence.beat(ANA, SEEN), presence.leave(ANA), presence.seen()):
        with pytest.raises(PresenceAway):
            await asked
    await client.aclose()
