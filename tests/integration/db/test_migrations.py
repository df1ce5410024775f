"""The migrations make the tables the code expects, on both databases, once."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

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


async def test_a_new_file_another_process_writes_to_is_waited_for(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "new.db", isolation_level=None)) as other:
        other.execute("CREATE TABLE theirs (id)")
        other.execute("BEGIN IMMEDIATE")  # to this, and only for a file not yet turned to WAL, SQLite gives no patience
        opening = asyncio.create_task(_journal_of(f"sqlite+aiosqlite:///{tmp_path / 'new.db'}"))
        refused, _ = await asyncio.wait([opening], timeout=0.2)
        other.execute("COMMIT")

        assert (refused, await opening) == (set(), "wal")


async def _journal_of(url: str) -> str:
    engine = open_engine(url)
    try:
        async with engine.connect() as connection:
            return str(await connection.scalar(text("PRAGMA journal_mode")))
    finally:
        await engine.dispose()


async def test_sqlite_keeps_an_accepted_message_through_a_power_cut(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)

    async with engine.connect() as connection:
        pragmas = ["journal_mode", "synchronous", "foreign_keys"]
        found = [await connection.scalar(text(f"PRAGMA {pragma}")) for pragma in pragmas]
    await engine.dispose()

    assert found == ["wal", 2, 1]
