"""Tells staff's pages, in the transaction that changes it, that something they show is not as it was."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.tables import ConversationRow, DeskEventRow, OutboxRow
from bot.adapters.db.tables.columns import Instant
from bot.domain.conversation import Owner

KEPT_FOR = timedelta(days=2)


def note_change(
    session: AsyncSession, kind: str, at: datetime, *, conversation_id: int | None = None, agent: str | None = None
) -> None:
    """`kind` is a word of `DeskEventRow.kind`; messages and changes of owner are seen by their own rows."""
    session.add(DeskEventRow(kind=kind, at=at, conversation_id=conversation_id, agent=agent))


async def note_sending(session: AsyncSession, outbox_id: int, at: datetime) -> None:
    """How a message fares is shown where people have the conversation, also what no callback tells."""
    of_talk = col(ConversationRow.id) == col(OutboxRow.conversation_id)
    attended = (col(OutboxRow.id) == outbox_id, col(ConversationRow.owner) != Owner.BOT.value)
    row = select(literal("conversation"), col(OutboxRow.conversation_id), literal(at, Instant()))
    row = row.join_from(OutboxRow, ConversationRow, of_talk).where(*attended)
    await session.execute(insert(DeskEventRow).from_select(["kind", "conversation_id", "at"], row))


async def forget_events(session: AsyncSession, now: datetime) -> None:
    """The last one stays, so that numbers go on from it and nobody reads a new one as known."""
    newest = select(func.max(col(DeskEventRow.id))).scalar_subquery()
    is_old = (col(DeskEventRow.at) < now - KEPT_FOR, col(DeskEventRow.id) < newest)
    await session.execute(delete(DeskEventRow).where(*is_old).execution_options(synchronize_session=False))
