"""A message of a known conversation is kept in one trip, and no otherwise than any other (section 9)."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import QueuePool, func, select, text

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.quick.keep import Arrival, Kept, Told, keep_quickly
from bot.adapters.db.quick.together import MOST, Together
from bot.adapters.db.tables import InboxRow
from bot.adapters.db.vault import Vault, new_key
from tests.builders import NOON, a_message
from tests.fakes import FakeClock


@pytest.fixture
def inbox(database: Database, clock: FakeClock) -> SqlInbox:
    return SqlInbox(database, clock)


def _arrival(inbox: SqlInbox, external_id: str) -> Arrival:
    return inbox._arrival(a_message(external_id))


async def _keep(database: Database, arrival: Arrival) -> Kept | None:
    [told] = await keep_quickly(database, [arrival])
    return told


async def _kept(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(InboxRow)) or 0


async def test_nothing_is_kept_of_a_conversation_that_is_not_open_yet(database: Database, inbox: SqlInbox) -> None:
    assert await _keep(database, _arrival(inbox, "SM1")) is None
    assert await _kept(database) == 0


async def test_what_is_kept_quickly_is_read_like_all_the_rest(database: Database, inbox: SqlInbox) -> None:
    first, second = a_message("SM1"), a_message("SM2", "alô")
    conversation = await inbox.store(first)
    assert conversation is not None

    assert await _keep(database, inbox._arrival(second)) == Kept(conversation, is_new=True)

    claim = await inbox.claim(conversation, quiet_since=NOON + timedelta(hours=1), lease_s=30)
    assert claim is not None
    assert [(one.body, one.received_at) for one in claim.messages] == [
        (first.body, first.received_at),
        (second.body, second.received_at),
    ]


async def test_the_same_message_at_once_five_times_is_kept_once(database: Database, inbox: SqlInbox) -> None:
    await inbox.store(a_message("SM1"))

    kept = await asyncio.gather(*(_keep(database, _arrival(inbox, "SM2")) for _ in range(5)))

    assert sorted(one.is_new for one in kept if one) == [False] * 4 + [True]
    assert await _kept(database) == 2


async def test_another_sender_of_ours_is_another_conversation(database: Database, inbox: SqlInbox) -> None:
    await inbox.store(a_message("SM1"))

    assert await _keep(database, replace(_arrival(inbox, "SM2"), sender="+551130000000")) is None


async def test_where_the_database_refuses_nothing_is_held(database: Database, inbox: SqlInbox) -> None:
    """The session's way says what is wrong; here the next writer goes on."""
    await inbox.store(a_message("SM1"))
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME COLUMN sealed TO sealed_"))

    [told] = await asyncio.gather(_keep(database, _arrival(inbox, "SM2")), return_exceptions=True)

    assert told is None or isinstance(told, Exception)
    async with database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE inbox RENAME COLUMN sealed_ TO sealed"))
    assert await inbox.store(a_message("SM3", "alô")) is not None


async def test_many_are_kept_at_once_in_the_order_they_came(database: Database, inbox: SqlInbox) -> None:
    conversation = await inbox.store(a_message("SM1"))
    assert conversation is not None
    names = [f"SM{number}" for number in (9, 2, 7, 3, 8)]

    told = await keep_quickly(database, [_arrival(inbox, name) for name in names])

    assert told == [Kept(conversation, is_new=True)] * 5
    claim = await inbox.claim(conversation, quiet_since=NOON + timedelta(hours=1), lease_s=30)
    assert claim is not None
    assert [one.external_id for one in claim.messages] == ["SM1", *names]


async def test_of_many_each_is_told_of_its_own(database: Database, inbox: SqlInbox) -> None:
    """One of a conversation not open yet, one that lay there, and one that comes twice."""
    conversation = await inbox.store(a_message("SM1"))
    assert conversation is not None
    stranger = replace(_arrival(inbox, "SM2"), sender="+551130000000")

    told = await keep_quickly(database, [stranger, *(_arrival(inbox, name) for name in ("SM1", "SM3", "SM3", "SM4"))])

    assert told == [None, *(Kept(conversation, is_new) for is_new in (False, True, False, True))]
    assert await _kept(database) == 3


