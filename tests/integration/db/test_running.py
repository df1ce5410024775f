"""F2: conversations in the middle of something are found and moved to another release, unless a turn is at work."""

from dataclasses import replace

import pytest

from bot.adapters.db.editor.running import SqlRunning
from bot.adapters.db.storage import SqlStorage
from bot.application.changes import TurnRecord
from bot.application.moving import Place
from bot.domain.conversation import Owner
from tests.builders import a_message
from tests.fakes import FakeClock


async def a_conversation(storage: SqlStorage, clock: FakeClock, sid: str, step: str = "offer.ask", **other: str) -> int:
    """Of the bot's, after a turn on release `old`."""
    inbox = storage.inbox()
    conversation = await inbox.store(a_message(sid, contact=f"+55679{sid:0>8}"))
    assert conversation is not None
    claim = await inbox.claim(conversation, quiet_since=clock.now(), lease_s=30)
    assert claim is not None
    slots = {"profile": "teste", "step": step, "return_to": "", "kept": "yes"}
    after = replace(claim.conversation, release=other.get("release", "old"), slots=slots)
    handled = tuple(message.id for message in claim.messages)
    assert await inbox.commit(claim, TurnRecord(after, handled))
    return conversation


@pytest.fixture
def running(sql_storage: SqlStorage, clock: FakeClock) -> SqlRunning:
    return SqlRunning(sql_storage.database, clock)


async def test_those_in_the_middle_of_something_on_another_release_are_found(
    running: SqlRunning, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    asked = await a_conversation(sql_storage, clock, "1")
    await a_conversation(sql_storage, clock, "2", release="new")
    await a_conversation(sql_storage, clock, "3", step="")

    assert await running.places_off("new") == [Place(asked, "old", "teste", "offer.ask")]


async def test_a_moved_conversation_keeps_everything_but_its_place(
    running: SqlRunning, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    asked = await a_conversation(sql_storage, clock, "1")
    [before] = await running.places_off("new")

    assert await running.move(before, Place(asked, "new", "teste", "offer.propose"))

    assert await running.places_off("new") == []
    claim = await sql_storage.inbox().claim_quiet(asked, lease_s=30)
    assert claim is not None
    assert claim.conversation.release == "new"
    assert claim.conversation.slots == {"profile": "teste", "step": "offer.propose", "return_to": "", "kept": "yes"}
    assert claim.conversation.owner is Owner.BOT


async def test_one_on_which_a_turn_is_at_work_stays(
    running: SqlRunning, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    asked = await a_conversation(sql_storage, clock, "1")
    [before] = await running.places_off("new")
    claim = await sql_storage.inbox().claim_quiet(asked, lease_s=30)
    assert claim is not None

    assert not await running.move(before, Place(asked, "new", "teste", "offer.ask"))

    await sql_storage.inbox().release(claim)
    assert await running.move(before, Place(asked, "new", "teste", "offer.ask"))


async def test_one_that_went_on_meanwhile_stays(running: SqlRunning, sql_storage: SqlStorage, clock: FakeClock) -> None:
    asked = await a_conversation(sql_storage, clock, "1")
    elsewhere = Place(asked, "old", "teste", "titles.ask")

    assert not await running.move(elsewhere, Place(asked, "new", "teste", "titles.ask"))
    assert [place.release for place in await running.places_off("new")] == ["old"]
