"""Passing a conversation on: one conditional statement, with its note and its words (H2)."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.agents.rota_view import place_of
from bot.adapters.db.agents.taking import capacity_of, end_offers, held_by, line_up
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationNoteRow, ConversationRow, HandoffRow, StaffUserRow
from bot.adapters.db.thread import Thread
from bot.application.agents.ports import AtCapacity
from bot.application.agents.roles import Right, StaffRole, may
from bot.application.agents.rota import Place
from bot.application.agents.transferring import Colleague, Handing
from bot.application.ports import Clock
from bot.domain.conversation import Owner
from bot.domain.ownership import CAPACITY, OwnerChange, OwnerReason

_ANSWERING = [role.value for role in StaffRole if may(role, Right.ANSWER)]


class SqlTransfers:
    """The `Transfers` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock
        self._capacity = capacity

    async def colleagues(self) -> Sequence[Colleague]:
        held = (
            select(col(ConversationRow.agent), func.count().label("held"))
            .where(col(ConversationRow.owner) == Owner.AGENT.value)
            .group_by(col(ConversationRow.agent))
            .subquery()
        )
        query = (
            select(
                col(StaffUserRow.email),
                col(StaffUserRow.role),
                col(StaffUserRow.creditors),
                func.coalesce(held.c.held, 0),
            )
            .outerjoin(held, held.c.agent == col(StaffUserRow.email))
            .where(col(StaffUserRow.role).in_(_ANSWERING), col(StaffUserRow.disabled_at).is_(None))
        )
        async with self._database.reading() as session:
            found = await session.execute(query)
            return [
                Colleague(email, StaffRole(role), count, frozenset(filter(None, bound.split(","))))
                for email, role, bound, count in found
            ]

    async def place(self, conversation_id: int) -> Place | None:
        open_one = (col(HandoffRow.conversation_id) == conversation_id, col(HandoffRow.closed_at).is_(None))
        async with self._database.reading() as session:
            conversation = await session.get(ConversationRow, conversation_id)
            handoff = await session.scalar(select(HandoffRow).where(*open_one).order_by(col(HandoffRow.id).desc()))
        return place_of(conversation, handoff) if conversation is not None and handoff is not None else None

    async def pass_on(self, handing: Handing) -> bool | AtCapacity:
        async with self._database.writing() as session:
            full = await self._fullness(session, handing.to) if handing.to is not None else None
            if full is not None:
                return full
            row = await self._move(session, handing)
            if row is None:
                return False
            await self._note_handoff(session, handing)
            self._write(session, handing)
            if handing.words is not None:
                thread = Thread(session, self._vault, row, self._clock.now())
                await thread.add_outgoing([handing.words])
                row.last_seq = thread.last_seq
            return True

    async def _fullness(self, session: AsyncSession, agent: str) -> AtCapacity | None:
        """Who takes one at a time is counted from here to the end of the transaction."""
        await line_up(session, agent)
        capacity = await capacity_of(session, agent, self._capacity)
        is_full = (await session.scalar(select(held_by(agent))) or 0) >= capacity
        return AtCapacity(capacity) if is_full else None

    async def _move(self, session: AsyncSession, handing: Handing) -> ConversationRow | None:
        held = handing.held
        is_still = (
            col(ConversationRow.id) == held.id,
            col(ConversationRow.epoch) == held.epoch,
            col(ConversationRow.owner) == held.owner.value,
        )
        owner = Owner.AGENT if handing.to is not None else Owner.QUEUE
        moved = update(ConversationRow).where(*is_still)
        moved = moved.values(owner=owner.value, agent=handing.to, epoch=held.epoch + 1)
        options = {"synchronize_session": False}
        return (await session.scalars(moved.returning(ConversationRow).execution_options(**options))).one_or_none()

    async def _note_handoff(self, session: AsyncSession, handing: Handing) -> None:
        is_open = (col(HandoffRow.conversation_id) == handing.held.id, col(HandoffRow.closed_at).is_(None))
        at = self._clock.now()
        values = {"accepted_by": handing.to, "accepted_at": at if handing.to is not None else None}
        await session.execute(update(HandoffRow).where(*is_open).values(**values))
        await end_offers(session, handing.held.id, at, taken_by=handing.to)

    def _write(self, session: AsyncSession, handing: Handing) -> None:
        held, at = handing.held, self._clock.now()
        owner = Owner.AGENT if handing.to is not None else Owner.QUEUE
        change = OwnerChange(
            held.id, held.owner, owner, handing.by, OwnerReason.TRANSFERRED, at, held.epoch + 1, held.agent, handing.to
        )
        note_owner(session, change)
        if handing.note:
            sealed = self._vault.seal(handing.note)
            session.add(ConversationNoteRow(conversation_id=held.id, author=handing.by, body=sealed, at=at))
