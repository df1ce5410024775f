"""How far our numbers were compared with the provider's list, and which of its messages the inbox lacks."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import HealingRow, InboxRow
from bot.application.healing import Line

SOURCE = "twilio"
ASKED_AT_ONCE = 500


class SqlComparisons:
    """The `Comparisons` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, line: Line, now: datetime, next_at: datetime) -> datetime | None:
        looked = select(col(HealingRow.next_at)).where(col(HealingRow.line) == str(line))
        async with self._database.reading() as session:
            due_at = await session.scalar(looked)
        if due_at is not None and due_at > now:
            return None
        begun = self._database.insert(HealingRow).values(line=str(line), compared_until=now, next_at=next_at)
        due = update(HealingRow).where(col(HealingRow.line) == str(line), col(HealingRow.next_at) <= now)
        taken = due.values(next_at=next_at).returning(col(HealingRow.compared_until))
        async with self._database.writing() as session:
            until = await session.scalar(taken)
            if until is None:
                await session.execute(begun.on_conflict_do_nothing())
            return until

    async def missing(self, external_ids: Sequence[str]) -> frozenset[str]:
        known: set[str] = set()
        async with self._database.reading() as session:
            for some in batched(external_ids, ASKED_AT_ONCE):
                of_them = (col(InboxRow.source) == SOURCE, col(InboxRow.external_id).in_(some))
                known |= set(await session.scalars(select(col(InboxRow.external_id)).where(*of_them)))
        return frozenset(external_ids) - known

    async def compared(self, line: Line, until: datetime) -> None:
        """Never backwards: a slow comparison may end after the next one."""
        this = (col(HealingRow.line) == str(line), col(HealingRow.compared_until) < until)
        async with self._database.writing() as session:
            await session.execute(update(HealingRow).where(*this).values(compared_until=until))
