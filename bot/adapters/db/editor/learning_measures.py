"""Measurements of drafts, under way or done."""

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import MeasureRow
from bot.application.learning.evaluation import Measured, measured_in
from bot.application.learning.measuring import Measurement, State
from bot.application.ports import Clock


class SqlMeasurements:
    """The `Measurements` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, draft_id: int, draft_version: int, by: str) -> Measurement:
        now = self._clock.now()
        row = MeasureRow(draft_id=draft_id, draft_version=draft_version, state=State.RUNNING, by=by)
        row.begun_at = row.seen_at = now
        async with self._database.writing() as session:
            session.add(row)
            await session.flush()
            return _measurement(row)

    async def note(self, measurement_id: int, progress: str) -> None:
        await self._update(measurement_id, progress=progress)

    async def end(self, measurement_id: int, state: State, measured: Measured | None) -> None:
        await self._update(measurement_id, state=state, result=measured.as_json() if measured else None)

    async def last(self, draft_id: int) -> Measurement | None:
        query = select(MeasureRow).where(col(MeasureRow.draft_id) == draft_id)
        async with self._database.reading() as session:
            row = (await session.scalars(query.order_by(col(MeasureRow.id).desc()).limit(1))).one_or_none()
        return _measurement(row) if row else None

    async def _update(self, measurement_id: int, **values: str | None) -> None:
        changed = update(MeasureRow).where(col(MeasureRow.id) == measurement_id)
        async with self._database.writing() as session:
            await session.execute(changed.values(seen_at=self._clock.now(), **values))


def _measurement(row: MeasureRow) -> Measurement:
    return Measurement(
        id=row.id,
        draft_id=row.draft_id,
        draft_version=row.draft_version,
        state=State(row.state),
        progress=row.progress,
        by=row.by,
        begun_at=row.begun_at,
        seen_at=row.seen_at,
        measured=measured_in(row.result) if row.result else None,
    )
