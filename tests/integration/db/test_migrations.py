"""The migrations make the tables the code expects, on both databases, once."""

import asyncio

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from bot.adapters.db.engine import open_engine
from bot.adapters.db.migrate import migrate
from bot.adapters.db.tables import Row


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": Row.metadata})
    return list(compare_metadata(context, Row.metadata))


async def test_the_migrations_and_the_tables_agree(database_url: str) -> None:
    engine = open_engine(database_url)

    async with engine.connect() as connection:
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert found == []


async def test_four_processes_migrating_at_once_leave_one_set_of_tables(empty_database_url: str) -> None:
    await asyncio.gather(*[migrate(empty_database_url) for _ in range(4)])
    engine = open_engine(empty_database_url)

    async with engine.connect() as connection:
        versions = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalars().all()
        found = await connection.run_sync(differences)
    await engine.dispose()

    assert (len(versions), found) == (1, [])


async def test_sqlite_keeps_an_accepted_message_through_a_power_cut(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)

    async with engine.connect() as connection:
        pragmas = ["journal_mode", "synchronous", "foreign_keys"]
        found = [await connection.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas]
    await engine.dispose()

    assert found == ["wal", 2, 1]
