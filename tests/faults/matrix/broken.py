"""The service with one of its promises taken out: what the suite must notice each time."""

from dataclasses import replace
from itertools import count

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ConversationRow, OutboxRow
from bot.application.changes import TurnRecord
from bot.application.messages import InboundMessage
from bot.application.ports import Claim, Clock, Provider, Sending
from tests.faults.matrix.marked import MarkedInbox, MarkedProvider
from tests.faults.matrix.points import Points

NO_DEDUPE, NO_EPOCH, SENT_BEFORE_SENDING = "no dedupe", "no epoch", "sent before sending"
_copies = count(1)


class BrokenInbox(MarkedInbox):
    """Takes a message again, and commits a turn whoever owns the conversation by now."""

    def __init__(self, database: Database, clock: Clock, points: Points, broken: frozenset[str]) -> None:
        super().__init__(database, clock, points)
        self._broken = broken

    async def store(self, message: InboundMessage) -> int | None:
        kept = await super().store(message)
        if kept is not None or NO_DEDUPE not in self._broken:
            return kept
        return await super().store(replace(message, external_id=f"{message.external_id} again {next(_copies)}"))

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        return await super().commit(await self._as_if_held(claim) if NO_EPOCH in self._broken else claim, turn)

    async def _as_if_held(self, claim: Claim) -> Claim:
        this = col(ConversationRow.id) == claim.conversation.id
        async with self._database.reading() as session:
            row = (await session.scalars(select(ConversationRow).where(this))).one()
        return replace(claim, conversation=replace(claim.conversation, epoch=row.epoch), token=row.lease_token)


class HastyProvider(MarkedProvider):
    """Marks a message as sent before it is handed over."""

    def __init__(self, provider: Provider, points: Points, database: Database) -> None:
        super().__init__(provider, points)
        self._database = database

    async def send(self, sending: Sending) -> str:
        async with self._database.writing() as session:
            await session.execute(update(OutboxRow).where(col(OutboxRow.id) == sending.id).values(state="sent"))
        return await super().send(sending)
