"""What cannot be opened on its way out, or to be fetched, holds up nobody else: both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.media import SqlMedia
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AttachmentRow, InboxRow, OutboxRow
from bot.application.messages import Attachment, Media, MessageKind
from bot.application.office.media import AT_ONCE, LEASE
from bot.application.ports import Sending
from bot.application.send_outbox import TRIED_FOR
from tests.builders import NOON, PHONE, a_message, a_reply, a_turn
from tests.fakes import FakeClock

LEASE_S = 30
OTHER_PHONE = "+5567900000002"
PAPER = Attachment("agreement", "application/pdf", "acordo.pdf", b"%PDF")


async def say(storage: SqlStorage, *keys: str, contact: str = PHONE, **reply: object) -> None:
    talk = await storage.inbox().store(a_message(f"in-{keys[0]}", contact=contact))
    claim = await storage.inbox().claim(talk or 0, quiet_since=NOON + timedelta(days=9), lease_s=LEASE_S)
    assert claim is not None
    assert await storage.inbox().commit(claim, a_turn(claim, *[a_reply(key, key, **reply) for key in keys]))


async def tear(database: Database, key: str) -> None:
    async with database.writing() as session:
        await session.execute(update(OutboxRow).where(col(OutboxRow.key) == key).values(sealed=b"torn"))


async def claimed(storage: SqlStorage) -> list[str]:
    sendings: list[Sending] = list(await storage.outbox().claim(10, LEASE_S))
    return [sending.message.key for sending in sendings]


async def states(database: Database) -> dict[str, tuple[str, str | None]]:
    async with database.reading() as session:
        rows = await session.execute(select(col(OutboxRow.key), col(OutboxRow.state), col(OutboxRow.reason)))
        return {key: (state, reason) for key, state, reason in rows}


@pytest.mark.each_database
async def test_a_message_that_cannot_be_opened_holds_up_no_other_conversation(
    sql_storage: SqlStorage, database: Database
) -> None:
    await say(sql_storage, "torn")
    await say(sql_storage, "whole", contact=OTHER_PHONE)
    await tear(database, "torn")

    assert await claimed(sql_storage) == ["whole"]
    assert await claimed(sql_storage) == []


@pytest.mark.each_database
async def test_it_is_looked_at_again_as_long_as_messages_are_tried_and_then_lets_the_next_go(
    sql_storage: SqlStorage, database: Database, clock: FakeClock
) -> None:
    await say(sql_storage, "torn", "next")
    await tear(database, "torn")

    assert await claimed(sql_storage) == []
    clock.instant += TRIED_FOR - timedelta(microseconds=1)
    assert await claimed(sql_storage) == []
    assert (await states(database))["torn"] == ("sending", None)
    clock.advance(seconds=LEASE_S)
    assert await claimed(sql_storage) == []

    assert (await states(database))["torn"] == ("failed", "other")
    assert await claimed(sql_storage) == ["next"]


@pytest.mark.each_database
async def test_one_whose_paper_cannot_be_opened_is_not_sent_without_it(
    sql_storage: SqlStorage, database: Database
) -> None:
    await say(sql_storage, "with-paper", attachment=PAPER)
    async with database.writing() as session:
        await session.execute(update(AttachmentRow).values(content=b"torn"))

    assert await claimed(sql_storage) == []


@pytest.mark.each_database
async def test_a_file_of_a_message_that_cannot_be_opened_holds_up_no_other(
    sql_storage: SqlStorage, database: Database, clock: FakeClock
) -> None:
    for key in ("torn", "whole"):
        files = (Media(f"https://api.twilio.com/{key}", "image/jpeg"),)
        await sql_storage.inbox().store(a_message(key, "", kind=MessageKind.IMAGE, media=files))
    async with database.writing() as session:
        await session.execute(update(InboxRow).where(col(InboxRow.external_id) == "torn").values(sealed=b"torn"))

    media = SqlMedia(database)
    first = [file.url for file in await media.claim(clock.now(), AT_ONCE, LEASE)]
    clock.instant += LEASE
    again = [file.url for file in await media.claim(clock.now(), AT_ONCE, LEASE)]

    assert (first, again) == (["https://api.twilio.com/whole"],) * 2
