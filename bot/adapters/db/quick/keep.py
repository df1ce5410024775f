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
# CROSS JOIN: they are gone through in the order they came. A statement alone is a transaction, and each one more has to
# be waited for by its thread, while another has the interpreter.
IN_SQLITE = """
    INSERT INTO inbox (source, external_id, conversation_id, sealed, received_at)
    SELECT column5, column6, conversation.id, column7, column8 FROM (VALUES {rows}) AS arrived CROSS JOIN conversation
    WHERE contact_hash = column1 AND channel = column2 AND sender = column3 AND simulated = column4
    ON CONFLICT DO NOTHING RETURNING source, external_id, conversation_id
"""
ROW = "(?, ?, ?, ?, ?, ?, ?, ?)"
LIES_THERE_IN_SQLITE = "SELECT conversation_id FROM inbox WHERE source = ? AND external_id = ?"
SOURCE, EXTERNAL_ID = 4, 5  # of a row
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
    dialect = database.engine.dialect
    rows = [
        (*one.whose(), one.source, one.external_id, one.sealed, _as_kept(dialect, one.received_at)) for one in arrivals
    ]
    return cast(Told, await driver.run(_write, rows))


def _write(rows: Sequence[Sequence[Any]], connection: sqlite3.Connection) -> Told:
    """In the connection's thread. One that is refused takes no other with it: they are written again, each alone."""
    try:
        return _write_all(rows, connection)
    except REFUSED:
        if len(rows) == 1:
            return [None]
    return [told for row in rows for told in _write([row], connection)]


def _write_all(rows: Sequence[Sequence[Any]], connection: sqlite3.Connection) -> Told:
    values = [value for row in rows for value in row]
    written = connection.execute(IN_SQLITE.format(rows=", ".join([ROW] * len(rows))), values).fetchall()
    new = {(source, external_id): conversation_id for source, external_id, conversation_id in written}
    told: Told = []
    for row in rows:
        name = row[SOURCE], row[EXTERNAL_ID]
        if name in new:
            told.append(Kept(new.pop(name), is_new=True))
        else:
            lies = connection.execute(LIES_THERE_IN_SQLITE, name).fetchone()
            told.append(Kept(lies[0], is_new=False) if lies is not None else None)
    return told


def _as_kept(dialect: Dialect, at: datetime) -> Any:
    """As the column's type writes an instant."""
    table = cast(Table, InboxRow.__table__)  # type: ignore[attr-defined]
    process = table.c.received_at.type.dialect_impl(dialect).bind_processor(dialect)
    return process(at) if process is not None else at
