"""Section 10: what is kept for a while only is gone after it, and nothing else is."""

from datetime import timedelta

import pytest

from bot.adapters.db.personal.retention import forget_old
from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import AttachmentRow, OutboxRow, PaperLinkRow, RefusedRequestRow
from bot.application.messages import Attachment
from tests.builders import NOON, a_message, a_refused, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.db.papers import LASTS, with_a_paper
from tests.integration.db.test_what_is_written import rows_of

PAPER = Attachment("agreement_pdf", "application/pdf", "acordo.pdf", b"pdf")
MONTH = timedelta(days=30)
YEAR = timedelta(days=365)


async def send_paper(storage: SqlStorage, key: str) -> None:
    inbox = storage.inbox()
    conversation = await inbox.store(a_message(key))
    assert conversation is not None
    claim = await inbox.claim(conversation, quiet_since=NOON + MONTH, lease_s=30)
    assert claim is not None
    assert await inbox.commit(claim, a_turn(claim, a_reply(key, attachment=PAPER)))


async def test_an_attachment_is_deleted_after_the_time_set(sql_storage: SqlStorage, clock: FakeClock) -> None:
    """The message that carried it stays."""
    await send_paper(sql_storage, "old")
    clock.advance(seconds=1)
    await send_paper(sql_storage, "new")
    database = sql_storage.database

    await forget_old(database, NOON + YEAR, MONTH, YEAR)
    both = len(await rows_of(sql_storage, AttachmentRow))
    await forget_old(database, NOON + YEAR + timedelta(seconds=1), MONTH, YEAR)

    [kept] = await rows_of(sql_storage, AttachmentRow)
    assert (both, kept.created_at) == (2, clock.now())
    assert [row.attachment_id for row in await rows_of(sql_storage, OutboxRow)] == [None, kept.id]


@pytest.mark.parametrize(("days", "left"), [(30, 1), (31, 0)])
async def test_a_refused_delivery_is_deleted_after_the_time_set(sql_storage: SqlStorage, days: int, left: int) -> None:
    await SqlRefused(sql_storage.database).keep([a_refused()])

    await forget_old(sql_storage.database, NOON + timedelta(days=days), MONTH, YEAR)

    assert len(await rows_of(sql_storage, RefusedRequestRow)) == left


async def test_what_is_behind_a_link_is_thrown_away_once_the_link_has_ended(sql_storage: SqlStorage) -> None:
    """That it was sent, and opened, stays on record."""
    await with_a_paper(sql_storage)
    database = sql_storage.database

    await forget_old(database, NOON + LASTS - timedelta(seconds=1), MONTH, YEAR)
    [before] = await rows_of(sql_storage, PaperLinkRow)
    await forget_old(database, NOON + LASTS, MONTH, YEAR)

    [after] = await rows_of(sql_storage, PaperLinkRow)
    assert database.vault.open(before.text).startswith("Termo de acordo")
    assert (after.content, after.text, after.filename) == (b"", b"", before.filename)
