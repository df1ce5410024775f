"""A worker told to stop in the middle of a batch: what it had taken is another's at once, and nobody is told twice."""

import asyncio
import signal
from collections import Counter
from pathlib import Path

import pytest

from bot.supervisor.embedded import free_port
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.faults.batch import LOOK_EVERY_S, WORKERS, Audit, Processes, settings_of
from tests.faults.planned import plan_for
from tests.twilio_server.server import TwilioServer

PEOPLE = 6
WITHIN_S = 120.0
HELD = "SELECT count(*) FROM notice_attempt WHERE state = 'planned' AND lease_until IS NOT NULL"


@pytest.fixture
async def planned(postgres_url: str) -> None:
    await plan_for(PEOPLE, postgres_url, FakeClock())


async def test_a_worker_told_to_stop_hands_on_what_it_had_taken(
    planned: None, postgres_url: str, redis_url: str, tmp_path: Path
) -> None:
    """N6: at one notice a second, the second of six is still to be made when the first was."""
    server = TwilioServer()
    await server.start()
    audit = Audit(postgres_url, PEOPLE)
    slow = {"CONCILIA_WHATSAPP_PER_SECOND": "1", "CONCILIA_PORT": str(free_port())}
    settings = settings_of(postgres_url, redis_url, server.url, tmp_path, TEST_KEY) | slow
    processes = Processes(settings, tmp_path / "output.txt")
    try:
        async with asyncio.timeout(WITHIN_S):
            processes.start(WORKERS[0])
            while not server.ledger.messages:
                processes.assert_running()
                await asyncio.sleep(LOOK_EVERY_S / 10)
            processes.tell(WORKERS[0], signal.SIGTERM)
            [[held]] = await audit.rows(HELD)
            left = (await audit.look())["planned"]

            processes.start(WORKERS[1])
            while not await audit.is_settled():
                await asyncio.sleep(LOOK_EVERY_S)
    finally:
        processes.kill_all()
        await server.close()
        await audit.close()

    assert held == 0
    assert left > 0
    got = Counter(taken.form["To"] for taken in server.ledger.messages)
    assert (len(got), max(got.values())) == (PEOPLE, 1)
