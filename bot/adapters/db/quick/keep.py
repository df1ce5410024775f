"""Keeps a message of a conversation that is known in one trip: an acknowledgement is little else.

The session's way takes five trips and seven times the core time; it opens conversations, and says what is wrong.
"""

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Dialect, Table

from bot.adapters.db.engine import Database
from bot.adapters.db.one_trip import OneTripConnection
from bot.adapters.db.tables import InboxRow

IN_POSTGRES = """
    WITH talk AS (
        SELECT id FROM conversation WHERE contact_hash = $1 AND channel = $2 AND sender = $3 AND simulated = $4
    ), kept AS (
        INSERT INTO inbox (source, external_id, conversation_id, sealed, received_at)
        SELECT $5, $6, talk.id, $7, $8 FROM talk
        ON CONFLICT DO NOTHING RETURNING id
    )
    SELECT talk.id, kept.id IS NOT NULL FROM talk LEFT JOIN kept ON TRUE
"""
FIND_IN_SQLITE = "SELECT id FROM conversation WHERE contact_hash = ? AND channel = ? AND sender = ? AND simulated = ?"
KEEP_IN_SQLITE = """
    INSERT INTO inbox (source, external_id, conversation_id, sealed, received_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING id
"""
SAID_THE_ORDINARY_WAY = (sqlite3.Error, OverflowError, asyncpg.DataError)


@dataclass(frozen=True)
class Arrival:
    """A message without files, and whose it is."""

    contact_hash: bytes
    channel: str
    sender: str
    simulated: bool
    source: str
    external_id: str
    sealed: bytes
    received_at: datetime


@dataclass(frozen=True)
class Kept:
    """Where it lies; not new when it lay there before."""

    conversation_id: int
    is_new: bool


async def keep_quickly(database: Database, arrival: Arrival) -> Kept | None:
    """None: nothing was kept, as the conversation is not open yet or the database would not; the session's way says."""
    try:
        async with database.driver() as driver:
            return await (_in_sqlite if database.is_sqlite else _in_postgres)(database, driver, arrival)
    except SAID_THE_ORDINARY_WAY:
        return None


async def _in_postgres(database: Database, driver: Any, arrival: Arrival) -> Kept | None:
    """One statement is a transaction of its own."""
    whose = (arrival.contact_hash, arrival.channel, arrival.sender, arrival.simulated)
    what = (arrival.source, arrival.external_id, arrival.sealed, arrival.received_at)
    found = await driver.fetchrow(IN_POSTGRES, *whose, *what)
    return Kept(*found) if found is not None else None


async def _in_sqlite(database: Database, driver: OneTripConnection, arrival: Arrival) -> Kept | None:
    at = _as_kept(database.engine.dialect, arrival.received_at)
    return cast("Kept | None", await driver.run(_write, arrival, at))


def _write(arrival: Arrival, at: Any, connection: sqlite3.Connection) -> Kept | None:
    """In the connection's thread."""
    whose = (arrival.contact_hash, arrival.channel, arrival.sender, arrival.simulated)
    connection.execute("BEGIN IMMEDIATE")
    try:
        talk = connection.execute(FIND_IN_SQLITE, whose).fetchone()
        if talk is None:
            connection.rollback()
            return None
        what = (arrival.source, arrival.external_id, talk[0], arrival.sealed, at)
        is_new = bool(connection.execute(KEEP_IN_SQLITE, what).fetchall())
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return Kept(talk[0], is_new)


def _as_kept(dialect: Dialect, at: datetime) -> Any:
    """As the column's type writes an instant."""
    table = cast(Table, InboxRow.__table__)  # type: ignore[attr-defined]
    process = table.c.received_at.type.dialect_impl(dialect).bind_processor(dialect)
    return process(at) if process is not None else at
