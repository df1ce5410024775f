"""The bell wakes one worker a ring, and a Redis that is away or empty stops nobody."""

import asyncio
from collections.abc import AsyncIterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from bot.adapters.embedded_valkey import EmbeddedValkey
from bot.adapters.redis_bell import STREAM, RedisBell, open_redis
from bot.application.ports import Bell
from tests.fakes import FakeBell

PATIENCE_S = 120.0  # the machine may be busy


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    client = open_redis(redis_url)
    yield client
    await client.aclose()


@pytest.fixture(params=["fake", "valkey"])
async def bell(request: pytest.FixtureRequest) -> AsyncIterator[Bell]:
    if request.param == "fake":
        yield FakeBell()
        return
    client = open_redis(request.getfixturevalue("redis_url"))
    yield RedisBell(client, retry_s=0.01, ring_s=PATIENCE_S)
    await client.aclose()


async def heard(bell: Bell, count: int) -> list[int]:
    rings = []
    async with asyncio.timeout(PATIENCE_S):
        async for conversation_id in bell.listen():
            rings.append(conversation_id)
            if len(rings) == count:
                break
    return rings


async def test_rings_are_heard_in_order_even_those_from_before(bell: Bell) -> None:
    for conversation_id in (7, 8, 9):
        await bell.ring(conversation_id)

    assert await heard(bell, 3) == [7, 8, 9]


async def test_a_ring_reaches_one_listener(bell: Bell) -> None:
    for conversation_id in range(10):
        await bell.ring(conversation_id)

    shares = await asyncio.gather(*[heard(bell, 5) for _ in range(2)])

    assert sorted(chain(*shares)) == list(range(10))


async def test_a_listener_hears_what_is_rung_later(bell: Bell) -> None:
    listening = asyncio.create_task(heard(bell, 1))
    await asyncio.sleep(0)
    await bell.ring(7)

    assert await listening == [7]


async def test_a_listener_goes_on_when_redis_was_emptied(redis: Redis) -> None:
    bell = RedisBell(redis, retry_s=0.01, ring_s=PATIENCE_S)
    await bell.ring(1)
    assert await heard(bell, 1) == [1]

    await redis.flushall()
    await bell.ring(2)

    assert await heard(bell, 1) == [2]


async def test_rings_nobody_hears_do_not_pile_up(redis: Redis) -> None:
    bell = RedisBell(redis, kept=10, ring_s=PATIENCE_S)

    for conversation_id in range(300):
        await bell.ring(conversation_id)
        await bell.settled()

    assert await redis.xlen(STREAM) <= 200  # it is cut a block at a time


async def test_whoever_rings_waits_for_no_redis_and_what_is_rung_meanwhile_goes_together(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    bell, trips = RedisBell(redis, ring_s=PATIENCE_S), list[int]()
    execute: Any = Redis.execute_command

    async def counted(client: Redis, command: str, *told: object) -> object:
        trips.append(len(told) - len(("script", "keys", "stream", "kept")))
        return await execute(client, command, *told)

    monkeypatch.setattr(Redis, "execute_command", counted)
    for conversation_id in (7, 8, 8, 9):
        await bell.ring(conversation_id)
    assert trips == []

    await bell.settled()
    monkeypatch.undo()

    assert trips == [3]
    assert await heard(bell, 3) == [7, 8, 9]


async def test_a_ring_with_redis_away_is_no_error(tmp_path: Path) -> None:
    client = open_redis(f"unix://{tmp_path}/nobody.sock")

    bell = RedisBell(client)
    await bell.ring(1)
    await bell.settled()

    assert not (tmp_path / "nobody.sock").exists()
    await client.aclose()


async def test_a_listener_waits_for_a_redis_that_is_away(tmp_path: Path) -> None:
    valkey = EmbeddedValkey(tmp_path, append_only=False)
    client = open_redis(valkey.url)
    bell = RedisBell(client, retry_s=0.01, ring_s=PATIENCE_S)
    listening = asyncio.create_task(heard(bell, 1))

    await asyncio.to_thread(valkey.start)
    await bell.ring(7)

    assert await listening == [7]
    await client.aclose()
    await asyncio.to_thread(valkey.stop)
