"""A conversation's lines read piece by piece, with the media they came with and why some did not arrive."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.agents.view import held_conversation, waiting_messages
from bot.adapters.db.codec import open_inbound, open_outgoing
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import AttachmentRow, ConversationRow, DeliveryRow, InboxRow, MessageRow, OutboxRow
from bot.application.agents.ports import Held, ThreadLine
from bot.application.agents.talk_models import PaperSent, Span, TalkLine
from bot.application.delivery_reasons import reason_of
from bot.application.messages import InboundMessage, MessageKind

_FAILED = ("failed", "undelivered")


class SqlThreads:
    """The `Threads` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def head(self, conversation_id: int) -> Held | None:
        async with self._database.reading() as session:
            return await held_conversation(session, self._vault, conversation_id, with_lines=False)

    async def lines(self, conversation_id: int, span: Span) -> Sequence[TalkLine]:
        async with self._database.reading() as session:
            rows = await _rows(session, conversation_id, span)
            told = await _told(session, [sent.sid for _, _, sent, _ in rows if sent is not None and sent.sid])
            lines = [self._line(row, told) for row in rows]
            return lines + (await self._waiting(session, conversation_id, span) if span.before is None else [])

    async def paper(self, conversation_id: int, seq: int) -> PaperSent | None:
        query = (
            select(AttachmentRow)
            .join(OutboxRow, col(OutboxRow.attachment_id) == col(AttachmentRow.id))
            .join(MessageRow, col(MessageRow.outbox_id) == col(OutboxRow.id))
            .where(col(MessageRow.conversation_id) == conversation_id, col(MessageRow.seq) == seq)
        )
        async with self._database.reading() as session:
            row = (await session.scalars(query)).one_or_none()
        return PaperSent(row.filename, row.content_type, self._vault.open_bytes(row.content)) if row else None

    def _line(self, found: Any, told: dict[str, DeliveryRow]) -> TalkLine:
        row, came, sent, paper = found
        heard = told.get(sent.sid or "") if sent is not None else None
        state = heard.state if heard is not None else sent.state if sent is not None else None
        line = ThreadLine(
            seq=row.seq,
            direction=row.direction,
            speaker=row.speaker,
            step=row.step,
            kind=row.kind,
            text=self._vault.open(row.body),
            at=row.at,
            delivery=state,
        )
        return TalkLine(
            line,
            inbox_id=row.inbox_id,
            media=self._media(row, came),
            failure=_failure(sent, heard) if state in _FAILED else "",
            paper=paper or "",
            is_template=sent is not None and self._is_template(row, sent),
        )

    def _media(self, row: MessageRow, came: InboxRow | None) -> tuple[str, ...]:
        """Most lines are words only, and are not opened twice for it."""
        if came is None or row.kind in (MessageKind.TEXT, MessageKind.BUTTON):
            return ()
        return tuple(media.content_type for media in open_inbound(self._vault, came).media)

    def _is_template(self, row: MessageRow, sent: OutboxRow) -> bool:
        return bool(row.responses) and row.speaker != "bot" and bool(self._template(sent))

    def _template(self, sent: OutboxRow) -> str:
        return open_outgoing(self._vault, sent.key, sent.sealed).template

    async def _waiting(self, session: AsyncSession, conversation_id: int, span: Span) -> list[TalkLine]:
        """Under the numbers they get when their turn is worked."""
        conversation = await session.get(ConversationRow, conversation_id)
        last = conversation.last_seq if conversation is not None else 0
        waiting = await waiting_messages(session, self._vault, conversation_id)
        numbered = [(last + place, message) for place, message in enumerate(waiting, 1)]
        return [_waiting_line(seq, message) for seq, message in numbered if seq > span.after]


async def _rows(session: AsyncSession, conversation_id: int, span: Span) -> list[Any]:
    query = (
        select(MessageRow, InboxRow, OutboxRow, col(AttachmentRow.filename))
        .outerjoin(InboxRow, col(InboxRow.id) == col(MessageRow.inbox_id))
        .outerjoin(OutboxRow, col(OutboxRow.id) == col(MessageRow.outbox_id))
        .outerjoin(AttachmentRow, col(AttachmentRow.id) == col(OutboxRow.attachment_id))
        .where(col(MessageRow.conversation_id) == conversation_id, col(MessageRow.seq) > span.after)
        .order_by(col(MessageRow.seq).desc())
        .limit(span.limit)
    )
    if span.before is not None:
        query = query.where(col(MessageRow.seq) < span.before)
    return list(reversed((await session.execute(query)).all()))


async def _told(session: AsyncSession, sids: Sequence[str]) -> dict[str, DeliveryRow]:
    """The furthest state the provider told of each message."""
    query = select(DeliveryRow).where(col(DeliveryRow.sid).in_(sids)).order_by(col(DeliveryRow.rank))
    return {row.sid: row for row in await session.scalars(query)}


def _failure(sent: OutboxRow | None, heard: DeliveryRow | None) -> str:
    """The provider's word afterwards, or what it said when the message was handed over."""
    if heard is not None:
        return reason_of(heard.error_code).value
    return (sent.reason or "") if sent is not None else ""


def _waiting_line(seq: int, message: InboundMessage) -> TalkLine:
    at = message.received_at
    if at is None:
        raise ValueError("a message without its time is not stored")
    line = ThreadLine(seq, "in", "debtor", "", message.kind.value, message.body, at)
    return TalkLine(line, inbox_id=message.id, media=tuple(media.content_type for media in message.media))
