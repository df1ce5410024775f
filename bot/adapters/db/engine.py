"""Opens the database: SQLite in WAL mode or PostgreSQL, with one way to read and one to write."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, PoolProxiedConnection, PoolResetState, event, make_url
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.util import await_only, greenlet_spawn

from bot.adapters.db.few_connections import FewConnections
from bot.adapters.db.one_trip import connect
from bot.adapters.db.still_there import look_before_use
from bot.adapters.db.tables import Row
from bot.adapters.db.vault import Vault
from bot.adapters.db.within_reach import Within
from bot.application.agents.reach import reach

BUSY_TIMEOUT_MS = 10_000
WAL_ASKED_AGAIN_S = 0.02
CONNECTION_WITHIN_S = 8.0  # a door answers within 12 s, and nobody looks at a blank page for longer
WRITES = {"concilia_writes": True}
PREPARED = 1_000  # statements a connection keeps ready, of the some hundred there are
ON_POSTGRES = {"pool_use_lifo": True, "connect_args": {"prepared_statement_cache_size": PREPARED}}

type Insert = SqliteInsert | PostgresInsert


class Database:
    """An engine and the vault; `writing` begins a transaction that cannot fail half-way for a lock."""

    def __init__(self, url: str, vault: Vault, *, pool_size: int = 10, engine: AsyncEngine | None = None) -> None:
        self.url = url
        self.vault = vault
        self.engine = engine or open_engine(url, pool_size=pool_size)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        self._writer = self.engine.execution_options(**WRITES)
        # PostgreSQL shows each statement what is committed, in a transaction or not: a read needs no BEGIN and ROLLBACK
        self._reader = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._few = FewConnections(url, self.engine.sync_engine)
        self._of_sqlite: PoolProxiedConnection | None = None  # kept between two statements, which halves their cost
        self._turnstile = asyncio.Lock()  # writers of one process queue here instead of polling SQLite's lock

    @property
    def is_quick(self) -> bool:
        """Whether the driver's own statements may stand for the session's, which also keep to one's reach."""
        return not self.is_sqlite and not reach().creditors

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Each statement sees what is committed by then; on SQLite all of a block see the same."""
        async with AsyncSession(
            self._reader, sync_session_class=Within, expire_on_commit=False, autoflush=False
        ) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """One transaction: kept when the block ends, undone when it raises."""
        async with AsyncExitStack() as stack:
            if self.is_sqlite:
                await stack.enter_async_context(self._turnstile)
            session = AsyncSession(self._writer, sync_session_class=Within, expire_on_commit=False)
            await stack.enter_async_context(session)
            async with session.begin():
                yield session

    @asynccontextmanager
    async def driver(self) -> AsyncIterator[Any]:
        """The driver's own connection, where a session would be most of what is done; SQLite's is one, and is kept."""
        if not self.is_sqlite:
            async with self._few.lent() as connection:
                yield connection
            return
        async with self._turnstile:
            if self._of_sqlite is None:
                self._of_sqlite = await self.engine.raw_connection()
            yield self._of_sqlite.driver_connection

    def insert(self, table: type[Row]) -> Insert:
        """An INSERT that can say what to do on conflict."""
        return sqlite_insert(table) if self.is_sqlite else postgres_insert(table)

    async def close(self) -> None:
        await self._few.close()
        if self._of_sqlite is not None:
            await greenlet_spawn(self._of_sqlite.close)
            self._of_sqlite = None
        await self.engine.dispose()


def open_engine(
    url: str, *, pool_size: int = 10, foreign_keys: bool = True, wait_s: float = CONNECTION_WITHIN_S
) -> AsyncEngine:
    """Twice as many connections as are kept, while there is a crowd; whoever finds none in time is told so."""
    address, pool = make_url(url), {"pool_size": pool_size, "max_overflow": pool_size, "pool_timeout": wait_s}
    if address.get_backend_name() != "sqlite":
        engine = create_async_engine(address, hide_parameters=True, **pool, **ON_POSTGRES)
        look_before_use(engine)
        return engine
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    trips, reset = {"async_creator_fn": connect}, {"pool_reset_on_return": None}  # below, where there is need of it
    engine = create_async_engine(address, hide_parameters=True, connect_args=trips, **pool, **reset)
    _tame_sqlite(engine, foreign_keys)
    return engine


def _tame_sqlite(engine: AsyncEngine, foreign_keys: bool) -> None:
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        _turn_to_wal(cursor)
        cursor.execute("PRAGMA synchronous = FULL")  # an accepted message survives a power cut
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        # A reader that turns writer half-way fails at once when somebody else wrote: writers ask first.
        writes = connection.get_execution_options().get("concilia_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    def on_reset(connection: Any, _record: object, state: PoolResetState) -> None:
        # A trip to the connection's thread, which most who give one back have spared it by ending what they began.
        if not state.terminate_only and connection.driver_connection.in_transaction:
            connection.rollback()

    event.listen(engine.sync_engine, "connect", on_connect)
    event.listen(engine.sync_engine, "reset", on_reset)
    event.listen(engine.sync_engine, "begin", on_begin)


def _turn_to_wal(cursor: Any) -> None:
    """Asked again while somebody else does it or writes: for that lock alone SQLite's own timeout does not hold."""
    until = monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            await_only(asyncio.sleep(WAL_ASKED_AGAIN_S))
