"""Writes a turn in one transaction, or records that it came too late."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.changes import ChangeWriter, TitlesTaken
from bot.adapters.db.codec import conversation_values, seal_outgoing
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import AttachmentRow, ConversationRow, InboxRow, MessageRow, OutboxRow, TurnRow
from bot.adapters.db.vault import Vault
from bot.application.changes import HandedOff, TurnRecord
from bot.application.messages import Attachment, InboundMessage, OutgoingMessage
from bot.application.ports import Claim
from bot.domain.conversation import Conversation, Owner
from bot.domain.errors import BotError


class SpokeOutOfTurn(BotError):
    """The bot answered in a conversation a person owns (H2)."""


async def commit_turn(database: Database, claim: Claim, turn: TurnRecord, at: datetime) -> bool:
    """True when all of it was written; False when the lease, the epoch or a title moved, which is kept on record."""
    if turn.replies and claim.conversation.owner is not Owner.BOT:
        raise SpokeOutOfTurn(f"conversation {claim.conversation.id} is owned by {claim.conversation.owner}")
    try:
        async with database.writing() as session:
            writer = _TurnWriter(session, database.vault, claim, turn, at)
            if await writer.still_holds():
                await writer.write_all(database)
                return True
    except TitlesTaken:
        pass  # undone whole: the next try sees the titles as they are
    async with database.writing() as session:
        session.add(_turn_row(database.vault, claim, turn, at, superseded=True))
        await session.execute(unlease(claim.conversation.id, claim.token))
    return False


def unlease(conversation_id: int, token: int) -> Update:
    held = (col(ConversationRow.id) == conversation_id, col(ConversationRow.lease_token) == token)
    return update(ConversationRow).where(*held).values(lease_until=None)


class _TurnWriter:
    """The rows of one turn, in the transaction given."""

    def __init__(self, session: AsyncSession, vault: Vault, claim: Claim, turn: TurnRecord, at: datetime) -> None:
        self._session = session
        self._vault = vault
        self._claim = claim
        self._turn = turn
        self._at = at
        self._seq = 0

    async def still_holds(self) -> bool:
        """Lock the conversation under the token and epoch of the claim."""
        claim = self._claim
        held = unlease(claim.conversation.id, claim.token).where(col(ConversationRow.epoch) == claim.conversation.epoch)
        last_seq = await self._session.scalar(held.returning(col(ConversationRow.last_seq)))
        self._seq = last_seq or 0
        return last_seq is not None

    async def write_all(self, database: Database) -> None:
        handled = [message for message in self._claim.messages if message.id in self._turn.handled]
        await self._keep_inbound(handled)
        await self._keep_replies()
        changes = ChangeWriter(self._session, database, self._turn.conversation, self._at)
        for change in self._turn.changes:
            await changes.write(change)
        await self._keep_conversation(handled)
        self._session.add(_turn_row(self._vault, self._claim, self._turn, self._at))

    async def _keep_inbound(self, handled: Sequence[InboundMessage]) -> None:
        for message in handled:
            self._session.add(self._inbound_row(message))
        ids = [message.id for message in handled]
        await self._session.execute(update(InboxRow).where(col(InboxRow.id).in_(ids)).values(handled_at=self._at))

    def _inbound_row(self, message: InboundMessage) -> MessageRow:
        return MessageRow(
            conversation_id=self._claim.conversation.id,
            seq=self._next_seq(),
            direction="in",
            speaker="debtor",
            kind=message.kind,
            body=self._vault.seal(message.body),
            external_id=message.external_id,
            inbox_id=message.id,
            at=message.received_at or self._at,
        )

    async def _keep_replies(self) -> None:
        """Rows for the sender; a key seen before is the same reply, and is not said twice."""
        keys = [reply.key for reply in self._turn.replies]
        known = set(await self._session.scalars(select(col(OutboxRow.key)).where(col(OutboxRow.key).in_(keys))))
        for reply in self._turn.replies:
            if reply.key not in known:
                outbox_id = await self._enqueue(reply)
                self._session.add(self._outbound_row(reply, outbox_id))

    async def _enqueue(self, reply: OutgoingMessage) -> int:
        attachment_id = await self._attach(reply.attachment) if reply.attachment else None
        row = OutboxRow(
            key=reply.key,
            conversation_id=self._claim.conversation.id,
            epoch=self._claim.conversation.epoch,
            sealed=seal_outgoing(self._vault, reply),
            attachment_id=attachment_id,
            next_at=self._at,
            created_at=self._at,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def _attach(self, attachment: Attachment) -> int:
        row = AttachmentRow(
            token=secrets.token_urlsafe(24),
            kind=attachment.kind,
            content_type=attachment.content_type,
            filename=attachment.filename,
            content=self._vault.seal_bytes(attachment.content),
            created_at=self._at,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    def _outbound_row(self, reply: OutgoingMessage, outbox_id: int) -> MessageRow:
        return MessageRow(
            conversation_id=self._claim.conversation.id,
            seq=self._next_seq(),
            direction="out",
            speaker=reply.speaker,
            step=reply.step,
            body=self._vault.seal(reply.body),
            responses=",".join(reply.responses),
            outbox_id=outbox_id,
            at=self._at,
        )

    async def _keep_conversation(self, handled: Sequence[InboundMessage]) -> None:
        before, after = self._claim.conversation, self._after()
        received = [message.received_at for message in handled if message.received_at is not None]
        last = max([*received, *filter(None, [before.last_inbound_at])], default=None)
        values = conversation_values(self._vault, after)
        values |= {"last_seq": self._seq, "last_inbound_at": last}
        values["epoch"] = before.epoch + (after.owner is not before.owner)
        await self._session.execute(
            update(ConversationRow).where(col(ConversationRow.id) == before.id).values(**values)
        )

    def _after(self) -> Conversation:
        """A hand-off puts the conversation in the queue, whatever else the turn says of it."""
        conversation = self._turn.conversation
        if any(isinstance(change, HandedOff) for change in self._turn.changes):
            return replace(conversation, owner=Owner.QUEUE, agent=None)
        return conversation

    def _next_seq(self) -> int:
        self._seq += 1
        return self._seq


def _turn_row(vault: Vault, claim: Claim, turn: TurnRecord, at: datetime, *, superseded: bool = False) -> TurnRow:
    return TurnRow(
        conversation_id=claim.conversation.id,
        lease_token=claim.token,
        epoch=claim.conversation.epoch,
        release=turn.conversation.release,
        intent=turn.intent,
        confidence=turn.confidence,
        masked_text=vault.seal(turn.masked_text),
        events=vault.seal_json([dict(event) for event in turn.events]),
        superseded=superseded,
        at=at,
    )
