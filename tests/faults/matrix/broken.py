"""The service with one of its promises taken out: what the suite must notice each time."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

from sqlmodel import col, select

from bot.adapters.db.tables import ConversationRow
from bot.application.changes import TurnRecord
from bot.application.messages import InboundMessage
from bot.application.ports import Claim, Outbox, Provider, Sending
from tests.faults.matrix.marked import MarkedInbox, MarkedProvider
from tests.faults.matrix.points import Points

NO_DEDUPE, NO_EPOCH, SENT_BEFORE_SENDING = "no dedupe", "no epoch", "sent before sending"
_copies = count(1)


class ForgetfulInbox(MarkedInbox):
    """Does not know a message again."""

    async def store(self, message: InboundMessage) -> int | None:
        copy = replace(message, external_id=f"{message.external_id}:{next(_copies)}:{datetime.now(UTC):%H%M%S%f}")
        return await super().store(copy)


class UnguardedInbox(MarkedInbox):
    """Commits a turn whoever owns the conversation by now."""

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        this = col(ConversationRow.id) == claim.conversation.id
        async with self._database.reading() as session:
            row = (await session.scalars(select(ConversationRow).where(this))).one()
        moved = replace(claim.conversation, epoch=row.epoch)
        return await super().commit(replace(claim, conversation=moved, token=row.lease_token), turn)


class HastyProvider(MarkedProvider):
    """Has a message marked as sent before it is handed over."""

    def __init__(self, provider: Provider, points: Points, outbox: Outbox) -> None:
        super().__init__(provider, points)
        self._outbox = outbox

    async def send(self, sending: Sending) -> str:
        await self._outbox.sent(sending, f"SMeeee{sending.id:028x}", datetime.now(UTC))
        return await super().send(sending)
