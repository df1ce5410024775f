"""The history of what was live, which is only ever added to; its last row says what is live now (F2)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.tables.releases import PublicationRow
from bot.application.publications import How, InForce, Publication, Signed

_NEWEST_FIRST = col(PublicationRow.id).desc()
_SWITCHES = col(PublicationRow.how).in_([How.STOPPED.value, How.RESUMED.value])
_SWITCH = select(col(PublicationRow.how)).where(_SWITCHES).order_by(_NEWEST_FIRST).limit(1).scalar_subquery()
# Asked every second, so it is built once.
_IN_FORCE = select(col(PublicationRow.release_id), _SWITCH.label("switch")).order_by(_NEWEST_FIRST).limit(1)


class SqlPublications:
    """The `Publications` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def history(self, limit: int) -> Sequence[Publication]:
        async with self._database.reading() as session:
            rows = await session.scalars(select(PublicationRow).order_by(_NEWEST_FIRST).limit(limit))
            return [_publication(row) for row in rows]

    async def last(self, *how: How) -> Publication | None:
        query = select(PublicationRow).order_by(_NEWEST_FIRST).limit(1)
        if how:
            query = query.where(col(PublicationRow.how).in_([one.value for one in how]))
        async with self._database.reading() as session:
            row = (await session.scalars(query)).one_or_none()
        return _publication(row) if row is not None else None

    async def was_live(self, release_id: str) -> bool:
        query = select(col(PublicationRow.id)).where(col(PublicationRow.release_id) == release_id).limit(1)
        async with self._database.reading() as session:
            return await session.scalar(query) is not None

    async def live_before(self, release_id: str) -> str | None:
        others = select(col(PublicationRow.release_id)).where(col(PublicationRow.release_id) != release_id)
        async with self._database.reading() as session:
            found: str | None = await session.scalar(others.order_by(_NEWEST_FIRST).limit(1))
        return found

    async def in_force(self) -> InForce | None:
        async with self._database.reading() as session:
            row = (await session.execute(_IN_FORCE)).one_or_none()
        return InForce(row.release_id, row.switch == How.STOPPED.value) if row is not None else None

    async def add(self, release: str, how: How, signed: Signed, at: datetime) -> Publication:
        async with self._database.writing() as session:
            return await write_publication(session, release, how, signed, at)


async def write_publication(session: AsyncSession, release: str, how: How, signed: Signed, at: datetime) -> Publication:
    """Within a transaction of the caller; open pages hear of it."""
    row = PublicationRow(
        release_id=release,
        how=how.value,
        by=signed.by,
        reviewed_by=signed.reviewed_by,
        signed_by=signed.signed_by,
        note=signed.note,
        at=at,
    )
    session.add(row)
    note_change(session, "release", at)
    await session.flush()
    return _publication(row)


def _publication(row: PublicationRow) -> Publication:
    return Publication(
        id=row.id,
        release=row.release_id,
        how=How(row.how),
        by=row.by,
        reviewed_by=row.reviewed_by,
        signed_by=row.signed_by,
        note=row.note,
        at=row.at,
    )
