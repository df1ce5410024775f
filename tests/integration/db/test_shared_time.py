"""Machines whose clocks differ write and compare instants of one clock, the database server's (F7)."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from bot.adapters.clock import SystemClock
from bot.adapters.db.engine import Database
from bot.adapters.db.shared_time import compare, on_shared_time
from bot.adapters.db.vault import Vault
from tests.kept_engine import engine_at

WRONG = timedelta(minutes=5)
SMALL = timedelta(minutes=1)  # a busy machine answers late


@pytest.mark.parametrize("wrong_by", [WRONG, -WRONG])
async def test_a_clock_five_minutes_off_goes_as_the_servers(
    postgres_url: str, vault: Vault, wrong_by: timedelta
) -> None:
    """F7."""
    database, right = Database(postgres_url, vault, engine=engine_at(postgres_url)), datetime.now(UTC)
    with time_machine.travel(right + wrong_by, tick=True):
        clock = SystemClock()

        async with on_shared_time(clock, database):
            assert abs(clock.now() - right) < SMALL

        assert abs(clock.machine() - right) > WRONG - SMALL
    await database.close()


async def test_a_clock_is_compared_again_and_set_back(postgres_url: str, vault: Vault) -> None:
    database, clock = Database(postgres_url, vault, engine=engine_at(postgres_url)), SystemClock()
    clock.set_right(WRONG, doubt=timedelta(0))

    await compare(clock, database)

    assert abs(clock.now() - datetime.now(UTC)) < SMALL
    await database.close()


def test_a_difference_that_the_way_explains_changes_nothing() -> None:
    clock = SystemClock()

    clock.set_right(timedelta(seconds=2), doubt=timedelta(seconds=3))

    assert abs(clock.now() - clock.machine()) < timedelta(seconds=1)


def test_the_business_hour_is_set_right_too() -> None:
    clock = SystemClock()
    clock.set_right(WRONG, doubt=timedelta(0))

    assert abs(clock.business_now() - clock.now()) < timedelta(seconds=1)
    assert clock.now() < datetime.now(UTC) - WRONG + SMALL


async def test_a_process_starts_where_the_database_is_away(vault: Vault) -> None:
    database, clock = Database("postgresql+asyncpg://postgres@127.0.0.1:9/none", vault), SystemClock()

    async with on_shared_time(clock, database):
        assert abs(clock.now() - clock.machine()) < SMALL

    await database.close()


async def test_one_machine_has_one_clock(sqlite_url: str, vault: Vault) -> None:
    database, clock = Database(sqlite_url, vault, engine=engine_at(sqlite_url)), SystemClock()
    clock.set_right(WRONG, doubt=timedelta(0))

    async with on_shared_time(clock, database):
        assert clock.machine() - clock.now() > WRONG - SMALL

    await database.close()
