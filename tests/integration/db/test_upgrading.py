"""A database of the release before the agents' console: it is brought forward with its rows, and can be taken back."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from alembic import command
from sqlalchemy import Column, Connection, MetaData, insert, select, text

from bot.adapters.db.engine import WRITES, open_engine
from bot.adapters.db.migrate import config_for, migrate
from tests.integration.db.test_migrations import differences

BEFORE = "0013_owner_log"
THROWN_AWAY = frozenset({"rejected_delivery"})  # cut samples, kept some days: 0028 keeps deliveries whole elsewhere
_OF_TYPE: Mapping[type, object] = {
    int: 1,
    float: 1.0,
    str: "1",
    bytes: b"1",
    bool: True,
    date: date(2026, 11, 20),
    datetime: datetime(2026, 11, 20, 15, tzinfo=UTC),
}

type Rows = dict[str, dict[str, object]]


async def moved(url: str, *steps: str) -> Rows:
    """Take the tables up or down to each of these, and give the row of every table."""
    engine = open_engine(url, pool_size=1, foreign_keys=False)
    try:
        async with engine.execution_options(**WRITES).begin() as connection:
            for step in steps:
                direction = command.downgrade if step.startswith("-") else command.upgrade
                await connection.run_sync(lambda sync, go=direction, to=step: go(config_for(sync), to.lstrip("-")))
            return await connection.run_sync(rows_of_all)
    finally:
        await engine.dispose()


async def filled(url: str) -> Rows:
    """One row in each table, every column with something in it."""
    engine = open_engine(url, pool_size=1, foreign_keys=False)
    try:
        async with engine.execution_options(**WRITES).begin() as connection:
            await connection.run_sync(fill)
            return await connection.run_sync(rows_of_all)
    finally:
        await engine.dispose()


def fill(connection: Connection) -> None:
    for table in tables_in(connection).sorted_tables:
        connection.execute(insert(table).values({column.name: something(column) for column in table.columns}))


def something(column: Column[Any]) -> object:
    return _OF_TYPE[column.type.python_type]


def rows_of_all(connection: Connection) -> Rows:
    found = {}
    for table in tables_in(connection).sorted_tables:
        rows = connection.execute(select(table)).mappings().all()
        found[table.name] = dict(rows[0]) if rows else {}
    return found


def tables_in(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection, only=lambda name, _: name != "alembic_version")
    return metadata


async def test_what_was_there_before_the_console_is_there_afterwards(empty_database_url: str) -> None:
    await moved(empty_database_url, BEFORE)
    before = await filled(empty_database_url)

    await migrate(empty_database_url)

    after = await moved(empty_database_url)
    there = {name: row for name, row in before.items() if name not in THROWN_AWAY}
    kept = {name: {column: after[name][column] for column in row} for name, row in there.items()}
    assert len(there) > 30
    assert kept == there
    assert (after["notice_message"]["notice_id"], after["notice_message"]["outbox_id"]) == (1, 1)


async def test_the_tables_of_the_console_can_be_taken_back_and_made_again(empty_database_url: str) -> None:
    await moved(empty_database_url, BEFORE)
    before = await filled(empty_database_url)

    down = await moved(empty_database_url, "head", f"-{BEFORE}")

    assert down == before | {name: {} for name in THROWN_AWAY}
    await migrate(empty_database_url)
    engine = open_engine(empty_database_url)
    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
        version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
    await engine.dispose()
    assert found == []
    assert version != BEFORE
