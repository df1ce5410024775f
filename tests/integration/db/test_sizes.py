"""Statements planned once keep up with tables that grow (section 9, a turn among a million debtors)."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg  # type: ignore[import-untyped]
import pytest

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.notices import OF_PERSON
from bot.adapters.db.sizes import FEW, tell_sizes
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.vault import Vault
from bot.domain.documents import cpf_from
from tests.builders import a_row
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from tests.integration.db.debtors import take_in

NUMBERS = "INSERT INTO number_sequence SELECT 'test', DATE '2026-01-01' + n, n FROM generate_series(1, $1::int) AS n"
PLAN = "SET plan_cache_mode = force_generic_plan; PREPARE found (int) AS "


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database(postgres_url, Vault([TEST_KEY]))
    async with opened.driver() as driver:
        # Empty, whoever had it before, and known as such.
        await driver.execute("VACUUM (ANALYZE) person, notice, number_sequence")
    yield opened
    await opened.close()


async def _numbers(database: Database, rows: int) -> None:
    async with database.driver() as driver:
        await driver.execute(NUMBERS, rows)
        await driver.execute("SELECT pg_stat_force_next_flush()")


@pytest.mark.parametrize(("rows", "told"), [(2 * FEW, []), (2 * FEW + 1, ["public.number_sequence"])])
async def test_a_table_more_than_twice_as_large_as_known_is_looked_at(
    postgres: Database, rows: int, told: list[str]
) -> None:
    await _numbers(postgres, rows)

    assert await tell_sizes(postgres) == told
    assert await tell_sizes(postgres) == []


async def test_what_was_planned_for_an_empty_database_is_planned_anew(postgres: Database, clock: FakeClock) -> None:
    storage = SqlStorage(str(postgres.engine.url), postgres.vault, clock)
    async with postgres.driver() as driver:
        await driver.execute(PLAN + OF_PERSON)
        assert "Seq Scan on person" in await _plan(driver)
        people = [a_row(document=cpf_from(f"{n:09d}"), registration=str(n)) for n in range(3 * FEW)]
        await take_in(storage, *people)
        await storage.close()  # which tells what was written; left alone, a connection does after ten seconds
        async with asyncio.timeout(60):
            while "public.person" not in await tell_sizes(postgres):
                await asyncio.sleep(0.1)

        plan = await _plan(driver)

    assert "Seq Scan on person" not in plan
    assert "uq_person_document_hash" in plan


async def test_sqlite_is_told_nothing(sqlite_url: str) -> None:
    database = Database(sqlite_url, Vault([TEST_KEY]))

    assert await tell_sizes(database) == ()

    await database.close()


async def _plan(driver: asyncpg.Connection) -> str:
    return "\n".join(row[0] for row in await driver.fetch("EXPLAIN EXECUTE found (1)"))
