"""SQLite's connection as SQLAlchemy uses it: a statement is done and read in one trip to its thread."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.db.one_trip import OneTripConnection, connect


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[OneTripConnection]:
    opened = await connect(str(tmp_path / "one.db"), isolation_level=None)
    await opened.cursor().execute("CREATE TABLE word (id INTEGER PRIMARY KEY, text TEXT UNIQUE)")
    yield opened
    await opened.close()


async def test_the_rows_are_there_once_a_statement_was_executed(connection: OneTripConnection) -> None:
    """Nothing more is asked of the thread: it has ended when they are read."""
    cursor = connection.cursor()
    await cursor.execute("INSERT INTO word (text) VALUES (?), (?) RETURNING id, text", ("sim", "não"))
    await connection.close()

    assert await cursor.fetchall() == [(1, "sim"), (2, "não")]
    assert [column[0] for column in cursor.description] == ["id", "text"]
    assert await cursor.fetchall() == []


async def test_what_a_statement_changed_is_told(connection: OneTripConnection) -> None:
    cursor = connection.cursor()

    await cursor.execute("INSERT INTO word (text) VALUES (?)", ("sim",))
    assert (cursor.rowcount, cursor.lastrowid, cursor.description) == (1, 1, None)
    await cursor.executemany("INSERT INTO word (text) VALUES (?)", [("não",), ("talvez",)])
    assert cursor.rowcount == 2


async def test_a_statement_that_fails_leaves_the_connection_as_it_was(connection: OneTripConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("INSERT INTO word (text) VALUES ('sim')")

    with pytest.raises(sqlite3.IntegrityError):
        await cursor.execute("INSERT INTO word (text) VALUES ('sim')")

    await cursor.execute("SELECT count(*) FROM word")
    assert await cursor.fetchall() == [(1,)]


async def test_a_closed_cursor_holds_nothing(connection: OneTripConnection) -> None:
    cursor = connection.cursor()
    await cursor.execute("SELECT 1")

    await cursor.close()

    assert await cursor.fetchall() == []
