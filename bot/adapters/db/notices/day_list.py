"""What the daily clock found, kept until the next look; one look at a time writes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import delete, exists, insert, or_, select
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database, Insert
from bot.adapters.db.tables import ClockDecisionRow, ClockLookRow, PortfolioImportRow
from bot.application.notices.day_list import Finding

WRITTEN_AT_ONCE = 100


class SqlDayList:
    """The `DayList` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, found: Sequence[Finding], creditors: Collection[str], at: datetime) -> None:
        async with self._database.writing() as session:
            for creditor in sorted(creditors):  # two looks at once queue here, by the same row first
                await session.execute(self._looked(creditor, at))
            old = delete(ClockDecisionRow).where(col(ClockDecisionRow.creditor).in_(creditors))
            await session.execute(old.execution_options(synchronize_session=False))
            for some in batched(found, WRITTEN_AT_ONCE):  # the worker's turns have theirs between them
                await session.execute(insert(ClockDecisionRow), [_values(one) for one in some])
            note_change(session, "notice", at)

    async def is_wanted(self) -> bool:
        came_in = exists().where(
            col(PortfolioImportRow.creditor) == col(ClockLookRow.creditor),
            col(PortfolioImportRow.finished_at) > col(ClockLookRow.looked_at),
        )
        asked = select(col(ClockLookRow.id)).where(or_(col(ClockLookRow.asked_at).is_not(None), came_in)).limit(1)
        async with self._database.reading() as session:
            return await session.scalar(asked) is not None

    def _looked(self, creditor: str, at: datetime) -> Insert:
        put = self._database.insert(ClockLookRow).values(creditor=creditor, looked_at=at)
        return put.on_conflict_do_update(index_elements=["creditor"], set_={"looked_at": at, "asked_at": None})


def _values(one: Finding) -> dict[str, Any]:
    return {
        "creditor": one.creditor,
        "kind": one.kind.value,
        "person_id": one.person_id,
        "notice_id": one.notice_id,
        "why": ",".join(one.why),
        "unpaid": one.unpaid,
        "counted": one.counted,
        "days_overdue": one.days_overdue,
        "day": one.day,
    }
