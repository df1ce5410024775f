"""An attempt at a notice is bound to its message by the turn that makes it, once and for ever (N0, N6)."""

from typing import Any

import pytest
from sqlalchemy import Update, event, func, select, update
from sqlmodel import col

from bot.adapters.db.notices.ledger import SqlLedger
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import NoticeAttemptRow, NoticeRow, OutboxRow
from bot.adapters.db.vault import Vault
from bot.application.changes import TurnRecord
from bot.application.notices.ledger import Batch, DueAttempt, Planned, attempt_key
from bot.application.ports import Claim
from bot.domain.conversation import Channel
from bot.domain.people import Person
from tests.builders import CPF, NOON, PHONE, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.db.debtors import with_a_debtor
from tests.notices_told import PROTOCOL, identified

SENDER = "+556733141010"
ELSEWHERE = "+5567900000099"
MEANWHILE: dict[str, Update] = {
    "the attempt was given up": update(NoticeAttemptRow).values(state="skipped"),
    "the notice ended": update(NoticeRow).values(state="voided"),
}


async def _due(storage: SqlStorage, clock: FakeClock, contact: str = PHONE) -> tuple[Person, DueAttempt]:
    person = await with_a_debtor(storage)
    ledger = SqlLedger(storage.database, clock)
    batch = await ledger.open_batch(Batch("cassems", NOON.date(), "admin", NOON))
    planned = Planned(person.id, CPF, Channel.WHATSAPP, contact, ("126478448",))
    await ledger.record(batch, [planned], [], NOON)
    [attempt] = await ledger.due(10, 30)
    return person, attempt


async def _turn(storage: SqlStorage, person: Person, attempt: DueAttempt) -> tuple[Claim, TurnRecord]:
    conversation = await storage.inbox().open(Channel.WHATSAPP, PHONE, SENDER)
    claim = await storage.inbox().claim_quiet(conversation, lease_s=30)
    assert claim is not None
    told = identified(claim.conversation, person.id)
    return claim, a_turn(claim, a_reply(f"{attempt_key(attempt.id)}:0"), conversation=told)


async def _kept(storage: SqlStorage) -> tuple[NoticeAttemptRow, NoticeRow]:
    async with storage.database.reading() as session:
        return (await session.scalars(select(NoticeAttemptRow))).one(), (await session.scalars(select(NoticeRow))).one()


async def test_attempt_and_notice_tell_where_it_was_made(sql_storage: SqlStorage, clock: FakeClock) -> None:
    person, due = await _due(sql_storage, clock, contact=ELSEWHERE)
    claim, turn = await _turn(sql_storage, person, due)

    assert await sql_storage.inbox().commit(claim, turn)

    attempt, notice = await _kept(sql_storage)
    [sending] = await sql_storage.outbox().claim(10, 30)
    assert (attempt.outbox_id, attempt.lease_until, attempt.state) == (sending.id, None, "planned")
    for row in (attempt, notice):
        assert (row.conversation_id, row.protocol) == (claim.conversation.id, PROTOCOL)
    vault = sql_storage.database.vault
    assert (notice.channel, vault.open(notice.contact)) == ("whatsapp", PHONE)
    assert (notice.contact_hash, notice.loose_hash) == (vault.phone_index(PHONE), vault.loose_phone_index(PHONE))


async def test_a_notice_issued_stays_where_it_was_said(sql_storage: SqlStorage, clock: FakeClock) -> None:
    person, due = await _due(sql_storage, clock, contact=ELSEWHERE)
    async with sql_storage.database.writing() as session:
        await session.execute(update(NoticeRow).values(issued_at=NOON, protocol="before"))
    claim, turn = await _turn(sql_storage, person, due)

    assert await sql_storage.inbox().commit(claim, turn)

    attempt, notice = await _kept(sql_storage)
    assert attempt.protocol == PROTOCOL
    assert (notice.protocol, notice.conversation_id) == ("before", None)
    assert sql_storage.database.vault.open(notice.contact) == ELSEWHERE


@pytest.mark.parametrize("what", list(MEANWHILE))
async def test_nothing_is_said_where_it_ended_meanwhile(sql_storage: SqlStorage, clock: FakeClock, what: str) -> None:
    person, due = await _due(sql_storage, clock)
    claim, turn = await _turn(sql_storage, person, due)
    async with sql_storage.database.writing() as session:
        await session.execute(MEANWHILE[what])

    assert not await sql_storage.inbox().commit(claim, turn)

    attempt, notice = await _kept(sql_storage)
    assert (attempt.outbox_id, notice.conversation_id) == (None, None)
    assert await sql_storage.outbox().claim(10, 30) == []
    assert await sql_storage.inbox().claim_quiet(claim.conversation.id, lease_s=30) is not None


async def test_an_attempt_speaks_once_whatever_else_it_would_say(sql_storage: SqlStorage, clock: FakeClock) -> None:
    """F1: the one who made it was killed before it knew, and another makes it again."""
    person, due = await _due(sql_storage, clock)
    claim, turn = await _turn(sql_storage, person, due)
    assert await sql_storage.inbox().commit(claim, turn)
    [sending] = await sql_storage.outbox().claim(10, 30)
    await sql_storage.outbox().sent(sending, "SM1", NOON)

    again, turn = await _turn(sql_storage, person, due)
    await sql_storage.inbox().commit(again, turn)

    assert await sql_storage.outbox().claim(10, 30) == []
    async with sql_storage.database.reading() as session:
        assert await session.scalar(select(func.count(col(OutboxRow.id)))) == 1


async def test_an_attempt_that_has_its_message_gets_no_other(sql_storage: SqlStorage, clock: FakeClock) -> None:
    person, due = await _due(sql_storage, clock)
    before, _ = await _turn(sql_storage, person, due)
    assert await sql_storage.inbox().commit(before, a_turn(before, a_reply("another:0")))
    async with sql_storage.database.writing() as session:
        await session.execute(update(NoticeAttemptRow).values(outbox_id=select(OutboxRow.id).scalar_subquery()))
    claim, turn = await _turn(sql_storage, person, due)

    assert not await sql_storage.inbox().commit(claim, turn)

    assert [sending.message.key for sending in await sql_storage.outbox().claim(10, 30)] == ["another:0"]


async def test_an_attempt_of_no_notice_speaks_all_the_same(sql_storage: SqlStorage, clock: FakeClock) -> None:
    person, due = await _due(sql_storage, clock)
    async with sql_storage.database.writing() as session:
        await session.execute(update(NoticeAttemptRow).values(notice_id=None))
    claim, turn = await _turn(sql_storage, person, due)

    assert await sql_storage.inbox().commit(claim, turn)

    assert len(await sql_storage.outbox().claim(10, 30)) == 1


async def test_on_postgresql_the_driver_alone_opens_claims_and_binds(
    postgres_url: str, vault: Vault, clock: FakeClock
) -> None:
    """Section 9, bulk beside live turns: an attempt costs no session."""
    storage = SqlStorage(postgres_url, vault, clock)
    person, due = await _due(storage, clock)
    by_session: list[str] = []

    @event.listens_for(storage.database.engine.sync_engine, "before_cursor_execute")
    def note(*executed: Any) -> None:
        by_session.append(executed[2])

    claim, turn = await _turn(storage, person, due)
    assert await storage.inbox().commit(claim, turn)

    assert by_session == []
    await storage.close()
