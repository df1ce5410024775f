"""A message of a known conversation is kept in one trip, and no otherwise than any other (section 9)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.quick.keep import Arrival, Kept, keep_quickly
from bot.adapters.db.tables import InboxRow
from tests.builders import NOON, a_message
from tests.fakes import FakeClock


@pytest.fixture
def inbox(database: Database, clock: FakeClock) -> SqlInbox:
    return SqlInbox(database, clock)


def _arrival(inbox: SqlInbox, external_id: str) -> Arrival:
    return inbox._arrival(a_message(external_id))


async def _kept(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(InboxRow)) or 0


async def test_nothing_is_kept_of_a_conversation_that_is_not_open_yet(database: Database, inbox: SqlInbox) -> None:
    assert await keep_quickly(database, _arrival(inbox, "SM1")) is None
    assert await _kept(database) == 0


async def test_what_is_kept_quickly_is_read_like_all_the_rest(database: Database, inbox: SqlInbox) -> None:
    first, second = a_message("SM1"), a_message("SM2", "alô")
    conversation = await inbox.store(first)
    assert conversation is not None

    assert await keep_quickly(database, inbox._arrival(second)) == Kept(conversation, is_new=True)

    claim = await inbox.claim(conversation, quiet_since=NOON + timedelta(hours=1), lease_s=30)
    assert claim is not None
    assert [(one.body, one.received_at) for one in claim.messages] == [
        (first.body, first.received_at),
        (second.body, second.received_at),
    ]


async def test_the_same_message_at_once_five_times_is_kept_once(database: Database, inbox: SqlInbox) -> None:
    await inbox.store(a_message("SM1"))

    kept = await asyncio.gather(*(keep_quickly(database, _arrival(inbox, "SM2")) for _ in range(5)))

    assert sorted(one.is_new for one in kept if one) == [False] * 4 + [True]
    assert await _kept(database) == 2


async def test_another_sender_of_ours_is_another_conversation(database: Database, inbox: SqlInbox) -> None:
    await inbox.store(a_message("SM1"))

    assert await keep_quickly(database, replace(_arrival(inbox, "SM2"), sender="+551130000000")) is None


async def test_where_the_database_refuses_nothing_is_held(database: Database, inbox: SqlInbox) -> None:
    """The session's way says what is wrong; here the next writer goes on."""
    await inbox.store(a_message("SM1"))
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME COLUMN sealed TO sealed_"))

    [told] = await asyncio.gather(keep_quickly(database, _arrival(inbox, "SM2")), return_exceptions=True)

    assert told is None or isinstance(told, Exception)
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME COLUMN sealed_ TO sealed"))
    assert await inbox.store(a_message("SM3", "alô")) is not None
