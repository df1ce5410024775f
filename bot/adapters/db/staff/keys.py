"""Users and API keys in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.staff.staff import line_of, member_of
from bot.adapters.db.tables import ApiKeyRow, StaffUserRow
from bot.application.agents.keys import KeptKey, KeyTerms, ListedKey, Member, NewKey
from bot.application.agents.roles import Right, StaffRole
from bot.application.staff.records import Event, StaffAct

_WITH_USER = select(ApiKeyRow, StaffUserRow).join(StaffUserRow, col(StaffUserRow.id) == col(ApiKeyRow.user_id))


class SqlStaff:
    """The `Staff` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put_user(self, email: str, role: StaffRole, at: datetime, by: str) -> Member:
        values = self._database.insert(StaffUserRow).values(email=email, role=role.value, created_at=at)
        put = values.on_conflict_do_nothing().returning(col(StaffUserRow.id))
        async with self._database.writing() as session:
            is_new = await session.scalar(put) is not None
            found = select(StaffUserRow).where(col(StaffUserRow.email) == email).with_for_update()
            row = (await session.scalars(found)).one()
            if is_new or row.role != role.value:
                act = StaffAct.ADDED if is_new else StaffAct.TERMS_CHANGED
                row.role = role.value
                session.add(line_of(Event(act, by, "", at, row.id)))
            return member_of(row)

    async def users(self) -> Sequence[Member]:
        async with self._database.reading() as session:
            return [member_of(row) for row in await session.scalars(select(StaffUserRow).order_by("email"))]

    async def user(self, email: str) -> Member | None:
        async with self._database.reading() as session:
            row = await session.scalar(select(StaffUserRow).where(col(StaffUserRow.email) == email))
        return member_of(row) if row is not None else None

    async def add_key(self, member: Member, key: NewKey, at: datetime) -> None:
        row = ApiKeyRow(user_id=member.id, prefix=key.prefix, digest=key.digest, created_at=at)
        row.expires_at = key.terms.expires_at
        if key.terms.rights is not None:
            row.scopes = ",".join(sorted(key.terms.rights))
        async with self._database.writing() as session:
            session.add(row)

    async def key(self, prefix: str) -> KeptKey | None:
        in_use = (
            col(ApiKeyRow.prefix) == prefix,
            col(ApiKeyRow.revoked_at).is_(None),
            col(StaffUserRow.disabled_at).is_(None),
        )
        async with self._database.reading() as session:
            found = (await session.execute(_WITH_USER.where(*in_use))).one_or_none()
        if found is None:
            return None
        key, user = found
        return KeptKey(member_of(user, _rights(key)), key.digest, key.expires_at, key.used_at)

    async def note_use(self, prefix: str, at: datetime) -> None:
        used = update(ApiKeyRow).where(col(ApiKeyRow.prefix) == prefix).values(used_at=at)
        async with self._database.writing() as session:
            await session.execute(used)

    async def keys(self, user_id: int | None = None) -> Sequence[ListedKey]:
        query = _WITH_USER if user_id is None else _WITH_USER.where(col(ApiKeyRow.user_id) == user_id)
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(col(ApiKeyRow.id)))).all()
        return [
            ListedKey(
                key.prefix,
                user.email,
                key.created_at,
                key.revoked_at,
                KeyTerms(_rights(key), key.expires_at),
                key.used_at,
            )
            for key, user in rows
        ]

    async def revoke(self, prefix: str, at: datetime, user_id: int | None = None) -> bool:
        in_use = [col(ApiKeyRow.prefix) == prefix, col(ApiKeyRow.revoked_at).is_(None)]
        if user_id is not None:
            in_use.append(col(ApiKeyRow.user_id) == user_id)
        revoked = update(ApiKeyRow).where(*in_use).values(revoked_at=at).returning(col(ApiKeyRow.id))
        async with self._database.writing() as session:
            return (await session.scalars(revoked)).first() is not None


def _rights(row: ApiKeyRow) -> frozenset[Right] | None:
    """A word that means nothing any more grants nothing."""
    if row.scopes is None:
        return None
    return frozenset(Right(word) for word in row.scopes.split(",") if word in Right)
