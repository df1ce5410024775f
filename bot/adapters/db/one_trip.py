"""SQLite with one trip to a connection's thread per statement; aiosqlite makes four: cursor, execute, fetch, close."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite

_CHUNK = 64  # what aiosqlite would read at once when iterated, which nobody does here


class OneTripCursor:
    """What SQLAlchemy asks of a cursor; the rows are all there once the statement was executed."""

    def __init__(self, connection: "OneTripConnection") -> None:
        self._connection = connection
        self._rows: Iterator[Any] = iter(())
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> None:
        await self._connection.run(self._take_from, sqlite3.Cursor.execute, statement, parameters)

    async def executemany(self, statement: str, parameters: Sequence[Sequence[Any]]) -> None:
        await self._connection.run(self._take_from, sqlite3.Cursor.executemany, statement, parameters)

    async def fetchall(self) -> list[Any]:
        return list(self._rows)

    async def close(self) -> None:
        self._rows = iter(())

    def _take_from(self, execute: Any, statement: str, parameters: Sequence[Any], connection: Any) -> None:
        """In the connection's thread."""
        cursor = connection.cursor()
        try:
            execute(cursor, statement, parameters)
            self._rows = iter(cursor.fetchall())
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()


class OneTripConnection(aiosqlite.Connection):
    def cursor(self) -> OneTripCursor:  # type: ignore[override]
        return OneTripCursor(self)

    async def run(self, work: Any, *arguments: Any) -> Any:
        return await self._execute(work, *arguments, self._conn)  # type: ignore[no-untyped-call]


def connect(database: str, **options: Any) -> OneTripConnection:
    """In the place of `aiosqlite.connect`; its thread ends with the process, as SQLAlchemy wants it."""
    connection = OneTripConnection(partial(sqlite3.connect, database, **options), _CHUNK)
    connection._thread.daemon = True
    return connection
