"""Deals of agents: an act written in one transaction, and what the panel shows of offers and slips (P14)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.view import lines_after, waiting_messages
from bot.adapters.db.changes import ChangeWriter
from bot.adapters.db.codec import conversation_values, open_conversation
from bot.adapters.db.deals import open_offer
from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.overtaken import Overtaken
from bot.adapters.db.tables import AgreementRow, ConversationRow, OfferRow, SlipRequestRow
from bot.adapters.db.thread import Thread
from bot.application.agents.deal_models import AskedSlip, KeptOffer
from bot.application.agents.deal_writing import AgentTurn, Written
from bot.application.agents.ports import Spoken, Taken, Unseen
from bot.application.ports import Clock
from bot.domain.conversation import Conversation, Owner

_ON_PAGE = 50


class SqlDeals:
    """The `Deals` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def write(self, act: AgentTurn) -> Written:
        try:
            async with self._database.writing() as session:
                return await write_act(session, self._database, act, self._clock.now())
        except Overtaken:
            return None  # a title or a slip was taken meanwhile: undone whole

    async def offers_of(self, person_id: int) -> Sequence[KeptOffer]:
        query = select(OfferRow).where(col(OfferRow.person_id) == person_id)
        async with self._database.reading() as session:
            rows = await session.scalars(query.order_by(col(OfferRow.id).desc()).limit(_ON_PAGE))
            return [KeptOffer(row.id, open_offer(row), row.at, row.conversation_id, row.voided_at) for row in rows]

    async def slips_of(self, agreements: Sequence[str]) -> Sequence[AskedSlip]:
        query = (
            select(col(AgreementRow.number), SlipRequestRow)
            .join(SlipRequestRow, col(SlipRequestRow.agreement_id) == col(AgreementRow.id))
            .where(col(AgreementRow.number).in_(agreements))
            .order_by(col(SlipRequestRow.id))
        )
        async with self._database.reading() as session:
            return [
                AskedSlip(number, row.installment, row.reason, row.deadline, row.issued_at)
                for number, row in await session.execute(query)
            ]


async def write_act(session: AsyncSession, database: Database, act: AgentTurn, at: datetime) -> Written:
    """Messages, changes and what the bot is to remember; nothing where somebody or something came between."""
    theirs = select(ConversationRow).where(col(ConversationRow.id) == act.held.id).with_for_update()
    row = (await session.scalars(theirs)).one()
    if row.owner != Owner.AGENT.value or row.agent != act.agent:
        return Taken(row.agent)
    if row.epoch != act.held.epoch:
        return None
    thread = Thread(session, database.vault, row, at)
    await thread.add_inbound(await waiting_messages(session, database.vault, row.id))
    row.last_seq = thread.last_seq
    await session.flush()
    if row.last_seq > act.last_seen:
        return Unseen(tuple(await lines_after(session, database.vault, row.id, act.last_seen)))
    await thread.add_outgoing(act.turn.replies)
    row.last_seq = thread.last_seq
    _keep_state(row, database, act, at)
    await ChangeWriter(session, database, act.turn, at).write_all()
    note_change(session, "conversation", at, conversation_id=row.id)
    return Spoken(row.last_seq)


def _keep_state(row: ConversationRow, database: Database, act: AgentTurn, at: datetime) -> None:
    """Scope, day and options as the bot would have left them, over what a silent turn may have noted meanwhile."""
    now = open_conversation(database.vault, row)
    after = act.turn.conversation
    kept = replace(now, memory=_merged(now, act), variables=after.variables, options=after.options)
    row.state = conversation_values(database.vault, kept)["state"]
    if row.lease_until is not None and row.lease_until > at:
        row.lease_token, row.lease_until = row.lease_token + 1, None  # a silent turn at work would write over it


def _merged(now: Conversation, act: AgentTurn) -> dict[str, str]:
    before, after = act.held.memory, act.turn.conversation.memory
    changed = {name: value for name, value in after.items() if before.get(name) != value}
    gone = {name for name in before if name not in after}
    return {name: value for name, value in {**now.memory, **changed}.items() if name not in gone}
