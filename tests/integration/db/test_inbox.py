import asyncio
from datetime import timedelta

import pytest

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.application.changes import TurnRecord
from bot.application.messages import InboundMessage, MessageKind
from bot.domain.conversation import Channel
from tests.fakes import NOON, FakeClock


@pytest.fixture
def inbox(database: Database, clock: FakeClock) -> SqlInbox:
    return SqlInbox(database, clock)


def a_message(external_id: str = "SM1", body: str = "oi", contact: str = "+5567900000001") -> InboundMessage:
    return InboundMessage(
        external_id, Channel.WHATSAPP, contact, "+556733141010", MessageKind.TEXT, body, received_at=NOON
    )


async def test_the_same_message_stored_five_times_at_once_is_kept_once(inbox: SqlInbox) -> None:
    kept = await asyncio.gather(*[inbox.store(a_message()) for _ in range(5)])

    assert sorted(kept, key=str) == [1, None, None, None, None]


async def test_two_workers_claim_and_one_gets_it(inbox: SqlInbox) -> None:
    conversation = await inbox.store(a_message())
    assert conversation is not None

    claims = await asyncio.gather(*[inbox.claim(conversation, quiet_since=NOON, lease_s=30) for _ in range(5)])

    assert len([claim for claim in claims if claim]) == 1


async def test_commit(inbox: SqlInbox) -> None:
    conversation = await inbox.store(a_message())
    assert conversation is not None
    claim = await inbox.claim(conversation, quiet_since=NOON, lease_s=30)
    assert claim

    assert await inbox.commit(claim, TurnRecord(claim.conversation, tuple(m.id for m in claim.messages)))
    assert await inbox.waiting(NOON + timedelta(days=1), 10) == []
