"""Keeps messages of conversations that are known in one trip, however many: an acknowledgement is little else.

The session's way takes five trips and seven times the core time; it opens conversations, and says what is wrong.
"""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Dialect, Table

from bot.adapters.db.engine import Database
from bot.adapters.db.one_trip import OneTripConnection
from bot.adapters.db.tables import InboxRow

ONE_IN_POSTGRES = """
    WITH talk AS (
        SELECT id FROM conversation WHERE contact_hash = $1 AND channel = $2 AND sender = $3 AND simulated = $4
    ), kept AS (
        INSERT INTO inbox (source, external_id, conversation_id, sealed, received_at)
        SELECT $5, $6, talk.id, $7, $8 FROM talk
        ON CONFLICT DO NOTHING RETURNING id
    )
    SELECT talk.id, kept.id IS NOT NULL FROM talk LEFT JOIN kept ON TRUE
"""
# In the order they came, which is the order a conversation's messages are read in. Of the same message twice the
# first is new.
MANY_IN_POSTGRES = """
    WITH arrived AS (
        SELECT * FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bool[],
                             $5::text[], $6::text[], $7::bytea[], $8::timestamptz[]) WITH ORDINALITY
        AS arrived (contact_hash, channel, sender, simulated, source, external_id, sealed, received_at, place)
    ), talk AS (
        SELECT arrived.*, conversation.id FROM arrived
        JOIN conversation USING (contact_hash, channel, sender, simulated)
    ), kept AS (
        INSERT INTO inbox (source, external_id, conversation_id, sealed, received_at)
        SELECT source, external_id, id, sealed, received_at FROM talk ORDER BY place
        ON CONFLICT DO NOTHING RETURNING source, external_id
    )
    SELECT talk.place, talk.id, kept.external_id IS NOT NULL
        AND talk.place = min(talk.place) OVER (PARTITION BY source, external_id)
    FROM talk LEFT JOIN kept USING (source, external_id)
"""
FIND_IN_SQLITE = "SELECT id FROM conversation WHERE contact_hash = ? AND channel = ? AND sender = ? AND simulated = ?"
KEEP_IN_SQLITE = """
    INSERT INTO inbox (source, external_id, conversation_id, sealed, received_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING id
"""
MISFIT = (asyncpg.PostgresError, asyncpg.DataError)
REFUSED = (sqlite3.Error, OverflowError, asyncpg.DataError)


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

    def whose(self) -> tuple[Any, ...]:
        return self.contact_hash, self.channel, self.sender, self.simulated


@dataclass(frozen=True)
class Kept:
    """Where it lies; not new when it lay there before."""

    conversation_id: int
    is_new: bool


type Told = list[Kept | None]


async def keep_quickly(database: Database, arrivals: Sequence[Arrival]) -> Told:
    """None: not kept, as the conversation is not open yet or the database would not; the session's way says."""
    keep = _in_sqlite if database.is_sqlite else _in_postgres
    try:
        async with database.driver() as driver:
            return await keep(database, driver, arrivals)
    except REFUSED:
        return [None] * len(arrivals)


async def _in_postgres(_database: Database, driver: Any, arrivals: Sequence[Arrival]) -> Told:
    """One statement is a transaction of its own; one that is refused for one message is made again for each."""
    try:
        return await (_many if len(arrivals) > 1 else _one)(driver, arrivals)
    except MISFIT:
        if len(arrivals) == 1:
            raise
    return [await _alone(driver, arrival) for arrival in arrivals]


async def _one(driver: Any, arrivals: Sequence[Arrival]) -> Told:
    [arrival] = arrivals
    what = (arrival.source, arrival.external_id, arrival.sealed, arrival.received_at)
    found = await driver.fetchrow(ONE_IN_POSTGRES, *arrival.whose(), *what)
    return [Kept(*found) if found is not None else None]


async def _alone(driver: Any, arrival: Arrival) -> Kept | None:
    try:
        return (await _one(driver, [arrival]))[0]
    except MISFIT:
        return None


async def _many(driver: Any, arrivals: Sequence[Arrival]) -> Told:
    rows = [(*one.whose(), one.source, one.external_id, one.sealed, one.received_at) for one in arrivals]
    columns = [list(column) for column in zip(*rows, strict=True)]
    told: Told = [None] * len(arrivals)
    for place, conversation_id, is_new in await driver.fetch(MANY_IN_POSTGRES, *columns):
        told[place - 1] = Kept(conversation_id, is_new)
    return told


async def _in_sqlite(database: Database, driver: OneTripConnection, arrivals: Sequence[Arrival]) -> Told:
    received = [_as_kept(database.engine.dialect, arrival.received_at) for arrival in arrivals]
    return cast(Told, await driver.run(_write, arrivals, received))


def _write(arrivals: Sequence[Arrival], received: Sequence[Any], connection: sqlite3.Connection) -> Told:
    """In the connection's thread; each is told of only once all of them are safe."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        told = [_write_one(arrival, at, connection) for arrival, at in zip(arrivals, received, strict=True)]
        connection.commit()
    except BaseException:
        connection.rollback()
        raise
    return told


def _write_one(arrival: Arrival, at: Any, connection: sqlite3.Connection) -> Kept | None:
    """One that is refused takes no other with it, unless the whole transaction is gone."""
    try:
        talk = connection.execute(FIND_IN_SQLITE, arrival.whose()).fetchone()
        if talk is None:
            return None
        what = (arrival.source, arrival.external_id, talk[0], arrival.sealed, at)
        return Kept(talk[0], bool(connection.execute(KEEP_IN_SQLITE, what).fetchall()))
    except REFUSED:
        if not connection.in_transaction:
            raise
        return None


def _as_kept(dialect: Dialect, at: datetime) -> Any:
    """As the column's type writes an instant."""
    table = cast(Table, InboxRow.__table__)  # type: ignore[attr-defined]
    process = table.c.received_at.type.dialect_impl(dialect).bind_processor(dialect)
    return process(at) if process is not None else at
