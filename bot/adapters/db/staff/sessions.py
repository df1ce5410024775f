"""Sessions of the console in the database, and the tries counted at its doors."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.staff.staff import account_of, line_of
from bot.adapters.db.tables import DoorTryRow, StaffSessionRow, StaffUserRow
from bot.application.staff.lockout import Door, Tries, closed_until, counted
from bot.application.staff.records import Event, NewSession, Session, Stage

_TRIES_KEPT = timedelta(days=2)  # longer than any door remembers
_HELD = select(StaffSessionRow, StaffUserRow).join(StaffUserRow, col(StaffUserRow.id) == col(StaffSessionRow.user_id))


class SqlSessions:
    """The `Sessions` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, new: NewSession, event: Event, *, instead_of: int | None = None) -> None:
        async with self._database.writing() as session:
            if instead_of is not None:
                await session.execute(delete(StaffSessionRow).where(col(StaffSessionRow.id) == instead_of))
            session.add(_row(new))
            session.add(line_of(event))

    async def find(self, digest: bytes) -> Session | None:
        async with self._database.reading() as session:
            found = (await session.execute(_HELD.where(col(StaffSessionRow.digest) == digest))).one_or_none()
        return _session(found[0], found[1]) if found is not None else None

    async def of(self, user_id: int) -> Sequence[Session]:
        newest = _HELD.where(col(StaffSessionRow.user_id) == user_id).order_by(col(StaffSessionRow.seen_at).desc())
        async with self._database.reading() as session:
            return [_session(row, user) for row, user in (await session.execute(newest)).all()]

    async def touch(self, session_id: int, at: datetime) -> None:
        seen = update(StaffSessionRow).where(col(StaffSessionRow.id) == session_id).values(seen_at=at)
        async with self._database.writing() as session:
            await session.execute(seen)

    async def end(self, user_id: int, event: Event, *, only: int | None = None) -> None:
        ended = delete(StaffSessionRow).where(col(StaffSessionRow.user_id) == user_id)
        async with self._database.writing() as session:
            await session.execute(ended if only is None else ended.where(col(StaffSessionRow.id) == only))
            session.add(line_of(event))

    async def forget_old(self, before: datetime) -> None:
        async with self._database.writing() as session:
            await session.execute(delete(StaffSessionRow).where(col(StaffSessionRow.began_at) <= before))
            await session.execute(delete(DoorTryRow).where(col(DoorTryRow.last_at) < before - _TRIES_KEPT))


class SqlGuard:
    """The `Guard` port: one row a door, under a hash of what it is of."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def take(self, doors: Sequence[Door], at: datetime) -> datetime | None:
        async with self._database.writing() as session:
            rows = [(door, await self._locked(session, door, at)) for door in doors]
            until = _latest([closed_until(_tries(row), door.limits, at) for door, row in rows])
            if until is None:
                for door, row in rows:
                    now = counted(_tries(row), door.limits, at)
                    row.count, row.last_at = now.count, now.last_at
        return until

    async def closed_until(self, doors: Sequence[Door], at: datetime) -> datetime | None:
        async with self._database.reading() as session:
            rows = [(door, await session.get(DoorTryRow, self._key(door))) for door in doors]
        return _latest([closed_until(_tries(row), door.limits, at) for door, row in rows])

    async def succeeded(self, cleared: Door, *, returned: Sequence[Door] = ()) -> None:
        keys = [self._key(door) for door in returned]
        some = (col(DoorTryRow.door).in_(keys), col(DoorTryRow.count) > 0)
        async with self._database.writing() as session:
            await session.execute(update(DoorTryRow).where(*some).values(count=col(DoorTryRow.count) - 1))
            await session.execute(delete(DoorTryRow).where(col(DoorTryRow.door) == self._key(cleared)))

    async def _locked(self, session: AsyncSession, door: Door, at: datetime) -> DoorTryRow:
        """Nobody else counts at this door until we are done."""
        key = self._key(door)
        new = self._database.insert(DoorTryRow).values(door=key, count=0, last_at=at).on_conflict_do_nothing()
        await session.execute(new)
        return (await session.scalars(select(DoorTryRow).where(col(DoorTryRow.door) == key).with_for_update())).one()

    def _key(self, door: Door) -> bytes:
        return self._database.vault.index(f"door {door.kind}", door.key)


def _tries(row: DoorTryRow | None) -> Tries | None:
    return Tries(row.count, row.last_at) if row is not None else None


def _latest(instants: Sequence[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)


def _row(new: NewSession) -> StaffSessionRow:
    return StaffSessionRow(
        user_id=new.user_id,
        digest=new.digest,
        stage=new.stage.value,
        browser=new.browser,
        began_at=new.at,
        seen_at=new.at,
    )


def _session(row: StaffSessionRow, user: StaffUserRow) -> Session:
    return Session(row.id, account_of(user), Stage(row.stage), row.browser, row.began_at, row.seen_at)
