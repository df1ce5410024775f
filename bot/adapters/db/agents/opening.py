"""A talk an agent begins: taken and spoken in within one transaction (R3, H2)."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.agents.taking import capacity_of, held_by, line_up
from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import conversation_values
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, HandoffRow, PersonRow
from bot.adapters.db.thread import Thread
from bot.adapters.db.turns import unlease
from bot.application.agents.opening_talk import Beginning
from bot.application.agents.ports import AtCapacity
from bot.application.changes import TurnRecord
from bot.application.ports import Claim, Clock
from bot.domain.conversation import Owner
from bot.domain.ownership import CAPACITY, OwnerChange, OwnerReason


class SqlOpenings:
    """The `Openings` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._clock = clock
        self._capacity = capacity

    async def has_person(self, person_id: int) -> bool:
        found = select(col(PersonRow.id)).where(col(PersonRow.id) == person_id)
        async with self._database.reading() as session:
            return await session.scalar(found) is not None

    async def begin(self, claim: Claim, turn: TurnRecord, by: Beginning) -> bool | AtCapacity:
        agent = by.agent
        async with self._database.writing() as session:
            await line_up(session, agent)
            capacity = await capacity_of(session, agent, self._capacity)
            if (await session.scalar(select(held_by(agent))) or 0) >= capacity:
                return AtCapacity(capacity)
            row = await self._take(session, claim, turn)
            if row is None:
                return False
            thread = Thread(session, self._database.vault, row, self._clock.now())
            await thread.add_outgoing(turn.replies)
            row.last_seq = thread.last_seq
            await ChangeWriter(session, self._database, turn, self._clock.now()).write_all()
            self._note(session, row, by)
            return True

    async def _take(self, session: AsyncSession, claim: Claim, turn: TurnRecord) -> ConversationRow | None:
        before = claim.conversation
        values = {**conversation_values(self._database.vault, turn.conversation), "epoch": before.epoch + 1}
        still = (col(ConversationRow.epoch) == before.epoch, col(ConversationRow.owner) == Owner.BOT.value)
        taken = unlease(claim.conversation.id, claim.token).where(*still).values(**values).returning(ConversationRow)
        return (await session.scalars(taken)).one_or_none()

    def _note(self, session: AsyncSession, row: ConversationRow, by: Beginning) -> None:
        """A hand-off nobody asked for, so that it goes the ways of every other from here on."""
        at, agent = self._clock.now(), by.agent
        packet = self._database.vault.seal_json({"reason": OwnerReason.BEGAN.value})
        handoff = HandoffRow(conversation_id=row.id, reason=OwnerReason.BEGAN.value, packet=packet, since=at)
        handoff.accepted_by, handoff.accepted_at, handoff.person_id = agent, at, by.person_id
        session.add(handoff)
        change = OwnerChange(row.id, Owner.BOT, Owner.AGENT, agent, OwnerReason.BEGAN, at, row.epoch, agent_after=agent)
        note_owner(session, change)