async def test_one_that_is_refused_takes_no_other_with_it(database: Database, inbox: SqlInbox) -> None:
    """Neither a sign nor a time the database will not have may cost anybody else his message."""
    conversation = await inbox.store(a_message("SM1"))
    assert conversation is not None
    odd = _unkeepable(database, _arrival(inbox, "SM2"))

    told = await keep_quickly(database, [_arrival(inbox, "SM3"), odd, _arrival(inbox, "SM4")])

    assert told == [Kept(conversation, True), None, Kept(conversation, True)]
    assert await _kept(database) == 3


def _unkeepable(database: Database, arrival: Arrival) -> Arrival:
    """PostgreSQL takes no NUL in a text; SQLite takes no text for a number, nor a number of more than 64 bits."""
    return (
        replace(arrival, external_id=cast(str, 1 << 70)) if database.is_sqlite else replace(arrival, external_id="SM\0")
    )


async def test_those_that_come_while_one_is_written_are_written_together(database: Database, inbox: SqlInbox) -> None:
    """Issue 6: a commit waits for the disk; a hundred at once wait for two or three of them and not for a hundred."""
    await inbox.store(a_message("SM1"))
    sizes: list[int] = []

    async def counted(database: Database, arrivals: Sequence[Arrival]) -> Told:
        sizes.append(len(arrivals))
        return await keep_quickly(database, arrivals)

    together = Together(database, counted)

    told = await asyncio.gather(*(together.keep(_arrival(inbox, f"SM{2 + number}")) for number in range(MOST + 10)))

    assert all(one is not None and one.is_new for one in told)
    assert sizes == [1, MOST, 9]
    assert await _kept(database) == MOST + 11


async def test_one_that_fails_or_gives_up_leaves_the_others_their_turn(database: Database, inbox: SqlInbox) -> None:
    await inbox.store(a_message("SM1"))
    goes_on, tries = asyncio.Event(), 0

    async def away_at_first(database: Database, arrivals: Sequence[Arrival]) -> Told:
        nonlocal tries
        tries += 1
        if tries == 1:
            await goes_on.wait()
            raise ConnectionRefusedError
        return await keep_quickly(database, arrivals)

    together = Together(database, away_at_first)
    first, second, third = (asyncio.ensure_future(together.keep(_arrival(inbox, f"SM{n}"))) for n in (2, 3, 4))
    await asyncio.sleep(0)
    second.cancel()
    goes_on.set()
    told = await asyncio.gather(first, second, third, return_exceptions=True)

    assert isinstance(told[0], ConnectionRefusedError)
    assert isinstance(told[1], asyncio.CancelledError)
    assert isinstance(told[2], Kept)
    assert await _kept(database) == 2


async def test_one_that_gives_up_while_it_is_written_takes_nobodys_place(database: Database, inbox: SqlInbox) -> None:
    await inbox.store(a_message("SM1"))
    begun, goes_on = asyncio.Event(), asyncio.Event()

    async def held_up(database: Database, arrivals: Sequence[Arrival]) -> Told:
        if len(arrivals) == 2:
            begun.set()
            await goes_on.wait()
        return await keep_quickly(database, arrivals)

    together = Together(database, held_up)
    asked = [asyncio.ensure_future(together.keep(_arrival(inbox, f"SM{n}"))) for n in (2, 3, 4)]
    await begun.wait()
    last = asyncio.ensure_future(together.keep(_arrival(inbox, "SM5")))
    await asyncio.sleep(0)
    asked[2].cancel()
    await asyncio.sleep(0)
    goes_on.set()

    assert [type(one) for one in await asyncio.gather(*asked, last, return_exceptions=True)] == [
        Kept,
        Kept,
        asyncio.CancelledError,
        Kept,
    ]
    assert await _kept(database) == 5


async def test_sqlite_keeps_by_one_connection_which_is_given_back_at_the_end(tmp_path: Path) -> None:
    """To be lent one costs more than to keep a message; one that stays lent would hold up the close."""
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'kept.sqlite3'}", Vault([new_key()]))
    pool = cast(QueuePool, database.engine.sync_engine.pool)

    async with database.driver() as first:
        pass
    async with database.driver() as second:
        pass

    assert first is second
    assert pool.checkedout() == 1
    await database.close()
    assert pool.checkedout() == 0
