"""A connection is asked whether it is still there after a while only, and a broken one is never noticed twice (F6)."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.adapters.db.away import is_away
from bot.adapters.db.engine import Database, open_engine
from bot.adapters.db.still_there import look_before_use
from bot.adapters.db.vault import Vault
from tests.integration.db.hanging_up import hang_up

WHO = text("SELECT pg_backend_pid()")


@pytest.fixture
async def engine(postgres_url: str) -> AsyncIterator[AsyncEngine]:
    opened = open_engine(postgres_url, pool_size=3)
    yield opened
    await opened.dispose()


async def _ask(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        return int((await connection.execute(WHO)).scalar_one())


async def _ask_together(engine: AsyncEngine) -> set[int]:
    async with engine.connect() as first, engine.connect() as second:
        return {int((await one.execute(WHO)).scalar_one()) for one in (first, second)}


async def _until_heard(engine: AsyncEngine) -> None:
    async with asyncio.timeout(30):
        async with engine.connect() as connection:
            driver = (await connection.get_raw_connection()).driver_connection
            while driver is not None and not driver.is_closed():
                await asyncio.sleep(0)


async def test_a_connection_known_to_be_gone_is_not_used(engine: AsyncEngine, postgres_url: str) -> None:
    before = await _ask(engine)
    hang_up(postgres_url)
    await _until_heard(engine)

    assert await _ask(engine) != before


async def test_one_that_breaks_in_use_takes_the_others_with_it(engine: AsyncEngine, postgres_url: str) -> None:
    """Whoever asked is told the database was away, and tries again; the next one meets no broken connection."""
    before = await _ask_together(engine)
    hang_up(postgres_url)

    with pytest.raises((DBAPIError, OSError)) as broken:
        await _ask(engine)

    assert is_away(broken.value)
    assert not before & await _ask_together(engine)


async def test_one_that_was_idle_for_a_while_is_asked_first(engine: AsyncEngine, postgres_url: str) -> None:
    look_before_use(engine, trusted_for_s=0)
    before = await _ask_together(engine)
    hang_up(postgres_url)

    assert not before & await _ask_together(engine)


async def test_a_read_is_no_transaction(postgres_url: str, vault: Vault) -> None:
    """BEGIN and ROLLBACK would be two more trips; what is committed in between is seen."""
    database = Database(postgres_url, vault)
    began = text("SELECT transaction_timestamp()")
    async with database.reading() as session:
        alone = {await session.scalar(began) for _ in range(2)}
    async with database.writing() as session:
        together = {await session.scalar(began) for _ in range(2)}
    await database.close()

    assert (len(alone), len(together)) == (2, 1)
