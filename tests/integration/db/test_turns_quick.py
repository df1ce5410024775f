"""A turn written in one trip leaves what the session leaves, and nothing where anything is not as it mostly is."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import event, func, select, text, update

from bot.adapters.db.overtaken import SaidMeanwhile
from bot.adapters.db.quick.turns import write_quickly
from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import (
    AccessRecordRow,
    AgreementRow,
    AttachmentRow,
    CaseRow,
    ConversationRow,
    IdentityTryRow,
    InboxRow,
    InstallmentRow,
    MessageRow,
    OfferRow,
    OutboxRow,
    Row,
    SlipRequestRow,
    TitleHistoryRow,
    TitleRow,
    TurnRow,
)
from bot.adapters.db.vault import Vault, is_token
from bot.application.agents.reach import Reach, reaching
from bot.application.changes import (
    CaseOpened,
    Change,
    DisclosureRecorded,
    HandedOff,
    IdentityTried,
    OfferMade,
    SlipRequested,
    TurnRecord,
)
from bot.application.messages import Attachment
from bot.application.ports import Claim
from bot.domain.ladder import Offer, Trigger
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from tests.builders import NOON, a_closing, a_message, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.db.debtors import with_a_debtor
from tests.kept_engine import engine_at

LATER = NOON + timedelta(hours=1)
TERMS = LumpSum(Fraction(1, 2), Money(100), Money(99_900), Money(250))
OFFER = Offer("052", TERMS, Trigger.FIRST, date(2026, 11, 20), 0)
WRITTEN = (
    *(ConversationRow, InboxRow, MessageRow, OutboxRow, AttachmentRow, OfferRow, TurnRow, IdentityTryRow),
    *(AccessRecordRow, CaseRow, AgreementRow, InstallmentRow, TitleRow, TitleHistoryRow, SlipRequestRow),
)
OUR_OWN = {"token"}  # made up anew each time
PAPER = Attachment("agreement", "application/pdf", "acordo.pdf", b"%PDF")


@pytest.fixture
async def quick(postgres_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    opened = SqlStorage(postgres_url, vault, clock, engine=engine_at(postgres_url))
    yield opened
    await opened.close()


@pytest.fixture
async def slow(sqlite_url: str, vault: Vault, clock: FakeClock) -> AsyncIterator[SqlStorage]:
    opened = SqlStorage(sqlite_url, vault, clock, engine=engine_at(sqlite_url))
    yield opened
    await opened.close()


async def _claim(storage: SqlStorage, *bodies: str) -> Claim:
    for number, body in enumerate(bodies or ["oi"]):
        conversation_id = await storage.inbox().store(a_message(f"SM{number}", body))
    claim = await storage.inbox().claim(conversation_id or 0, quiet_since=LATER, lease_s=30)
    assert claim is not None
    return claim


async def _dump(storage: SqlStorage) -> list[tuple[str, dict[str, object]]]:
    """Everything in the tables, opened."""
    found: list[tuple[str, dict[str, object]]] = []
    async with storage.database.reading() as session:
        for table in WRITTEN:
            rows = await session.scalars(select(table).order_by(text("id")))
            found += [(table.__name__, _opened(storage.database.vault, row)) for row in rows]
    return found


def _opened(vault: Vault, row: Row) -> dict[str, object]:
    return {
        name: vault.open(value) if isinstance(value, bytes) and is_token(value) else value
        for name, value in row.model_dump().items()
        if name not in OUR_OWN
    }


async def _is_quick(storage: SqlStorage, claim: Claim, turn: TurnRecord) -> bool:
    return storage.database.is_quick and await write_quickly(storage.database, claim, turn, NOON)


def _changes(person_id: int) -> dict[str, tuple[Change, ...]]:
    """By what a turn decided."""
    offered, closed = OfferMade(person_id, OFFER, "first"), a_closing(person_id)
    tried = IdentityTried(person_id, True, False, ("cpf_first3", "surname"), LATER, "+5567900000001", "15908301647")
    slips = SlipRequested(closed.agreement.number, None, LATER, "agreement")
    return {
        "nothing more": (),
        "an offer": (offered, OfferMade(person_id, OFFER, "declined")),
        "a try": (tried, replace(tried, person_id=None, succeeded=True, contact=None, document=None)),
        "a disclosure": (DisclosureRecorded(person_id, "identity confirmed by cpf_first3"),),
        "a case": (CaseOpened("2026112000001", "receipt", person_id, date(2026, 11, 25), "paguei", ("1",), ("M1",)),),
        "an agreement": (offered, closed, slips),
        "an agreement and an offer after it": (offered, closed, OfferMade(person_id, OFFER, "declined")),
        "an agreement and one slip of it": (closed, replace(slips, installment=0)),
        "a hand-off": (HandedOff("asked", {"reason": "asked"}),),
        "a file": (),
    }


@pytest.mark.parametrize("kind", list(_changes(1)))
async def test_both_databases_are_left_with_the_same(quick: SqlStorage, slow: SqlStorage, kind: str) -> None:
    dumps = []
    for storage in (quick, slow):
        person = await with_a_debtor(storage)
        claim = await _claim(storage, "oi", "quanto é?")
        replies = [a_reply("t:1", "Olá.", responses=("a", "b"), step="welcome"), a_reply("t:0", "Posso ajudar?")]
        if kind == "a file":
            replies[1] = replace(replies[1], attachment=PAPER)
        before = {"step": "welcome"}
        turn = a_turn(
            claim, *replies, changes=_changes(person.id)[kind], intent="greet", confidence=0.75, before=before
        )
        assert await _is_quick(storage, claim, turn) is (storage is quick)
        if storage is slow:
            assert await storage.inbox().commit(claim, turn)
        dumps.append(await _dump(storage))

    assert dumps[0] == dumps[1]


async def test_a_message_that_another_turn_answered_meanwhile_is_not_answered_twice(sql_storage: SqlStorage) -> None:
    claim = await _claim(sql_storage, "oi", "quanto é?")
    async with sql_storage.database.writing() as session:
        await session.execute(update(InboxRow).where(text("external_id = 'SM0'")).values(handled_at=NOON))

    assert not await sql_storage.inbox().commit(claim, a_turn(claim, a_reply()))

    assert await sql_storage.outbox().claim(10, 30) == []
    again = await sql_storage.inbox().claim(claim.conversation.id, quiet_since=LATER, lease_s=30)
    assert again is not None
    assert [message.body for message in again.messages] == ["quanto é?"]


async def test_a_message_said_before_is_not_said_again(quick: SqlStorage) -> None:
    first = await _claim(quick)
    await quick.inbox().commit(first, a_turn(first, a_reply("t:0")))
    claim = await _claim(quick, "oi", "e aí?")
    turn = a_turn(claim, a_reply("t:0"), a_reply("t:1", "Sim."))

    assert not await _is_quick(quick, claim, turn)
    assert await quick.inbox().commit(claim, turn)
    assert [entry["key"] for kind, entry in await _dump(quick) if kind == "OutboxRow"] == ["t:0", "t:1"]


async def test_a_line_an_agent_was_shown_has_its_line(quick: SqlStorage) -> None:
    claim = await _claim(quick)
    shown = text("""
        INSERT INTO message (conversation_id, seq, direction, speaker, step, kind, body, responses, inbox_id, at)
        SELECT conversation_id, 1, 'in', 'debtor', '', 'text', sealed, '', id, received_at FROM inbox
    """)
    async with quick.database.writing() as session:
        await session.execute(shown)
        await session.execute(text("UPDATE conversation SET last_seq = 1"))
    turn = a_turn(claim, a_reply())

    assert not await _is_quick(quick, claim, turn)
    assert await quick.inbox().commit(claim, turn)
    assert [(entry["seq"], entry["direction"]) for kind, entry in await _dump(quick) if kind == "MessageRow"] == [
        (1, "in"),
        (2, "out"),
    ]


async def test_what_is_done_for_somebody_of_one_creditor_goes_the_sessions_way(quick: SqlStorage) -> None:
    """The driver's statements know nothing of how far one may reach."""
    assert quick.database.is_quick
    with reaching(Reach(frozenset({"cassems"}))):
        assert not quick.database.is_quick


