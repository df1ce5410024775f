"""Second factors in the database: the secret sealed, the recovery codes as keyed hashes."""

from collections.abc import Sequence

from sqlalchemy import delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.staff.staff import end_sessions, line_of
from bot.adapters.db.tables import RecoveryCodeRow, StaffUserRow
from bot.application.staff.records import Event


class SqlSecondFactors:
    """The `SecondFactors` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def secret(self, user_id: int) -> str | None:
        sealed = select(col(StaffUserRow.second_factor)).where(col(StaffUserRow.id) == user_id)
        async with self._database.reading() as session:
            found = await session.scalar(sealed)
        return self._database.vault.open(found) if found is not None else None

    async def enrol(self, user_id: int, secret: str, step: int, codes: Sequence[str], event: Event) -> None:
        sealed = self._database.vault.seal(secret)
        set_up = update(StaffUserRow).where(col(StaffUserRow.id) == user_id)
        async with self._database.writing() as session:
            await session.execute(set_up.values(second_factor=sealed, second_factor_step=step))
            await end_sessions(session, user_id)
            await self._write(session, user_id, codes)
            session.add(line_of(event))

    async def remove(self, user_id: int, event: Event) -> None:
        bare = update(StaffUserRow).where(col(StaffUserRow.id) == user_id)
        async with self._database.writing() as session:
            await session.execute(bare.values(second_factor=None, second_factor_step=None))
            await end_sessions(session, user_id)
            await self._write(session, user_id, ())
            session.add(line_of(event))

    async def use_step(self, user_id: int, step: int) -> bool:
        last = col(StaffUserRow.second_factor_step)
        later = (col(StaffUserRow.id) == user_id, or_(last.is_(None), last < step))
        used = update(StaffUserRow).where(*later).values(second_factor_step=step).returning(col(StaffUserRow.id))
        async with self._database.writing() as session:
            return await session.scalar(used) is not None

    async def put_codes(self, user_id: int, codes: Sequence[str], event: Event) -> None:
        async with self._database.writing() as session:
            await self._write(session, user_id, codes)
            session.add(line_of(event))

    async def use_code(self, user_id: int, code: str, event: Event) -> bool:
        unused = (
            col(RecoveryCodeRow.user_id) == user_id,
            col(RecoveryCodeRow.digest) == self._digest(user_id, code),
            col(RecoveryCodeRow.used_at).is_(None),
        )
        used = update(RecoveryCodeRow).where(*unused).values(used_at=event.at).returning(col(RecoveryCodeRow.id))
        async with self._database.writing() as session:
            if await session.scalar(used) is None:
                return False
            session.add(line_of(event))
        return True

    async def codes_left(self, user_id: int) -> int:
        unused = (col(RecoveryCodeRow.user_id) == user_id, col(RecoveryCodeRow.used_at).is_(None))
        async with self._database.reading() as session:
            return await session.scalar(select(func.count()).select_from(RecoveryCodeRow).where(*unused)) or 0

    async def _write(self, session: AsyncSession, user_id: int, codes: Sequence[str]) -> None:
        await session.execute(delete(RecoveryCodeRow).where(col(RecoveryCodeRow.user_id) == user_id))
        session.add_all(RecoveryCodeRow(user_id=user_id, digest=self._digest(user_id, code)) for code in codes)

    def _digest(self, user_id: int, code: str) -> bytes:
        """Keyed: twelve signs could be guessed from a plain hash."""
        return self._database.vault.index("recovery code", f"{user_id}\0{code}")
