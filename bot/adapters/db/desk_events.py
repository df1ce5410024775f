"""Tells staff's pages, in the transaction that changes it, that something they show is not as it was."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.adapters.db.tables import DeskEventRow


def note_change(
    session: AsyncSession, kind: str, at: datetime, *, conversation_id: int | None = None, agent: str | None = None
) -> None:
    """`kind` is a word of `DeskEventRow.kind`; messages and changes of owner are seen by their own rows."""
    session.add(DeskEventRow(kind=kind, at=at, conversation_id=conversation_id, agent=agent))
