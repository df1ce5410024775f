"""Reads conversations as a phone shows them, and lets the simulator begin a contact anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.codec import open_conversation
from bot.adapters.db.engine import Database
from bot.adapters.db.outbox import OPEN_STATES, supersede
from bot.adapters.db.people import open_person
from bot.adapters.db.simulator_bubbles import inbound_bubble, outbound_bubble
from bot.adapters.db.tables import (
    AttachmentRow,
    ConversationRow,
    DeliveryRow,
    HandoffRow,
    InboxRow,
    MessageRow,
    OutboxRow,
    PersonRow,
    PhoneRow,
)
from bot.adapters.db.vault import digits, plain_phone
from bot.application.simulator_view import Bubble, Debtor, DebtorEntry, PhoneLine, Screen
from bot.domain.conversation import Channel, Owner
from bot.domain.documents import is_cnpj, is_cpf
from bot.domain.reading.text import fold

SEARCHED_AT_MOST = 5_000  # names are sealed: each is opened to be compared
READ_AT_ONCE = 500
FRESH = {
    "state": None,
    "owner": Owner.BOT.value,
    "agent": None,
    "protocol": None,
    "opened_at": None,
    "last_inbound_at": None,
    "release": None,
    "person_id": None,
}


class SqlSimulatorView:
    """The `SimulatorView` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def debtors(self, search: str, limit: int) -> Sequence[DebtorEntry]:
        async with self._database.reading() as session:
            people = await self._people_like(session, search, limit)
            phones = await self._phones(session, [row.id for row, _ in people])
        return [
            DebtorEntry(row.id, name, row.creditor, row.role, phones.get(row.id, ((Channel.WHATSAPP, ""),))[0][1])
            for row, name in people
        ]

    async def debtor(self, person_id: int) -> Debtor | None:
        async with self._database.reading() as session:
            row = await session.get(PersonRow, person_id)
            if row is None:
                return None
            phones = await self._phones(session, [person_id])
        return Debtor(open_person(self._vault, row), phones.get(person_id, ()))

    async def screen(self, line: PhoneLine, after: int = 0) -> Screen:
        async with self._database.reading() as session:
            row = await session.scalar(select(ConversationRow).where(*self._is(line)))
            if row is None:
                return Screen()
            # What is awaited is read first: answered in between, it is shown with its answer, and looked at once more.
            waiting = await self._waiting(session, row.id)
            is_speaking = await _has_unsent(session, row.id)
            said = await self._said(session, row.id, after)
        conversation = open_conversation(self._vault, row)
        return Screen(
            bubbles=(*said, *(one for one in waiting if one.key not in {shown.key for shown in said})),
            is_pending=is_speaking or (bool(waiting) and conversation.owner is Owner.BOT),
            last_seq=conversation.last_seq,
            owner=conversation.owner,
            creditor=conversation.creditor,
            protocol=conversation.protocol,
            step=conversation.slots.get("step", ""),
            is_verified=conversation.verification.is_confirmed,
        )

    async def start_over(
        self, line: PhoneLine, at: datetime, creditor: str | None = None, trial: str | None = None
    ) -> int:
        async with self._database.writing() as session:
            await session.execute(self._opened(line, at).on_conflict_do_nothing())
            row = (await session.scalars(select(ConversationRow).where(*self._is(line)).with_for_update())).one()
            for name, value in FRESH.items():
                setattr(row, name, value)
            row.trial = trial or row.trial
            row.creditor = creditor or (row.creditor if row.trial else None)  # a trial is of one creditor
            row.epoch += 1
            await supersede(session, self._database, row.id, at)
            await _forget_waiting(session, row.id, at)
            return row.last_seq

    def _opened(self, line: PhoneLine, at: datetime) -> Any:
        return self._database.insert(ConversationRow).values(
            contact_hash=self._vault.phone_index(line.contact),
            contact=self._vault.seal(line.contact),
            channel=line.channel.value,
            sender=line.sender,
            simulated=True,
            created_at=at,
        )

    def _is(self, line: PhoneLine) -> tuple[ColumnElement[bool], ...]:
        return (
            col(ConversationRow.contact_hash) == self._vault.phone_index(line.contact),
            col(ConversationRow.channel) == line.channel.value,
            col(ConversationRow.sender) == line.sender,
            col(ConversationRow.simulated).is_(True),
        )

    async def _said(self, session: AsyncSession, conversation_id: int, after: int) -> list[Bubble]:
        query = (
            select(MessageRow, InboxRow, OutboxRow, AttachmentRow, _furthest_rank())
            .outerjoin(InboxRow, col(InboxRow.id) == col(MessageRow.inbox_id))
            .outerjoin(OutboxRow, col(OutboxRow.id) == col(MessageRow.outbox_id))
            .outerjoin(AttachmentRow, col(AttachmentRow.id) == col(OutboxRow.attachment_id))
            .where(col(MessageRow.conversation_id) == conversation_id, col(MessageRow.seq) > after)
            .order_by(col(MessageRow.seq))
        )
        bubbles = []
        for message, inbox, outbox, attachment, rank in await session.execute(query):
            if inbox is not None:
                bubbles.append(inbound_bubble(self._vault, inbox, message.seq))
            elif outbox is not None and outbox.sid is not None:  # a phone shows what has reached it
                bubbles.append(outbound_bubble(self._vault, message, outbox, attachment, rank))
        return bubbles

    async def _waiting(self, session: AsyncSession, conversation_id: int) -> list[Bubble]:
        """Written, and not yet part of a turn."""
        theirs = (col(InboxRow.conversation_id) == conversation_id, col(InboxRow.handled_at).is_(None))
        rows = await session.scalars(select(InboxRow).where(*theirs).order_by(col(InboxRow.id)))
        return [inbound_bubble(self._vault, row, 0) for row in rows]

    async def _people_like(self, session: AsyncSession, search: str, limit: int) -> list[tuple[PersonRow, str]]:
        number = digits(search)
        if is_cpf(number) or is_cnpj(number):
            return await self._opened_people(session, _by_document(self._vault.document_index(number)), limit)
        if plain_phone(search).startswith("+"):
            return await self._opened_people(session, _by_phone(self._vault.loose_phone_index(search)), limit)
        return await self._by_name(session, fold(search), limit)

    async def _opened_people(
        self, session: AsyncSession, which: ColumnElement[bool], limit: int
    ) -> list[tuple[PersonRow, str]]:
        rows = await session.scalars(select(PersonRow).where(which).order_by(col(PersonRow.id)).limit(limit))
        return [(row, self._name(row)) for row in rows]

    async def _by_name(self, session: AsyncSession, wanted: str, limit: int) -> list[tuple[PersonRow, str]]:
        found: list[tuple[PersonRow, str]] = []
        last_id = seen = 0
        while len(found) < limit and seen < SEARCHED_AT_MOST:
            query = select(PersonRow).where(col(PersonRow.id) > last_id).order_by(col(PersonRow.id))
            rows = (await session.scalars(query.limit(READ_AT_ONCE))).all()
            named = [(row, self._name(row)) for row in rows]
            found += [(row, name) for row, name in named if wanted in fold(name)]
            if len(rows) < READ_AT_ONCE:
                break
            last_id, seen = rows[-1].id, seen + len(rows)
        return found[:limit]

    def _name(self, row: PersonRow) -> str:
        return open_person(self._vault, row).name

    async def _phones(self, session: AsyncSession, people: Sequence[int]) -> dict[int, tuple[tuple[Channel, str], ...]]:
        theirs = (col(PhoneRow.person_id).in_(people), col(PhoneRow.unlinked_at).is_(None))
        phones: dict[int, tuple[tuple[Channel, str], ...]] = {}
        for row in await session.scalars(select(PhoneRow).where(*theirs).order_by(col(PhoneRow.id))):
            known = (Channel(row.channel), self._vault.open(row.number))
            phones[row.person_id] = (*phones.get(row.person_id, ()), known)
        return phones


