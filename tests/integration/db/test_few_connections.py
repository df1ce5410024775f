"""The driver's own connections: few, plans made once, and none used that broke (issue 6, 7; F6)."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.db.away import is_away
from bot.adapters.db.engine import Database
from bot.adapters.db.few_connections import MOST, FewConnections
from bot.adapters.db.vault import Vault
from tests.conftest import TEST_KEY
from tests.integration.db.hanging_up import hang_up

WHO = "SELECT pg_backend_pid()"


async def _opened(url: str, *, trusted_for_s: float) -> AsyncIterator[FewConnections]:
    """The engine's own pool is never used."""
    engine = create_async_engine(url, pool_timeout=0.05)
    few = FewConnections(url, engine.sync_engine, trusted_for_s=trusted_for_s)
    yield few
    await few.close()
    await engine.dispose()


@pytest.fixture
async def few(postgres_url: str) -> AsyncIterator[FewConnections]:
    async for opened in _opened(postgres_url, trusted_for_s=60):
        yield opened


@pytest.fixture
async def few_distrusted(postgres_url: str) -> AsyncIterator[FewConnections]:
    async for opened in _opened(postgres_url, trusted_for_s=0):
        yield opened


async def _who(few: FewConnections) -> int:
    async with few.lent() as connection:
        return int(await connection.fetchval(WHO))


async def _hang_up(few: FewConnections, process: int) -> None:
    """One of ours ends another, and the other hears of it."""
    async with few.lent() as gone, few.lent() as other:
        assert await gone.fetchval(WHO) == process
        await other.execute(f"SELECT pg_terminate_backend({process}, 30000)")
        async with asyncio.timeout(30):
            while not gone.is_closed():
                await asyncio.sleep(0)


async def test_the_one_used_last_is_used_next(few: FewConnections) -> None:
    assert len({await _who(few) for _ in range(5)}) == 1


async def test_a_statement_is_planned_once_for_all_values(few: FewConnections) -> None:
    async with few.lent() as connection:
        asked = await connection.prepare("SELECT count(*) FROM inbox WHERE id = $1")
        for one in range(4):
            await asked.fetchval(one)
        made = "SELECT custom_plans, generic_plans FROM pg_prepared_statements WHERE statement LIKE '%id = $1'"
        plans = await connection.fetchrow(made)

    assert tuple(plans) == (0, 4)


async def test_the_last_is_lent_and_past_it_whoever_asks_is_told_the_storage_is_away(few: FewConnections) -> None:
    """And is served once one is free."""
    lent = [few.lent() for _ in range(MOST)]
    for one in lent:
        await one.__aenter__()

    with pytest.raises(TimeoutError) as told:
        await _who(few)

    assert is_away(told.value)
    for one in lent:
        await one.__aexit__(None, None, None)
    assert await _who(few)


async def test_one_known_to_be_gone_is_not_used(few: FewConnections) -> None:
    before = await _who(few)
    await _hang_up(few, before)

    assert await _who(few) != before


async def test_one_that_breaks_in_use_takes_the_idle_with_it(few: FewConnections) -> None:
    async with few.lent() as first, few.lent() as second:
        before = {await one.fetchval(WHO) for one in (first, second)}

    with pytest.raises(asyncpg.PostgresError) as broken:
        async with few.lent() as connection:
            await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    assert is_away(broken.value)
    async with few.lent() as first, few.lent() as second:
        assert not before & {await one.fetchval(WHO) for one in (first, second)}


async def test_one_that_was_idle_for_a_while_is_asked_first(few_distrusted: FewConnections, postgres_url: str) -> None:
    before = await _who(few_distrusted)
    assert await _who(few_distrusted) == before

    hang_up(postgres_url)

    assert await _who(few_distrusted) != before


async def test_what_the_server_refuses_costs_no_connection(few: FewConnections) -> None:
    before = await _who(few)
    with pytest.raises(asyncpg.PostgresSyntaxError):
        async with few.lent() as connection:
            await connection.execute("SELEC")

    assert await _who(few) == before


async def test_one_given_up_in_the_middle_is_not_used_again(few: FewConnections) -> None:
    """What its statement still answers would be taken for the next one's."""
    before = await _who(few)

    async def wait() -> None:
        async with few.lent() as connection:
            await connection.execute("SELECT pg_sleep(60)")

    waiting = asyncio.create_task(wait())
    while few._idle:
        await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting

    assert await _who(few) != before


async def test_what_an_address_says_to_sqlalchemy_is_kept_from_the_driver(postgres_url: str) -> None:
    address = make_url(postgres_url).update_query_dict({"prepared_statement_cache_size": "50"})
    database = Database(address.render_as_string(hide_password=False), Vault.from_text(TEST_KEY))
    async with database.driver() as connection:
        assert await connection.fetchval("SELECT 1") == 1
    await database.close()
