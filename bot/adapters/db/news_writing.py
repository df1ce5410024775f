"""News as they come about, and as they are told: each in the transaction of its event."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import NewsRow
from bot.application.changes import NewsAnnounced, NewsTold


async def tell_later(session: AsyncSession, database: Database, at: datetime, **subject: int) -> None:
    """In the transaction that brings it about: `case_id` or `slip_request_id`, `person_id` and `conversation_id`."""
    row = database.insert(NewsRow).values(created_at=at, next_at=at, **subject)
    await session.execute(row.on_conflict_do_nothing())


async def record_news(session: AsyncSession, change: NewsAnnounced | NewsTold, at: datetime) -> None:
    """In the transaction of the turn."""
    stamp = "told_at" if isinstance(change, NewsTold) else "announced_at"
    these = (col(NewsRow.id).in_(change.news_ids), getattr(NewsRow, stamp).is_(None))
    await session.execute(update(NewsRow).where(*these).values({stamp: at}))
