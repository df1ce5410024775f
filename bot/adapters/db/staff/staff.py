"""Accounts of the staff in the database: passwords, invitations, and the record of what happened to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Update, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.tables import InvitationRow, StaffEventRow, StaffSessionRow, StaffUserRow
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, StaffRole
from bot.application.staff.records import Account, Event, Invitation, ListedAccount, StaffAct, Terms


class SqlAccounts:
    """The `Accounts` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_email(self, email: str) -> Account | None:
        if not email.isprintable():  # PostgreSQL takes no NUL in a text
            return None
        async with self._database.reading() as session:
            row = await session.scalar(select(StaffUserRow).where(col(StaffUserRow.email) == email))
        return account_of(row) if row is not None else None

    async def all(self) -> Sequence[Account]:
        async with self._database.reading() as session:
            return [account_of(row) for row in await session.scalars(select(StaffUserRow).order_by("email"))]

    async def note(self, event: Event) -> None:
        async with self._database.writing() as session:
            session.add(line_of(event))

    async def set_password(self, user_id: int, password_hash: str, event: Event, *, keep: int | None) -> None:
        async with self._database.writing() as session:
            await session.execute(_changed(user_id, password_hash=password_hash))
            await end_sessions(session, user_id, keep=keep)
            session.add(line_of(event))

    async def set_disabled(self, user_id: int, at: datetime | None, event: Event) -> None:
        async with self._database.writing() as session:
            await session.execute(_changed(user_id, disabled_at=at))
            await end_sessions(session, user_id)
            session.add(line_of(event))

    async def set_terms(self, user_id: int, terms: Terms, event: Event) -> None:
        values = {"role": terms.role.value, "creditors": ",".join(sorted(terms.creditors)), "capacity": terms.capacity}
        async with self._database.writing() as session:
            await session.execute(_changed(user_id, **values))
            session.add(line_of(event))

    async def listed(self) -> Sequence[ListedAccount]:
        came_in = select(col(StaffEventRow.user_id), func.max(col(StaffEventRow.at)))
        came_in = came_in.where(col(StaffEventRow.act) == StaffAct.SIGNED_IN.value)
        seen = select(col(StaffSessionRow.user_id), func.max(col(StaffSessionRow.seen_at)))
        async with self._database.reading() as session:
            users = (await session.scalars(select(StaffUserRow).order_by(col(StaffUserRow.email)))).all()
            last = {row[0]: row[1] for row in await session.execute(came_in.group_by(col(StaffEventRow.user_id)))}
            now = {row[0]: row[1] for row in await session.execute(seen.group_by(col(StaffSessionRow.user_id)))}
            asked = {row.user_id: row for row in await session.scalars(select(InvitationRow))}
        return [
            ListedAccount(
                account_of(row),
                max(filter(None, (last.get(row.id), now.get(row.id))), default=None),
                _invitation(asked.get(row.id)),
            )
            for row in users
        ]

    async def invite(self, user_id: int, digest: bytes, expires_at: datetime, event: Event) -> None:
        async with self._database.writing() as session:
            await session.execute(delete(InvitationRow).where(col(InvitationRow.user_id) == user_id))
            session.add(InvitationRow(user_id=user_id, digest=digest, expires_at=expires_at))
            session.add(line_of(event))

    async def invited(self, digest: bytes, at: datetime) -> Account | None:
        query = select(StaffUserRow).join(InvitationRow, col(InvitationRow.user_id) == col(StaffUserRow.id))
        usable = (
            col(InvitationRow.digest) == digest,
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.expires_at) > at,
        )
        async with self._database.reading() as session:
            row = await session.scalar(query.where(*usable))
        return account_of(row) if row is not None else None

    async def accept(self, digest: bytes, password_hash: str, event: Event) -> bool:
        unused = (col(InvitationRow.digest) == digest, col(InvitationRow.used_at).is_(None))
        used = update(InvitationRow).where(*unused).values(used_at=event.at).returning(col(InvitationRow.user_id))
        async with self._database.writing() as session:
            user_id = await session.scalar(used)
            if user_id is None:
                return False
            await session.execute(_changed(user_id, password_hash=password_hash))
            await end_sessions(session, user_id)
            session.add(line_of(event))
        return True


def account_of(row: StaffUserRow) -> Account:
    return Account(
        member_of(row),
        row.password_hash,
        has_second_factor=row.second_factor is not None,
        is_disabled=row.disabled_at is not None,
    )


def member_of(row: StaffUserRow, rights: frozenset[Right] | None = None) -> Member:
    creditors = frozenset(filter(None, row.creditors.split(",")))
    return Member(row.id, row.email, StaffRole(row.role), creditors, row.capacity, rights)


def line_of(event: Event) -> StaffEventRow:
    return StaffEventRow(
        user_id=event.user_id, act=event.act.value, actor=event.actor, address=event.address, at=event.at
    )


async def end_sessions(session: AsyncSession, user_id: int, *, keep: int | None = None) -> None:
    """All of a user's, but for one."""
    ended = delete(StaffSessionRow).where(col(StaffSessionRow.user_id) == user_id)
    await session.execute(ended if keep is None else ended.where(col(StaffSessionRow.id) != keep))


def _invitation(row: InvitationRow | None) -> Invitation | None:
    return Invitation(row.expires_at, row.used_at) if row is not None else None


def _changed(user_id: int, **values: object) -> Update:
    return update(StaffUserRow).where(col(StaffUserRow.id) == user_id).values(**values)
