"""How often one key may call is counted for all processes together, and nobody is held up without Redis."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from bot.adapters.redis_allowance import Rate, RedisAllowance
from bot.adapters.redis_bell import open_redis

ONE, OTHER = "a1b2c3d4e5f6", "f6e5d4c3b2a1"


@pytest.fixture
async def clients(redis_url: str) -> AsyncIterator[tuple[Redis, Redis]]:
    opened = open_redis(redis_url), open_redis(redis_url)
    yield opened
    for client in opened:
        await client.aclose()


def slow(client: Redis) -> RedisAllowance:
    """One call a second after three in a row: no test takes that long."""
    return RedisAllowance(client, Rate("calls", per_second=1, at_once=3))


async def test_calls_in_a_row_are_let_through_and_the_next_told_when_to_come(clients: tuple[Redis, Redis]) -> None:
    allowance = slow(clients[0])

    answers = [await allowance.wait_s(ONE) for _ in range(20)]

    assert answers[:3] == [0, 0, 0]
    assert set(answers[3:]) <= {0, 1}
    assert 1 in answers


async def test_all_processes_count_together_and_each_key_apart(clients: tuple[Redis, Redis]) -> None:
    asked = [slow(client).wait_s(ONE) for client in clients for _ in range(20)]

    answers = await asyncio.gather(*asked)

    assert sum(wait == 0 for wait in answers) >= 3
    assert 1 in answers
    assert await slow(clients[0]).wait_s(OTHER) == 0


async def test_who_is_told_to_wait_is_not_put_further_back(clients: tuple[Redis, Redis]) -> None:
    """Asking again and again costs nothing but the answer."""
    allowance = slow(clients[0])

    waits = [await allowance.wait_s(ONE) for _ in range(60)]

    assert max(waits) == 1


async def test_a_phone_and_a_debtor_are_asked_about_in_one_trip_each_by_its_rate(clients: tuple[Redis, Redis]) -> None:
    """Issue 6, 4: a phone that is held off takes no place of the debtor's."""
    both = RedisAllowance(clients[0], Rate("phones", 0.01, at_once=2), Rate("debtors", 0.01, at_once=3))

    first = [await both.wait_s("a phone", "a debtor") for _ in range(3)]
    second = [await both.wait_s("another phone", "a debtor") for _ in range(2)]

    assert [wait == 0 for wait in (*first, *second)] == [True, True, False, True, False]
    assert await both.wait_s("a third phone") == 0
    assert await RedisAllowance(clients[1], Rate("phones", 0.01, at_once=2)).wait_s("a phone") > 0


async def test_without_redis_nobody_is_held_up() -> None:
    client = open_redis("redis://127.0.0.1:1")

    assert [await slow(client).wait_s(ONE) for _ in range(5)] == [0] * 5
    await client.aclose()
