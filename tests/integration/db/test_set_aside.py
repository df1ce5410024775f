"""A message that cannot be opened stands in nobody's way, and waits again once it can be: both databases."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import cast

import pytest
from prometheus_client import REGISTRY
from sqlalchemy import select, update
from sqlmodel import col
from structlog.testing import capture_logs

from bot.adapters.db.codec import seal_inbound
from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.set_aside import ASIDE, take_back
from bot.adapters.db.tables import ConversationRow, InboxRow
from bot.adapters.db.vault import Vault, new_key
from bot.application.messages import InboundMessage
from bot.application.ports import Claim
from bot.assembly import Assembly
from bot.domain.errors import AwayForNow
from bot.observing.inbox import WatchedInbox
from bot.observing.spans import NoTracing
from bot.observing.turns import Turns
from bot.worker import housekeeping
from tests.builders import NOON, a_message, a_reply, a_turn
from tests.conftest import TEST_KEY
from tests.fakes import FakeClock

LATER = NOON + timedelta(hours=1)
OTHER_KEY = new_key()


@pytest.fixture
def inbox(database: Database, clock: FakeClock) -> SqlInbox:
    return SqlInbox(database, clock)


@pytest.fixture
async def newer(database: Database, clock: FakeClock) -> AsyncIterator[SqlInbox]:
    """Of a process that was given a key in front of ours, as one that has no message aside would be."""
    async with _with_both_keys(database) as other:
        yield SqlInbox(other, clock)


@asynccontextmanager
async def _with_both_keys(database: Database) -> AsyncIterator[Database]:
    other = Database(database.url, Vault([OTHER_KEY, TEST_KEY]), pool_size=1)
    try:
        yield other
    finally:
        await other.close()


async def claimed(inbox: SqlInbox, talk: int | None) -> Claim | None:
    return await inbox.claim(talk or 0, quiet_since=LATER, lease_s=30)


async def a_claim_with_one_unread(inbox: SqlInbox, newer: SqlInbox) -> Claim:
    await inbox.store(a_message("SM1", "oi"))
    await newer.store(a_message("SM2", "selada com outra chave"))
    claim = await claimed(inbox, await inbox.store(a_message("SM3", "alô?")))
    assert claim is not None
    return claim


async def sources(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(col(InboxRow.source)).order_by(col(InboxRow.id))))


async def spoil(database: Database, table: type[ConversationRow] | type[InboxRow], **values: object) -> None:
    async with database.writing() as session:
        await session.execute(update(table).values(**values))


async def test_what_cannot_be_opened_is_named_and_the_rest_is_claimed(inbox: SqlInbox, newer: SqlInbox) -> None:
    claim = await a_claim_with_one_unread(inbox, newer)

    assert [message.body for message in claim.messages] == ["oi", "alô?"]
    assert claim.unread == (2,)


async def test_it_is_set_aside_by_the_commit_and_blocks_nothing_afterwards(
    inbox: SqlInbox, newer: SqlInbox, database: Database
) -> None:
    claim = await a_claim_with_one_unread(inbox, newer)

    assert await inbox.commit(claim, a_turn(claim, a_reply()))

    assert await sources(database) == ["twilio", ASIDE, "twilio"]
    assert await inbox.waiting(LATER, 10) == []
    again = await claimed(inbox, await inbox.store(a_message("SM4", "ainda aí?")))
    assert again is not None
    assert ([message.body for message in again.messages], again.unread) == (["ainda aí?"], ())


async def test_a_turn_thrown_away_sets_nothing_aside(inbox: SqlInbox, newer: SqlInbox, database: Database) -> None:
    claim = await a_claim_with_one_unread(inbox, newer)
    await inbox.release(claim)
    assert await claimed(inbox, claim.conversation.id) is not None

    assert not await inbox.commit(claim, a_turn(claim, a_reply()))

    assert ASIDE not in await sources(database)


async def test_with_the_key_given_it_waits_for_its_turn_again(
    inbox: SqlInbox, newer: SqlInbox, database: Database
) -> None:
    claim = await a_claim_with_one_unread(inbox, newer)
    await inbox.commit(claim, a_turn(claim, a_reply()))
    assert await take_back(database) == 0

    async with _with_both_keys(database) as reading:
        taken = await take_back(reading), await take_back(reading)

    assert taken == (1, 0)
    again = await claimed(newer, claim.conversation.id)
    assert again is not None
    [message] = again.messages
    assert (message.body, message.external_id, message.source) == ("selada com outra chave", "SM2", "twilio")


async def test_the_same_message_told_anew_meanwhile_is_taken_once(
    inbox: SqlInbox, newer: SqlInbox, database: Database
) -> None:
    claim = await a_claim_with_one_unread(inbox, newer)
    await inbox.commit(claim, a_turn(claim, a_reply()))
    assert await inbox.store(a_message("SM2", "selada com outra chave")) == claim.conversation.id

    async with _with_both_keys(database) as reading:
        assert await take_back(reading) == 0


async def test_told_anew_and_not_opened_again_it_is_set_aside_again(
    inbox: SqlInbox, newer: SqlInbox, database: Database
) -> None:
    for _ in range(2):
        await newer.store(a_message("SM2"))
        assert await claimed(inbox, 1) is None

    assert await sources(database) == [ASIDE, ASIDE]


async def test_of_a_conversation_that_cannot_be_opened_all_is_set_aside_and_comes_back(
    inbox: SqlInbox, newer: SqlInbox, database: Database
) -> None:
    talk = await newer.store(a_message("SM1", "primeira"))
    await inbox.store(a_message("SM2", "segunda"))

    assert await claimed(inbox, talk) is None
    assert await inbox.waiting(LATER, 10) == []
    assert await take_back(database) == 0  # the second one opens, and nobody could answer it
    async with _with_both_keys(database) as reading:
        assert await take_back(reading) == 2

    claim = await claimed(newer, talk)  # and nobody holds it
    assert claim is not None
    assert [message.body for message in claim.messages] == ["primeira", "segunda"]


@pytest.mark.parametrize(
    "torn", ["", "gAAAA", "[]", '{"contact": 1}', '"x"'], ids=["empty", "cut", "list", "bare", "text"]
)
async def test_a_torn_message_is_unread_however_it_is_torn(torn: str, inbox: SqlInbox, database: Database) -> None:
    talk = await inbox.store(a_message())
    sealed = torn.encode() if torn in ("", "gAAAA") else database.vault.seal(torn)
    await spoil(database, InboxRow, sealed=sealed)

    claim = await claimed(inbox, talk)

    assert claim is not None
    assert (claim.messages, claim.unread) == ((), (1,))


async def test_a_torn_state_is_no_message_of_a_turn(inbox: SqlInbox, database: Database) -> None:
    talk = await inbox.store(a_message())
    await spoil(database, ConversationRow, state=b"torn")

    assert await claimed(inbox, talk) is None
    assert await sources(database) == [ASIDE]


async def test_what_was_erased_since_does_not_come_back(inbox: SqlInbox, newer: SqlInbox, database: Database) -> None:
    """Section 10"""
    claim = await a_claim_with_one_unread(inbox, newer)
    await inbox.commit(claim, a_turn(claim, a_reply()))
    message = claim.messages[0]
    nobody = InboundMessage("", message.channel, "", "", message.kind)
    await spoil(database, InboxRow, sealed=seal_inbound(database.vault, nobody))

    assert await take_back(database) == 0


class AwayAfterTheLease(SqlInbox):
    async def _placed(self, message: InboundMessage, conversation_id: int) -> InboundMessage:
        raise AwayForNow


async def test_a_claim_that_breaks_after_its_lease_gives_it_back(
    inbox: SqlInbox, database: Database, clock: FakeClock
) -> None:
    talk = await inbox.store(a_message())

    with pytest.raises(AwayForNow):
        await claimed(AwayAfterTheLease(database, clock), talk)

    assert await claimed(inbox, talk) is not None


async def test_housekeeping_takes_back_what_opens_by_now(inbox: SqlInbox, newer: SqlInbox, database: Database) -> None:
    """A worker begins with it, and keys change by starting anew."""
    claim = await a_claim_with_one_unread(inbox, newer)
    await inbox.commit(claim, a_turn(claim, a_reply()))

    async with _with_both_keys(database) as reading:
        kept = SimpleNamespace(media_kept_days=1, rejected_kept_days=1)
        await housekeeping(cast(Assembly, SimpleNamespace(settings=kept, clock=FakeClock(), database=reading)))

    assert ASIDE not in await sources(database)


async def test_what_is_set_aside_is_counted_and_told_by_its_number(
    newer: SqlInbox, database: Database, clock: FakeClock
) -> None:
    inbox = WatchedInbox(database, clock, Turns(NoTracing()))
    before = REGISTRY.get_sample_value("concilia_inbox_set_aside_total") or 0.0
    claim = await a_claim_with_one_unread(inbox, newer)

    with capture_logs() as logs:
        await inbox.commit(claim, a_turn(claim, a_reply()))

    assert REGISTRY.get_sample_value("concilia_inbox_set_aside_total") == before + 1
    told = [line for line in logs if line["event"] == "message set aside"]
    assert told == [{"event": "message set aside", "log_level": "error", "id": 2, "conversation": 1}]
