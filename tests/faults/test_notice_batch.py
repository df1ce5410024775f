"""A batch of notices through processes killed at random points: nobody is lost and nobody is told twice (N6).

A sample of it by default; `make faults` sends a thousand and kills twenty times.
"""

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from bot.supervisor.embedded import free_port
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.faults.batch import DEADLINE_S, LOOK_EVERY_S, WORKERS, Audit, Chaos, Processes, settings_of
from tests.faults.planned import plan_for
from tests.twilio_server.server import TwilioServer

PEOPLE = int(os.environ.get("CONCILIA_FAULTS_PEOPLE", "24"))  # noqa: TID251
KILLS = int(os.environ.get("CONCILIA_FAULTS_KILLS", "2"))  # noqa: TID251
SEED = int(os.environ.get("CONCILIA_FAULTS_SEED", "593"))  # noqa: TID251


@pytest.fixture
async def planned(postgres_url: str) -> None:
    await plan_for(PEOPLE, postgres_url, FakeClock())


async def test_a_batch_killed_at_random_points_adds_up_and_tells_nobody_twice(
    planned: None, postgres_url: str, redis_url: str, tmp_path: Path
) -> None:
    server, dice = TwilioServer(), random.Random(SEED)
    await server.start()
    chaos, audit = Chaos(server, dice), Audit(postgres_url, PEOPLE)
    chaos.spoil(PEOPLE)
    settings = settings_of(postgres_url, redis_url, server.url, tmp_path, TEST_KEY)
    processes = Processes(settings | {"CONCILIA_PORT": str(free_port())}, tmp_path / "output.txt")
    points = sorted(dice.randrange(PEOPLE) for _ in range(KILLS))
    try:
        processes.start("api")
        await processes.until_at_home()
        for name in WORKERS:
            processes.start(name)
        async with asyncio.timeout(DEADLINE_S + 3 * PEOPLE):
            while points or not await audit.is_settled():
                await asyncio.sleep(LOOK_EVERY_S)
                chaos.look()
                processes.assert_running()
                if points and len(server.ledger.messages) >= points[0]:
                    points.pop(0)
                    await _kill_somebody(processes, audit, dice)
        await chaos.rest()
        await processes.until_at_home()
        await chaos.tell_late()
        counts = await audit.look()
    finally:
        processes.kill_all()
        await server.close()
        await audit.close()

    got = Counter(taken.form["To"] for taken in server.ledger.messages)
    print(f"{PEOPLE} people, {KILLS} kills, {chaos.told} callbacks, {audit.looks} looks: {dict(counts)}")  # noqa: T201
    assert (len(got), max(got.values())) == (PEOPLE, 1)
    assert sum(counts.values()) == PEOPLE
    assert not counts["planned"]
    assert chaos.told >= PEOPLE


async def _kill_somebody(processes: Processes, audit: Audit, dice: random.Random) -> None:
    """One of them, or all at once; what is left of the batch still adds up before they are back."""
    await asyncio.sleep(dice.uniform(0, 0.5))
    victims = dice.choice((["api"], [WORKERS[0]], [WORKERS[1]], list(WORKERS), ["api", *WORKERS]))
    for name in victims:
        processes.kill(name)
    await audit.look()
    for name in victims:
        processes.start(name)
