"""A delivery told while the SID of its message is being stored counts, whichever of the two ends first (F4, N2)."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.domain.notices.notice import NoticeState
from tests.fakes import FakeClock
from tests.integration.db.debtors import with_a_debtor
from tests.integration.db.test_notices_contract import Told
from tests.kept_engine import engine_at

WAITING = text("""
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
""")
LAST_WRITTEN = text("LOCK TABLE desk_event IN EXCLUSIVE MODE")  # by the one who stores a SID, after all else


@pytest.fixture
async def postgres(postgres_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    opened = SqlStorage(postgres_url, vault, clock, engine=engine_at(postgres_url))
    yield opened
    await opened.close()


async def wait_at_a_lock(storage: SqlStorage, number: int, *going: asyncio.Task[None]) -> None:
    """Until so many do, or one of those going has ended without."""
    async with asyncio.timeout(30):
        while not any(task.done() for task in going):
            async with storage.database.reading() as session:
                if await session.scalar(WAITING) == number:
                    return
            await asyncio.sleep(0.01)


async def test_a_delivery_told_while_its_sid_is_being_stored_moves_the_notice(postgres: SqlStorage) -> None:
    told = Told(postgres, await with_a_debtor(postgres))
    assert await told.issue()

    async with postgres.database.writing() as holding:
        await holding.execute(LAST_WRITTEN)
        storing = asyncio.create_task(told.hand_over("MK1"))
        await wait_at_a_lock(postgres, 1, storing)
        assert not storing.done()
        telling = asyncio.create_task(told.callback("MK1", "delivered"))
        await wait_at_a_lock(postgres, 2, telling)
    await asyncio.gather(storing, telling)

    assert (await told.notice()).state is NoticeState.DELIVERED
