"""Conversations as people read them: the queue, the list, and the lines of one."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.codec import open_conversation, open_inbound
from bot.adapters.db.tables import ConversationRow, DeliveryRow, HandoffRow, InboxRow, MessageRow, OutboxRow
from bot.adapters.db.vault import Vault
from bot.application.agents.ports import Handoff, Held, ListedConversation, QueueEntry, ThreadLine
from bot.application.messages import InboundMessage
from bot.domain.conversation import Channel, Owner


async def queue_entries(session: AsyncSession, vault: Vault) -> list[QueueEntry]:
    """Urgent ones first, then who has waited longest."""
    query = (
        select(HandoffRow, ConversationRow, _waiting_lines())
        .join(ConversationRow, col(ConversationRow.id) == col(HandoffRow.conversation_id))
        .where(col(HandoffRow.closed_at).is_(None), col(ConversationRow.owner) == Owner.QUEUE.value)
        .order_by(col(HandoffRow.urgent).desc(), col(HandoffRow.since), col(HandoffRow.id))
    )
    return [
        QueueEntry(
            id=conversation.id,
            reason=handoff.reason,
            since=handoff.since,
            channel=Channel(conversation.channel),
            last_seen=conversation.last_seq + waiting,
            urgent=handoff.urgent,
            creditor=conversation.creditor,
            protocol=conversation.protocol,
            contact=vault.open(conversation.contact),
        )
        for handoff, conversation, waiting in await session.execute(query)
    ]


async def listed_conversations(
    session: AsyncSession, vault: Vault, limit: int, before: int | None
) -> list[ListedConversation]:
    query = select(ConversationRow).order_by(col(ConversationRow.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(ConversationRow.id) < before)
    return [
        ListedConversation(
            id=row.id,
            owner=Owner(row.owner),
            agent=row.agent,
            channel=Channel(row.channel),
            contact=vault.open(row.contact),
            creditor=row.creditor,
            protocol=row.protocol,
            last_inbound_at=row.last_inbound_at,
            person_id=row.person_id,
        )
        for row in await session.scalars(query)
    ]


async def held_conversation(
    session: AsyncSession, vault: Vault, conversation_id: int, *, with_lines: bool = True
) -> Held | None:
    row = await session.get(ConversationRow, conversation_id)
    if row is None:
        return None
    waiting = await waiting_messages(session, vault, conversation_id)
    lines = await lines_after(session, vault, conversation_id, 0) if with_lines else []
    if with_lines and row.owner != Owner.BOT:
        lines += [_waiting_line(message, row.last_seq + place) for place, message in enumerate(waiting, 1)]
    times = [message.received_at for message in waiting] + [row.last_inbound_at]
    return Held(
        conversation=open_conversation(vault, row),
        lines=tuple(lines),
        last_inbound_at=max(filter(None, times), default=None),
        handoff=await _handoff(session, vault, conversation_id),
        last_seen=row.last_seq + (len(waiting) if row.owner != Owner.BOT else 0),
    )


async def lines_after(session: AsyncSession, vault: Vault, conversation_id: int, seq: int) -> list[ThreadLine]:
    newer = (col(MessageRow.conversation_id) == conversation_id, col(MessageRow.seq) > seq)
    query = (
        select(MessageRow, OutboxRow)
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(MessageRow.outbox_id))
        .where(*newer)
        .order_by(col(MessageRow.seq))
    )
    rows = (await session.execute(query)).all()
    told = await _told_states(session, [sent.sid for _, sent in rows if sent is not None and sent.sid])
    return [
        ThreadLine(
            seq=row.seq,
            direction=row.direction,
            speaker=row.speaker,
            step=row.step,
            kind=row.kind,
            text=vault.open(row.body),
            at=row.at,
            delivery=told.get(sent.sid or "", sent.state) if sent is not None else None,
        )
        for row, sent in rows
    ]


async def waiting_messages(session: AsyncSession, vault: Vault, conversation_id: int) -> list[InboundMessage]:
    """What came in and has no line in the conversation yet."""
    theirs = (col(InboxRow.conversation_id) == conversation_id, *_is_waiting())
    rows = await session.scalars(select(InboxRow).where(*theirs).order_by(col(InboxRow.id)))
    return [open_inbound(vault, row) for row in rows]


async def _told_states(session: AsyncSession, sids: Sequence[str]) -> dict[str, str]:
    """The furthest state the provider told of each message."""
    query = select(DeliveryRow).where(col(DeliveryRow.sid).in_(sids)).order_by(col(DeliveryRow.rank))
    return {row.sid: row.state for row in await session.scalars(query)}


async def _handoff(session: AsyncSession, vault: Vault, conversation_id: int) -> Handoff | None:
    is_open = (col(HandoffRow.conversation_id) == conversation_id, col(HandoffRow.closed_at).is_(None))
    row = (await session.scalars(select(HandoffRow).where(*is_open).order_by(col(HandoffRow.id).desc()))).first()
    if row is None:
        return None
    return Handoff(row.reason, row.since, row.urgent, vault.open_json(row.packet), row.person_id)


def _waiting_line(message: InboundMessage, seq: int) -> ThreadLine:
    """The number it gets when its turn is worked: nothing else is said before it."""
    received_at = cast(datetime, message.received_at)  # never without one, once stored
    return ThreadLine(seq, "in", "debtor", "", message.kind.value, message.body, received_at)


def _waiting_lines() -> ScalarSelect[int]:
    theirs = col(InboxRow.conversation_id) == col(ConversationRow.id)
    return select(func.count()).select_from(InboxRow).where(theirs, *_is_waiting()).scalar_subquery()


def _is_waiting() -> tuple[ColumnElement[bool], ...]:
    has_line = exists().where(col(MessageRow.inbox_id) == col(InboxRow.id))
    return col(InboxRow.handled_at).is_(None), ~has_line
