"""A message on its way out is news where people hold the conversation, and nowhere else (H2)."""

import pytest
from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, DeskEventRow
from bot.domain.conversation import Owner
from tests.builders import NOON, a_message, a_reply, a_turn
from tests.fakes import FakeClock


@pytest.mark.parametrize(
    ("owner", "told"), [(Owner.BOT, []), (Owner.AGENT, ["conversation"]), (Owner.QUEUE, ["conversation"])]
)
async def test_a_message_sent_is_told_to_pages_that_show_it(
    sql_storage: SqlStorage, clock: FakeClock, owner: Owner, told: list[str]
) -> None:
    inbox, outbox = sql_storage.inbox(), sql_storage.outbox()
    talk = await inbox.store(a_message("SM-1"))
    assert talk is not None
    claim = await inbox.claim(talk, quiet_since=NOON, lease_s=30)
    assert claim is not None
    assert await inbox.commit(claim, a_turn(claim, a_reply("a:0")))
    async with sql_storage.database.writing() as session:
        await session.execute(update(ConversationRow).where(col(ConversationRow.id) == talk).values(owner=owner.value))
    [sending] = await outbox.claim(10, 30)

    assert not await outbox.sent(sending, "SM-out", clock.now())

    async with sql_storage.database.reading() as session:
        assert list(await session.scalars(select(col(DeskEventRow.kind)))) == told
    assert await outbox.first_unclaimed(["SM-out"]) is None