async def test_a_file_of_a_turn_that_is_not_written_is_not_kept(quick: SqlStorage) -> None:
    claim = await _claim(quick)
    turn = a_turn(claim, a_reply(attachment=PAPER))
    await quick.inbox().release(claim)
    assert await quick.inbox().claim(claim.conversation.id, quiet_since=LATER, lease_s=30)

    assert not await _is_quick(quick, claim, turn)

    async with quick.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(AttachmentRow)) == 0


async def test_a_lease_that_ended_is_no_licence_to_write(quick: SqlStorage, clock: FakeClock) -> None:
    claim = await _claim(quick)
    clock.advance(seconds=31)
    other = await quick.inbox().claim(claim.conversation.id, quiet_since=LATER, lease_s=30)
    assert other is not None

    assert not await _is_quick(quick, claim, a_turn(claim, a_reply()))
    assert await _is_quick(quick, other, a_turn(other, a_reply()))


@pytest.mark.parametrize("is_more_said", [False, True])
async def test_an_agreement_over_no_notice_is_closed_by_the_driver_alone_or_not_at_all(
    quick: SqlStorage, *, is_more_said: bool
) -> None:
    """P16: where more was said meanwhile, nothing of the turn is left either."""
    person = await with_a_debtor(quick)
    claim = await _claim(quick, "fechado")
    if is_more_said:
        await quick.inbox().store(a_message("SM9", "pera"))
    turn = a_turn(claim, a_reply(), changes=_changes(person.id)["an agreement"])
    by_session: list[str] = []

    @event.listens_for(quick.database.engine.sync_engine, "before_cursor_execute")
    def note(*executed: Any) -> None:
        by_session.append(executed[2])

    if is_more_said:
        with pytest.raises(SaidMeanwhile):
            await write_quickly(quick.database, claim, turn, NOON)
    else:
        assert await write_quickly(quick.database, claim, turn, NOON)

    assert by_session == []
    kinds = {kind for kind, _ in await _dump(quick)}
    assert ({"AgreementRow", "OutboxRow", "SlipRequestRow"} <= kinds) is not is_more_said
    assert {"AgreementRow", "OutboxRow", "OfferRow", "TurnRow"}.isdisjoint(kinds) is is_more_said
