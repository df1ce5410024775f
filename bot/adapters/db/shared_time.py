"""One time for all machines: the database server's. Leases and waits written by one are compared by another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from sqlalchemy import text

from bot.adapters.clock import SystemClock
from bot.adapters.db.away import NOT_STORED
from bot.adapters.db.engine import Database

COMPARED_EVERY_S = 30.0
FIRST_WITHIN_S = 3.0  # a process starts all the same where the database is away

log = structlog.get_logger()


@asynccontextmanager
async def on_shared_time(clock: SystemClock, database: Database) -> AsyncIterator[None]:
    """The clock goes as the server's meanwhile; with SQLite there is one machine, and nothing to compare."""
    if database.is_sqlite:
        yield
        return
    with suppress(*NOT_STORED):
        async with asyncio.timeout(FIRST_WITHIN_S):
            await compare(clock, database)
    comparing = asyncio.create_task(_keep_comparing(clock, database))
    try:
        yield
    finally:
        comparing.cancel()
        await asyncio.wait([comparing])


async def compare(clock: SystemClock, database: Database) -> None:
    """As much in doubt as the answer may have taken either way."""
    async with database.reading() as session:
        await session.connection()  # connecting takes longer than asking
        before = clock.machine()
        theirs = await session.scalar(text("SELECT clock_timestamp()"))
        doubt = (clock.machine() - before) / 2
    assert theirs is not None
    clock.set_right(before + doubt - theirs, doubt=doubt)


async def _keep_comparing(clock: SystemClock, database: Database) -> None:
    while True:
        await asyncio.sleep(COMPARED_EVERY_S)
        try:
            await compare(clock, database)
        except NOT_STORED as error:
            log.warning("clock not compared", error=type(error).__name__)
