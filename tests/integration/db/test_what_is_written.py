"""What a turn leaves in the tables, and what nobody can read there (section 10)."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from bot.adapters.db.refused import SqlRefused
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import (
    AccessRecordRow,
    ContactBookingRow,
    HandoffRow,
    MessageRow,
    Row,
    TurnRow,
)
from bot.adapters.db.turns import SpokeOutOfTurn
from bot.application.changes import ContactBooked, DisclosureRecorded, HandedOff, OptedOut
from bot.application.ports import Claim
from tests.builders import CPF, NOON, PHONE, a_message, a_refused, a_reply, a_row, a_title, a_turn
from tests.integration.db.debtors import put


async def claim_of(storage: SqlStorage, *bodies: str) -> Claim:
    for number, body in enumerate(bodies or ["oi"]):
        conversation_id = await storage.inbox().store(a_message(f"SM{number}", body))
    claim = await storage.inbox().claim(conversation_id or 0, quiet_since=NOON, lease_s=30)
    assert claim is not None
    return claim


async def rows_of[T: Row](storage: SqlStorage, table: type[T]) -> list[T]:
    async with storage.database.reading() as session:
        return list(await session.scalars(select(table).order_by(text("id"))))


async def test_lines_in_and_out_are_numbered_in_order(sql_storage: SqlStorage) -> None:
    claim = await claim_of(sql_storage, "oi", "tudo bem?")
    await sql_storage.inbox().commit(claim, a_turn(claim, a_reply("t:0", "Olá."), a_reply("t:1", "Posso ajudar?")))

    lines = [
        (row.seq, row.direction, sql_storage.database.vault.open(row.body))
        for row in await rows_of(sql_storage, MessageRow)
    ]

    assert lines == [(1, "in", "oi"), (2, "in", "tudo bem?"), (3, "out", "Olá."), (4, "out", "Posso ajudar?")]


async def test_a_turn_refused_by_a_new_epoch_writes_nothing_and_is_on_record(sql_storage: SqlStorage) -> None:
    """H2"""
    claim = await claim_of(sql_storage)
    async with sql_storage.database.writing() as session:
        await session.execute(text("UPDATE conversation SET owner = 'agent', agent = 'ana', epoch = epoch + 1"))

    kept = await sql_storage.inbox().commit(claim, a_turn(claim, a_reply(), changes=(OptedOut(PHONE, "sair"),)))

    assert not kept
    assert not await sql_storage.records().is_opted_out(PHONE)
    assert await rows_of(sql_storage, MessageRow) == []
    assert [row.superseded for row in await rows_of(sql_storage, TurnRow)] == [True]
    again = await sql_storage.inbox().claim(claim.conversation.id, quiet_since=NOON, lease_s=30)
    assert again is not None
    assert (again.conversation.agent, again.conversation.epoch) == ("ana", 1)


async def test_the_bot_cannot_answer_in_a_conversation_a_person_owns(sql_storage: SqlStorage) -> None:
    """H2"""
    claim = await claim_of(sql_storage)
    await sql_storage.inbox().commit(claim, a_turn(claim, changes=(HandedOff("asked", {}),)))
    await sql_storage.inbox().store(a_message("SM9"))
    owned = await sql_storage.inbox().claim(claim.conversation.id, quiet_since=NOON, lease_s=30)
    assert owned is not None

    with pytest.raises(SpokeOutOfTurn):
        await sql_storage.inbox().commit(owned, a_turn(owned, a_reply()))


async def test_a_hand_off_a_booking_and_a_disclosure_are_on_record(sql_storage: SqlStorage) -> None:
    """H3, C2, section 10"""
    [person] = await put(sql_storage, a_row(a_title(), PHONE))
    claim = await claim_of(sql_storage)
    decided = (
        HandedOff("lawyer", {"reason": "lawyer", "titles": ["1"]}, urgent=True),
        ContactBooked(person.id, PHONE, NOON, "depois das 18h"),
        DisclosureRecorded(person.id, "titles"),
    )

    await sql_storage.inbox().commit(claim, a_turn(claim, changes=decided))

    [handoff] = await rows_of(sql_storage, HandoffRow)
    [booking] = await rows_of(sql_storage, ContactBookingRow)
    [access] = await rows_of(sql_storage, AccessRecordRow)
    assert (handoff.reason, handoff.urgent, handoff.since, handoff.closed_at) == ("lawyer", True, NOON, None)
    assert sql_storage.database.vault.open_json(handoff.packet) == {"reason": "lawyer", "titles": ["1"]}
    assert (booking.person_id, booking.at, sql_storage.database.vault.open(booking.contact)) == (person.id, NOON, PHONE)
    assert (access.person_id, access.actor, access.what) == (person.id, "bot", "titles")


async def test_nothing_that_names_a_person_can_be_read_from_the_file(
    sql_storage: SqlStorage, request: pytest.FixtureRequest
) -> None:
    """Section 10"""
    if not sql_storage.database.is_sqlite:
        secrets = await _secrets_found_in_postgres(sql_storage)
    else:
        await _fill(sql_storage)
        database = Path(make_url(sql_storage.database.url).database or "")
        content = b"".join(path.read_bytes() for path in database.parent.glob(database.name + "*"))
        secrets = [secret for secret in SECRETS if secret.encode() in content]

    assert secrets == []


SECRETS = (CPF, "Vasconcelos", "Natália", "pessoa577814", "Rua Oliveira", "1953-04-03", PHONE[-8:], "segredo")


async def _fill(storage: SqlStorage) -> None:
    [person] = await put(storage, a_row(a_title(), PHONE))
    claim = await claim_of(storage, f"segredo {CPF}")
    changes = (OptedOut(PHONE, "segredo"), ContactBooked(person.id, PHONE, NOON, "segredo"))
    await storage.inbox().commit(claim, a_turn(claim, a_reply(body="segredo"), changes=changes, masked_text="segredo"))
    await SqlRefused(storage.database).keep([a_refused(pairs=(("From", PHONE), ("Body", "segredo")))])


async def _secrets_found_in_postgres(storage: SqlStorage) -> list[str]:
    await _fill(storage)
    found = []
    async with storage.database.reading() as session:
        for table in Row.metadata.sorted_tables:
            rows = (await session.execute(text(f'SELECT t::text FROM "{table.name}" AS t'))).scalars().all()
            content = "".join(rows)
            found += [s for s in SECRETS if s in content or s.encode().hex() in content]
    return found


async def test_a_lock_has_one_holder_at_a_time(sql_storage: SqlStorage) -> None:
    inside, most = 0, 0

    async def hold() -> None:
        nonlocal inside, most
        async with sql_storage.lock("evidence"):
            inside += 1
            most = max(most, inside)
            await sql_storage.numbers().case(NOON.date())
            inside -= 1

    await asyncio.gather(*[hold() for _ in range(4)])

    assert (most, inside) == (1, 0)
    async with sql_storage.lock("evidence"), sql_storage.lock("another"):
        assert await sql_storage.numbers().case(NOON.date()) == "2026112000005"
