"""Turns of a phone and of a debtor are counted for all workers together (issue 6, 4)."""

from dataclasses import dataclass, replace
from typing import cast

from redis.asyncio import Redis

from bot.adapters.redis_bell import open_redis
from bot.application.ports import Claim
from bot.assembly import Assembly
from bot.config import Settings
from bot.domain.conversation import Channel, Conversation, Verification
from bot.worker import turn_limits
from tests.builders import PHONE, SENDER


@dataclass(frozen=True)
class Worker:
    """What the limits are made of, of one worker."""

    settings: Settings
    redis: Redis


def claim(talk: int, person: int | None = None) -> Claim:
    held = Conversation(talk, Channel.WHATSAPP, PHONE, SENDER)
    return Claim(replace(held, verification=replace(Verification(), person_id=person)), (), 1)


async def test_two_workers_count_together_by_phone_and_by_debtor(redis_url: str) -> None:
    """One turn a minute after the first: no test takes that long."""
    opened = [open_redis(redis_url) for _ in range(2)]
    settings = Settings(_env_file=None, turns_a_minute=1)
    one, other = (turn_limits(cast(Assembly, Worker(settings, redis))) for redis in opened)

    of_phone = [await one(claim(1)), await other(claim(1)), await other(claim(2))]
    of_debtor = [await one(claim(11, person=7)), await other(claim(12, person=7)), await one(claim(13, person=7))]
    for redis in opened:
        await redis.aclose()

    assert of_phone == [True, False, True]
    assert of_debtor == [True, True, False]


async def test_without_redis_and_without_a_limit_nobody_waits() -> None:
    away = open_redis("redis://127.0.0.1:1")
    limited = turn_limits(cast(Assembly, Worker(Settings(_env_file=None, turns_a_minute=1), away)))
    unlimited = turn_limits(cast(Assembly, Worker(Settings(_env_file=None, turns_a_minute=0), away)))

    assert [await limited(claim(1)) for _ in range(2)] == [True, True]
    assert [await unlimited(claim(1)) for _ in range(2)] == [True, True]
    await away.aclose()
