"""Every connection is in use: whoever asks is told so in time, and served once one is free (issue 6, 4)."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.adapters.db.away import NOT_STORED, is_away
from bot.adapters.db.engine import CONNECTION_WITHIN_S, Database, open_engine
from bot.adapters.db.few_connections import MOST
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.vault import Vault
from bot.lanes.lines import is_passing
from tests.builders import a_message
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock
from webhooks.twilio import ANSWER_WITHIN_S

KEPT = 1
LAST, LATE = "+5567990000001", "+5567990000002"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """With one connection, and one more while there is a crowd."""
    engine = open_engine(database_url, pool_size=KEPT, wait_s=0.05)
    opened = Database(database_url, Vault.from_text(TEST_KEY), engine=engine)
    yield opened
    await opened.close()


@asynccontextmanager
async def in_use(database: Database, sessions: int, of_the_driver: int) -> AsyncIterator[None]:
    """On SQLite the driver's own are the sessions'."""
    async with AsyncExitStack() as stack:
        for _ in range(sessions):
            session = await stack.enter_async_context(database.reading())
            await session.execute(text("SELECT 1"))
        for _ in range(0 if database.is_sqlite else of_the_driver):
            await stack.enter_async_context(database.driver())
        yield


async def test_the_last_connection_is_given_and_past_it_whoever_asks_is_told_in_time(database: Database) -> None:
    """Nothing was stored, so nothing is said to be: the door answers 503, and a worker's turn is tried again.

    Each comes from another phone: what opens a conversation has need of a session on SQLite too.
    """
    inbox = SqlInbox(database, FakeClock())
    await inbox.store(a_message("SM-first"))
    sessions = 2 * KEPT - 1 if database.is_sqlite else 2 * KEPT  # what it keeps for messages is lent to nobody
    async with in_use(database, sessions - 1, MOST - 1):
        kept = await inbox.store(a_message("SM-last", contact=LAST))
    async with in_use(database, sessions, MOST):
        with pytest.raises((PoolTimeout, TimeoutError)) as told:
            await inbox.store(a_message("SM-late", contact=LATE))

    assert kept is not None
    assert isinstance(told.value, NOT_STORED)
    assert is_away(told.value)
    assert is_passing(told.value)
    assert await inbox.store(a_message("SM-late", contact=LATE)) is not None


async def test_what_sqlite_keeps_for_messages_is_nobody_elses(sqlite_url: str) -> None:
    """Pages and turns that use all the others up do not keep the door from storing."""
    engine = open_engine(sqlite_url, pool_size=KEPT, wait_s=0.05)
    database = Database(sqlite_url, Vault.from_text(TEST_KEY), engine=engine)
    inbox = SqlInbox(database, FakeClock())
    kept = await inbox.store(a_message("SM-first"))

    async with in_use(database, 2 * KEPT - 1, 0):
        with pytest.raises(PoolTimeout):
            async with in_use(database, 1, 0):
                raise AssertionError("lent all the same")
        assert await inbox.store(a_message("SM-second")) == kept

    await database.close()


def test_who_finds_no_connection_hears_of_it_before_the_provider_gives_up() -> None:
    assert CONNECTION_WITHIN_S < ANSWER_WITHIN_S
