"""Offers of waiting conversations to agents, and conversations that go back to the queue (H2, H5)."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.inbox_snoozes import AT, end_snoozes_over, is_over
from bot.adapters.db.agents.log import note_owner
from bot.adapters.db.agents.rota_view import held_by_agents, waiting_places, wrote_while_waiting
from bot.adapters.db.agents.taking import capacity_of, line_up
from bot.adapters.db.engine import Database
from bot.adapters.db.staff.staff import member_of
from bot.adapters.db.tables import ConversationRow, HandoffOfferRow, HandoffRow, OutboxRow, StaffUserRow
from bot.adapters.db.thread import Thread
from bot.application.agents.roles import StaffRole
from bot.application.agents.rota import (
    WORKER,
    HeldByAgent,
    Load,
    OfferedToAgent,
    Place,
    Waiting,
    WroteWhileWaiting,
)
from bot.application.messages import OutgoingMessage
from bot.application.ports import Clock
from bot.domain.conversation import Owner
from bot.domain.ownership import CAPACITY, Limits, OwnerChange, OwnerReason

_STANDS = col(HandoffOfferRow.answer).is_(None)
_ANY_OVER = select(or_(exists().where(_STANDS, col(HandoffOfferRow.until) <= AT), exists().where(is_over(AT))))


class SqlRota:
    """The `Rota` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock, *, capacity: int = CAPACITY) -> None:
        self._database = database
        self._clock = clock
        self._capacity = capacity

    async def agents(self) -> Mapping[str, Load]:
        works = (col(StaffUserRow.role) == StaffRole.AGENT.value, col(StaffUserRow.disabled_at).is_(None))
        async with self._database.reading() as session:
            loads = await _loads(session)
            hired = [member_of(row) for row in await session.scalars(select(StaffUserRow).where(*works))]
        return {one.email: Load(loads[one.email], Limits(one.capacity, one.creditors)) for one in hired}

    async def waiting(self, passed_since: datetime) -> Sequence[Waiting]:
        await self._lapse()
        async with self._database.reading() as session:
            places = await waiting_places(session, self._clock.now())
            passed = await _passed(session, passed_since) if places else {}
        return [Waiting(place, frozenset(passed.get(place.handoff_id, ()))) for place in places]

    async def offer(self, place: Place, agent: str, until: datetime) -> bool:
        async with self._database.writing() as session:
            await line_up(session, agent)
            fits = await capacity_of(session, agent, self._capacity)
            if (await _loads(session))[agent] >= fits or not await _still_waits(session, place):
                return False
            offered = self._database.insert(HandoffOfferRow).values(
                handoff_id=place.handoff_id,
                conversation_id=place.conversation_id,
                agent=agent,
                offered_at=self._clock.now(),
                until=until,
            )
            made = offered.on_conflict_do_nothing().returning(col(HandoffOfferRow.id))
            return await session.scalar(made) is not None

    async def refuse(self, conversation_id: int, agent: str) -> bool:
        theirs = (col(HandoffOfferRow.conversation_id) == conversation_id, col(HandoffOfferRow.agent) == agent, _STANDS)
        refused = update(HandoffOfferRow).where(*theirs).values(answer="refused", answered_at=self._clock.now())
        async with self._database.writing() as session:
            return (await session.scalars(refused.returning(col(HandoffOfferRow.id)))).first() is not None

    async def offered_to(self, agent: str) -> Sequence[OfferedToAgent]:
        query = (
            select(HandoffOfferRow, HandoffRow)
            .join(HandoffRow, col(HandoffRow.id) == col(HandoffOfferRow.handoff_id))
            .where(col(HandoffOfferRow.agent) == agent, _STANDS)
            .order_by(col(HandoffOfferRow.id))
        )
        async with self._database.reading() as session:
            found = (await session.execute(query)).all()
        return [OfferedToAgent(row.conversation_id, row.until, asked.reason, asked.urgent) for row, asked in found]

    async def held(self) -> Sequence[HeldByAgent]:
        async with self._database.reading() as session:
            return await held_by_agents(session, self._clock.now())

    async def send_back(
        self, held: HeldByAgent, reason: OwnerReason, words: OutgoingMessage | None, by: str = WORKER
    ) -> bool:
        place, now = held.place, self._clock.now()
        is_theirs = (
            col(ConversationRow.id) == place.conversation_id,
            col(ConversationRow.owner) == Owner.AGENT.value,
            col(ConversationRow.epoch) == place.epoch,
        )
        back = update(ConversationRow).where(*is_theirs)
        back = back.values(owner=Owner.QUEUE.value, agent=None, epoch=place.epoch + 1)
        freed = update(HandoffRow).where(col(HandoffRow.id) == place.handoff_id)
        async with self._database.writing() as session:
            row = (await session.scalars(back.returning(ConversationRow))).one_or_none()
            if row is None:
                return False
            await session.execute(freed.values(accepted_by=None, accepted_at=None))
            change = OwnerChange(
                row.id, Owner.AGENT, Owner.QUEUE, by, reason, now, place.epoch + 1, agent_before=held.agent
            )
            note_owner(session, change)
            await self._say(session, row, words)
            return True

    async def wrote_while_waiting(self) -> Sequence[WroteWhileWaiting]:
        async with self._database.reading() as session:
            return await wrote_while_waiting(session)

    async def said(self, keys: Collection[str]) -> Collection[str]:
        async with self._database.reading() as session:
            return set(await session.scalars(select(col(OutboxRow.key)).where(col(OutboxRow.key).in_(keys))))

    async def tell(self, place: Place, words: OutgoingMessage) -> bool:
        waits = (col(ConversationRow.id) == place.conversation_id, col(ConversationRow.epoch) == place.epoch)
        query = select(ConversationRow).where(*waits, col(ConversationRow.owner) == Owner.QUEUE.value)
        async with self._database.writing() as session:
            row = await session.scalar(query.with_for_update())
            if row is not None:
                await self._say(session, row, words)
            return row is not None

    async def _say(self, session: AsyncSession, row: ConversationRow, words: OutgoingMessage | None) -> None:
        if words is None:
            return
        thread = Thread(session, self._database.vault, row, self._clock.now())
        await thread.add_outgoing([words])
        row.last_seq = thread.last_seq

    async def _lapse(self) -> None:
        """Asked first: a round in which nothing is over costs no transaction that writes."""
        now = self._clock.now()
        async with self._database.reading() as session:
            if not await session.scalar(_ANY_OVER, {"at": now}):
                return
        over = update(HandoffOfferRow).where(_STANDS, col(HandoffOfferRow.until) <= now)
        async with self._database.writing() as session:
            await session.execute(over.values(answer="lapsed", answered_at=now))
            await end_snoozes_over(session, now)


