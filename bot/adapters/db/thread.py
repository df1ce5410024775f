"""The lines of a conversation, numbered in order, and the outbox rows of those going out."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.codec import seal_outgoing
from bot.adapters.db.tables import AttachmentRow, ConversationRow, MessageRow, OutboxRow
from bot.adapters.db.vault import Vault
from bot.application.messages import Attachment, InboundMessage, OutgoingMessage


class Thread:
    """Appends to one conversation, whose row the caller has locked; `last_seq` goes back into that row."""

    def __init__(self, session: AsyncSession, vault: Vault, conversation: ConversationRow, at: datetime) -> None:
        self._session = session
        self._vault = vault
        self._conversation_id = conversation.id
        self._epoch = conversation.epoch
        self._at = at
        self.last_seq = conversation.last_seq

    async def add_inbound(self, messages: Sequence[InboundMessage]) -> None:
        """Lines for what came in; one an agent was already shown has its line."""
        if not messages:
            return
        shown = col(MessageRow.inbox_id).in_([message.id for message in messages])
        known = set(await self._session.scalars(select(col(MessageRow.inbox_id)).where(shown)))
        for message in messages:
            if message.id not in known:
                self._session.add(self._inbound_row(message))

    async def add_outgoing(self, messages: Sequence[OutgoingMessage]) -> None:
        """Rows for the sender; a key seen before is the same message, and is not said twice."""
        keys = [message.key for message in messages]
        known = set(await self._session.scalars(select(col(OutboxRow.key)).where(col(OutboxRow.key).in_(keys))))
        for message in messages:
            if message.key not in known:
                outbox_id = await self._enqueue(message)
                self._session.add(self._outbound_row(message, outbox_id))

    def _inbound_row(self, message: InboundMessage) -> MessageRow:
        return MessageRow(
            conversation_id=self._conversation_id,
            seq=self._next_seq(),
            direction="in",
            speaker="debtor",
            kind=message.kind,
            body=self._vault.seal(message.body),
            external_id=message.external_id,
            inbox_id=message.id,
            at=message.received_at or self._at,
        )

    async def _enqueue(self, message: OutgoingMessage) -> int:
        row = OutboxRow(
            key=message.key,
            conversation_id=self._conversation_id,
            epoch=self._epoch,
            sealed=seal_outgoing(self._vault, message),
            attachment_id=await attach(self._session, self._vault, message.attachment, self._at)
            if message.attachment
            else None,
            next_at=self._at,
            created_at=self._at,
        )
        self._session.add(row)
        await self._session.flush()
        return row.id

    def _outbound_row(self, message: OutgoingMessage, outbox_id: int) -> MessageRow:
        return MessageRow(
            conversation_id=self._conversation_id,
            seq=self._next_seq(),
            direction="out",
            speaker=message.speaker,
            step=message.step,
            body=self._vault.seal(message.body),
            responses=",".join(message.responses),
            outbox_id=outbox_id,
            at=self._at,
        )

    def _next_seq(self) -> int:
        self.last_seq += 1
        return self.last_seq


async def attach(session: AsyncSession, vault: Vault, attachment: Attachment, at: datetime) -> int:
    """The number of the row that holds it."""
    row = AttachmentRow(
        token=secrets.token_urlsafe(24),
        kind=attachment.kind,
        content_type=attachment.content_type,
        filename=attachment.filename,
        content=vault.seal_bytes(attachment.content),
        created_at=at,
    )
    session.add(row)
    await session.flush()
    return row.id
