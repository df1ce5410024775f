"""Users and API keys in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import ApiKeyRow, StaffUserRow
from bot.application.agents.keys import KeptKey, ListedKey, Member, NewKey
from bot.application.agents.roles import StaffRole


class SqlStaff:
    """The `Staff` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_user(self, email: str, role: StaffRole, at: datetime) -> Member:
        put = self._database.insert(StaffUserRow).values(email=email, role=role.value, created_at=at)
        put = put.on_conflict_do_update(index_elements=["email"], set_={"role": role.value})
        async with self._database.writing() as session:
            await session.execute(put)
            found = select(StaffUserRow).where(col(StaffUserRow.email) == email)
            return _member((await session.scalars(found)).one())

    async def users(self) -> Sequence[Member]:
        async with self._database.reading() as session:
            return [_member(row) for row in await session.scalars(select(StaffUserRow).order_by("email"))]

    async def user(self, email: str) -> Member | None:
        async with self._database.reading() as session:
            row = await session.scalar(select(StaffUserRow).where(col(StaffUserRow.email) == email))
        return _member(row) if row is not None else None

    async def add_key(self, member: Member, key: NewKey, at: datetime) -> None:
        async with self._database.writing() as session:
            session.add(ApiKeyRow(user_id=member.id, prefix=key.prefix, digest=key.digest, created_at=at))

    async def key(self, prefix: str) -> KeptKey | None:
        in_use = (
            col(ApiKeyRow.prefix) == prefix,
            col(ApiKeyRow.revoked_at).is_(None),
            col(StaffUserRow.disabled_at).is_(None),
        )
        query = select(ApiKeyRow, StaffUserRow).join(StaffUserRow, col(StaffUserRow.id) == col(ApiKeyRow.user_id))
        async with self._database.reading() as session:
            found = (await session.execute(query.where(*in_use))).one_or_none()
        return KeptKey(_member(found[1]), found[0].digest) if found is not None else None

    async def keys(self) -> Sequence[ListedKey]:
        query = select(ApiKeyRow, StaffUserRow).join(StaffUserRow, col(StaffUserRow.id) == col(ApiKeyRow.user_id))
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(col(ApiKeyRow.id)))).all()
        return [ListedKey(key.prefix, user.email, key.created_at, key.revoked_at) for key, user in rows]

    async def revoke(self, prefix: str, at: datetime) -> bool:
        in_use = (col(ApiKeyRow.prefix) == prefix, col(ApiKeyRow.revoked_at).is_(None))
        revoked = update(ApiKeyRow).where(*in_use).values(revoked_at=at).returning(col(ApiKeyRow.id))
        async with self._database.writing() as session:
            return (await session.scalars(revoked)).first() is not None


def _member(row: StaffUserRow) -> Member:
    return Member(row.id, row.email, StaffRole(row.role))
