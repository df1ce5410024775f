"""Taking a conversation: one conditional statement, which also counts what the agent holds already (H2)."""

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.agents.inbox_snoozes import end_snooze
from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.engine import Database
from bot.adapters.db.outbox import supersede
from bot.adapters.db.tables import ConversationRow, HandoffOfferRow, HandoffRow, StaffUserRow
from bot.domain.conversation import Owner
from bot.domain.ownership import CAPACITY, OwnerChange, OwnerReason

TAKEOVER = "takeover"


async def line_up(session: AsyncSession, agent: str) -> None:
    """An agent takes one at a time, so that two taken at once cannot both be the last that fits."""
    theirs = select(col(StaffUserRow.id)).where(col(StaffUserRow.email) == agent)
    await session.execute(theirs.with_for_update(key_share=True))


async def capacity_of(session: AsyncSession, agent: str, usual: int = CAPACITY) -> int:
    """How many an agent may hold: their own number, else everybody's."""
    own = await session.scalar(select(col(StaffUserRow.capacity)).where(col(StaffUserRow.email) == agent))
    return usual if own is None else own


def held_by(agent: str) -> ScalarSelect[int]:
    other = aliased(ConversationRow)
    theirs = (col(other.owner) == Owner.AGENT.value, col(other.agent) == agent)
    return select(func.count()).select_from(other).where(*theirs).scalar_subquery()


def _capacity_of(agent: str, usual: int) -> ColumnElement[int]:
    own = select(col(StaffUserRow.capacity)).where(col(StaffUserRow.email) == agent)
    return func.coalesce(own.scalar_subquery(), usual)


class Taking:
    """Within a transaction that `line_up` began."""

    def __init__(self, session: AsyncSession, database: Database, at: datetime, capacity: int = CAPACITY) -> None:
        self._session = session
        self._database = database
        self._at = at
        self._capacity = capacity

    async def take(self, conversation_id: int, agent: str, reason: OwnerReason) -> bool:
        """Of any number who ask at once, one gets it; nobody gets more than fits."""
        may_have = (
            col(ConversationRow.id) == conversation_id,
            col(ConversationRow.owner) != Owner.AGENT.value,
            held_by(agent) < _capacity_of(agent, self._capacity),
        )
        taken = (
            update(ConversationRow)
            .where(*may_have)
            .values(owner=Owner.AGENT.value, agent=agent, epoch=ConversationRow.epoch + 1)
            .returning(col(ConversationRow.epoch))
            .execution_options(synchronize_session=False)
        )
        epoch = (await self._session.scalars(taken)).one_or_none()
        if epoch is None:
            return False
        before = Owner.QUEUE if await self._note_accepted(conversation_id, agent) else Owner.BOT
        if before is Owner.BOT:
            await self._note_takeover(conversation_id, agent)
        await end_offers(self._session, conversation_id, self._at, taken_by=agent)
        changed = OwnerChange(conversation_id, before, Owner.AGENT, agent, reason, self._at, epoch, agent_after=agent)
        note_owner(self._session, changed)
        return True

    async def _note_accepted(self, conversation_id: int, agent: str) -> bool:
        is_open = (col(HandoffRow.conversation_id) == conversation_id, col(HandoffRow.closed_at).is_(None))
        noted = update(HandoffRow).where(*is_open).values(accepted_by=agent, accepted_at=self._at)
        return (await self._session.scalars(noted.returning(col(HandoffRow.id)))).first() is not None

    async def _note_takeover(self, conversation_id: int, agent: str) -> None:
        """What the bot was about to say is not said. Before a hand-off it had said its last words."""
        await supersede(self._session, self._database, conversation_id, self._at)
        packet = self._database.vault.seal_json({"reason": TAKEOVER})
        row = HandoffRow(conversation_id=conversation_id, reason=TAKEOVER, packet=packet, since=self._at)
        row.accepted_by, row.accepted_at = agent, self._at
        self._session.add(row)


async def end_offers(session: AsyncSession, conversation_id: int, at: datetime, *, taken_by: str | None = None) -> None:
    """It waits no more: what stood offered is accepted by who took it, and withdrawn from anybody else."""
    stands = (col(HandoffOfferRow.conversation_id) == conversation_id, col(HandoffOfferRow.answer).is_(None))
    if taken_by is not None:
        theirs = update(HandoffOfferRow).where(*stands, col(HandoffOfferRow.agent) == taken_by)
        await session.execute(theirs.values(answer="accepted", answered_at=at))
    await session.execute(update(HandoffOfferRow).where(*stands).values(answer="withdrawn", answered_at=at))
    await end_snooze(session, conversation_id, taken_by or "owner", at)
