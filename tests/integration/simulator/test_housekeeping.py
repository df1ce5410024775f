"""Section 10: a worker throws away what was kept for a while only, without being asked."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import RefusedRequestRow
from bot.adapters.db.vault import Vault
from tests.builders import a_refused
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.simulator.service import Service, running

PATIENCE_S = 30


async def set_aside(database_url: str, at: datetime) -> None:
    storage = SqlStorage(database_url, Vault([TEST_KEY]), FakeClock())
    await SqlRefused(storage.database).keep([a_refused(at=at)])
    await storage.close()


async def until_thrown_away(service: Service) -> int:
    async with asyncio.timeout(PATIENCE_S):
        while await kept(service) > 1:
            await asyncio.sleep(0.02)
    return await kept(service)


async def kept(service: Service) -> int:
    async with service.assembly.database.reading() as session:
        return len((await session.scalars(select(RefusedRequestRow))).all())


def test_a_worker_that_starts_throws_away_what_is_too_old(database_url: str, redis_url: str, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    for days in (7, 9):
        asyncio.run(set_aside(database_url, now - timedelta(days=days)))

    with running(database_url, redis_url, tmp_path / "home", rejected_kept_days=8) as service:
        assert service.do(until_thrown_away(service)) == 1