async def _loads(session: AsyncSession) -> dict[str, int]:
    """What each agent holds, and what stands offered."""
    held = select(col(ConversationRow.agent), func.count()).where(col(ConversationRow.owner) == Owner.AGENT.value)
    offered = select(col(HandoffOfferRow.agent), func.count()).where(_STANDS)
    loads: dict[str, int] = defaultdict(int)
    for query in (held.group_by(col(ConversationRow.agent)), offered.group_by(col(HandoffOfferRow.agent))):
        for agent, count in await session.execute(query):
            loads[agent or ""] += count
    return loads


async def _passed(session: AsyncSession, since: datetime) -> dict[int, set[str]]:
    let_pass = (col(HandoffOfferRow.answer).in_(("refused", "lapsed")), col(HandoffOfferRow.answered_at) > since)
    passed: dict[int, set[str]] = defaultdict(set)
    for handoff, agent in await session.execute(
        select(col(HandoffOfferRow.handoff_id), col(HandoffOfferRow.agent)).where(*let_pass)
    ):
        passed[handoff].add(agent)
    return passed


async def _still_waits(session: AsyncSession, place: Place) -> bool:
    """The row is kept as it is until the offer stands: whoever takes it now sees the offer and ends it."""
    waits = (col(ConversationRow.id) == place.conversation_id, col(ConversationRow.owner) == Owner.QUEUE.value)
    return await session.scalar(select(col(ConversationRow.id)).where(*waits).with_for_update()) is not None
