"""After a back-up was put back: what it holds as unsent may have been sent since, and is looked up first."""

from sqlalchemy import update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.outbox import OPEN_STATES
from bot.adapters.db.tables import OutboxRow
from bot.application.ports import Clock


async def look_up_what_is_open(database: Database, clock: Clock) -> int:
    """How many messages there are whose outcome is unknown now; run it before any worker starts."""
    is_open = col(OutboxRow.state).in_(OPEN_STATES)
    values = {"state": "unknown", "next_at": clock.now(), "lease_until": None}
    doubted = update(OutboxRow).where(is_open).values(**values).returning(col(OutboxRow.id))
    async with database.writing() as session:
        return len((await session.scalars(doubted)).all())