def _furthest_rank() -> Any:
    """How far the provider says a message of ours came."""
    told = select(func.max(col(DeliveryRow.rank))).where(col(DeliveryRow.sid) == col(OutboxRow.sid))
    return told.correlate(OutboxRow).scalar_subquery()


def _by_document(index: bytes) -> ColumnElement[bool]:
    return or_(col(PersonRow.document_hash) == index, col(PersonRow.holder_hash) == index)


def _by_phone(index: bytes) -> ColumnElement[bool]:
    return col(PersonRow.id).in_(select(col(PhoneRow.person_id)).where(col(PhoneRow.loose_hash) == index))


async def _has_unsent(session: AsyncSession, conversation_id: int) -> bool:
    unsent = (col(OutboxRow.conversation_id) == conversation_id, col(OutboxRow.state).in_(OPEN_STATES))
    return await session.scalar(select(col(OutboxRow.id)).where(*unsent).limit(1)) is not None


async def _forget_waiting(session: AsyncSession, conversation_id: int, at: datetime) -> None:
    """What was written before the new contact is not answered in it, and nobody waits for the old one."""
    unread = (col(InboxRow.conversation_id) == conversation_id, col(InboxRow.handled_at).is_(None))
    await session.execute(update(InboxRow).where(*unread).values(handled_at=at))
    queued = (col(HandoffRow.conversation_id) == conversation_id, col(HandoffRow.closed_at).is_(None))
    await session.execute(update(HandoffRow).where(*queued).values(closed_at=at, outcome="simulator"))
