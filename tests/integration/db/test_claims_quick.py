"""A claim that a debtor need not wait for: not on disk at once, and forgotten at nobody's cost (F6, section 9)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import ConversationRow, OutboxRow
from bot.adapters.db.vault import Vault
from bot.application.ports import Claim
from tests.builders import NOON, a_message, a_reply, a_turn
from tests.fakes import FakeClock
from tests.kept_engine import engine_at

LATER = NOON + timedelta(hours=1)
LOOKS = 20  # the server's own writer may be quicker than a look
ON_ITS_WAY = "SELECT pg_current_wal_flush_lsn() < pg_current_wal_insert_lsn()"


@pytest.fixture
async def storage(postgres_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    opened = SqlStorage(postgres_url, vault, clock, engine=engine_at(postgres_url))
    yield opened
    await opened.close()


async def _claim(storage: SqlStorage, conversation_id: int) -> Claim:
    claim = await storage.inbox().claim(conversation_id, quiet_since=LATER, lease_s=30)
    assert claim is not None
    return claim


async def test_a_claim_is_on_its_way_to_disk_and_a_turn_is_there(storage: SqlStorage) -> None:
    claims_on_their_way = []
    for number in range(LOOKS):
        conversation_id = await storage.inbox().store(a_message(f"SM{number}"))
        assert conversation_id is not None
        claim = await _claim(storage, conversation_id)
        async with storage.database.driver() as driver:
            claims_on_their_way.append(await driver.fetchval(ON_ITS_WAY))
            assert await driver.fetchval("SHOW synchronous_commit") == "on"
        assert await storage.inbox().commit(claim, a_turn(claim, a_reply(f"t:{number}")))
    assert any(claims_on_their_way)


async def test_of_two_turns_under_one_token_as_a_claim_was_forgotten_one_is_written(storage: SqlStorage) -> None:
    conversation_id = await storage.inbox().store(a_message("SM1"))
    assert conversation_id is not None
    forgotten = await _claim(storage, conversation_id)
    async with storage.database.writing() as session:
        before = {"lease_token": forgotten.token - 1, "lease_until": None}
        await session.execute(update(ConversationRow).values(**before))
    again = await _claim(storage, conversation_id)
    assert again.token == forgotten.token

    assert await storage.inbox().commit(forgotten, a_turn(forgotten, a_reply("t:forgotten")))
    assert not await storage.inbox().commit(again, a_turn(again, a_reply("t:again")))

    async with storage.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(OutboxRow)) == 1
