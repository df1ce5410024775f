"""What the service stands on goes away for a while, on machines whose clocks do not agree."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
from redis import Redis

from tests.faults.conftest import seeds_of
from tests.faults.matrix.audit import Audit
from tests.faults.matrix.house import Ground, House, lived_in
from tests.faults.matrix.talks import Talk, all_at_once
from tests.service.people import invented

DEBTORS = invented(5)
AWAY_S = {"database": 60, "nlu": 600, "redis": 60}
SCALED, SCALED_EVERY_DAY = 20, 100
OFF = timedelta(minutes=5)


async def test_what_was_said_while_something_was_away_is_answered_once(
    shared_ground: Ground, dice: Random, request: pytest.FixtureRequest
) -> None:
    """F6, F7: database away 60 s, nlu away 10 min, Redis away and emptied, scaled; clocks five minutes off."""
    scale = SCALED if seeds_of(request.config) else SCALED_EVERY_DAY
    clocks = {"api-2": OFF, "worker-1": -OFF, "worker-2": OFF}
    async with lived_in(House(shared_ground, clocks=clocks), DEBTORS) as house:
        talks = [Talk(house, debtor) for debtor in DEBTORS]
        async with asyncio.TaskGroup() as together:
            together.create_task(all_at_once(talks))
            for what in dice.sample(sorted(AWAY_S), len(AWAY_S)):
                together.create_task(away(house, what, AWAY_S[what] / scale, dice.uniform(0, 6)))
            together.create_task(emptied(shared_ground, dice.uniform(0, 6)))
        audit = Audit(house)
        await audit.settled()

        assert await audit.findings(talks) == []
        assert house.deaths.total() == 0


async def away(house: House, what: str, away_s: float, after_s: float) -> None:
    await asyncio.sleep(after_s)
    house.wires[what].cut()
    await asyncio.sleep(away_s)
    house.wires[what].mend()


async def emptied(ground: Ground, after_s: float) -> None:
    """Redis comes back with nothing in it."""
    await asyncio.sleep(after_s)
    with Redis.from_url(ground.redis_url) as client:
        client.flushall()
