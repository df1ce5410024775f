"""A PostgreSQL database lent to one test after another, emptied in between: making one takes longer than most tests."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import count

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

SHAPE = text("""
    SELECT md5(string_agg(relname || '.' || attname || ':' || atttypid || attnotnull, ',' ORDER BY relname, attnum))
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace
""")
HANG_UP = text("""
    SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")
EMPTY = text(r"""
    DO $$
    DECLARE name text;
    BEGIN
        SET LOCAL session_replication_role = replica;  -- neither triggers nor foreign keys have a say
        FOR name IN SELECT oid\:\:regclass FROM pg_class
            WHERE relnamespace = 'public'\:\:regnamespace AND relkind = 'r' AND relname <> 'alembic_version'
        LOOP
            EXECUTE 'DELETE FROM ' || name;
        END LOOP;
        PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
            FROM pg_sequences WHERE last_value IS NOT NULL;
    END $$
""")


class LentPostgres:
    """As if each test had a database of its own; one that a test has reshaped is thrown away."""

    def __init__(self, url_of: Callable[[str], str], template: str) -> None:
        self._url_of = url_of
        self._template = template
        self._numbers = count(1)
        self._loop = ThreadPoolExecutor(1)  # of its own: a test's event loop may be running
        self._runner = asyncio.Runner()
        self._server = _engine(url_of("postgres"))
        self._lent: tuple[str, AsyncEngine, str] | None = None

    def take(self) -> str:
        """The address of an empty, migrated database."""
        return self._loop.submit(lambda: self._runner.run(self._take())).result()

    def close(self) -> None:
        self._loop.submit(lambda: self._runner.run(self._close())).result()
        self._loop.submit(self._runner.close).result()
        self._loop.shutdown()

    async def _take(self) -> str:
        if self._lent is not None and not await self._is_empty_again():
            await self._throw_away()
        if self._lent is None:
            name = f"lent_{next(self._numbers)}"
            await _run(self._server, text(f"CREATE DATABASE {name} TEMPLATE {self._template}"))
            engine = _engine(self._url_of(name))
            self._lent = name, engine, await _run(engine, SHAPE)
        return self._url_of(self._lent[0])

    async def _is_empty_again(self) -> bool:
        assert self._lent is not None
        _, engine, shape = self._lent
        with suppress(DBAPIError):
            await _run(engine, HANG_UP)
            if await _run(engine, SHAPE) == shape:
                await _run(engine, EMPTY)
                return True
        return False

    async def _throw_away(self) -> None:
        assert self._lent is not None
        name, engine, _ = self._lent
        self._lent = None
        await engine.dispose()
        await _run(self._server, text(f"DROP DATABASE {name} WITH (FORCE)"))

    async def _close(self) -> None:
        if self._lent is not None:
            await self._lent[1].dispose()
        await self._server.dispose()


def _engine(url: str) -> AsyncEngine:
    return create_async_engine(url, isolation_level="AUTOCOMMIT", pool_size=1)


async def _run(engine: AsyncEngine, statement: object) -> str:
    """The one thing it answers, if anything."""
    async with engine.connect() as connection:
        answer = await connection.execute(statement)  # type: ignore[call-overload]
        return str(answer.scalar()) if answer.returns_rows else ""
