"""Files debtors sent: those waiting to be fetched, those kept, and who looked at one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.codec import open_inbound
from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.media_rows import fetch_later, url_hash
from bot.adapters.db.set_aside import opened_or_none
from bot.adapters.db.tables import AccessRecordRow, CaseRow, ConversationRow, InboxRow, MediaFileRow
from bot.application.office.media import (
    A_DAY,
    MOST_BYTES_A_DAY,
    MOST_FILES_A_DAY,
    FileToFetch,
    Unavailable,
)
from bot.application.office.media_shown import FileKept, FileState


class SqlMedia:
    """The `MediaStore` and `MediaShelf` ports on SQLite and PostgreSQL."""

    def __init__(
        self, database: Database, *, most_files: int = MOST_FILES_A_DAY, most_bytes: int = MOST_BYTES_A_DAY
    ) -> None:
        self._database = database
        self._vault = database.vault
        self._most_files, self._most_bytes = most_files, most_bytes

    async def claim(self, now: datetime, limit: int, lease: timedelta) -> Sequence[FileToFetch]:
        """A worker that dies with a file leaves it to the next, once the lease is over."""
        async with self._database.reading() as session:
            if not (ids := (await session.scalars(_due(), {"at": now, "most": limit})).all()):
                return []
        taken = update(MediaFileRow).where(col(MediaFileRow.id).in_(ids), _is_due(now))
        taken = taken.values(next_at=now + lease, attempts=MediaFileRow.attempts + 1).returning(MediaFileRow)
        async with self._database.writing() as session:
            rows = (await session.scalars(taken.execution_options(synchronize_session=False))).all()
            kept = [row for row in rows if not await self._is_one_too_many(session, row, now)]
            found = [await self._to_fetch(session, row) for row in kept]
        return [file for file in found if file is not None]

    async def keep(self, file_id: int, content: bytes, content_type: str, at: datetime) -> None:
        kept = {"content": self._vault.seal_bytes(content), "content_type": content_type, "size": len(content)}
        await self._settle(file_id, FileState.KEPT, at, reason=None, **kept)

    async def give_up(self, file_id: int, reason: Unavailable, at: datetime) -> None:
        await self._settle(file_id, FileState.UNAVAILABLE, at, reason=reason.value)

    async def put_off(self, file_id: int, reason: Unavailable, until: datetime) -> None:
        waits = (col(MediaFileRow.id) == file_id, col(MediaFileRow.state) == FileState.WAITING)
        async with self._database.writing() as session:
            await session.execute(update(MediaFileRow).where(*waits).values(reason=reason.value, next_at=until))

    async def file(self, inbox_id: int, position: int) -> FileKept | None:
        this = (col(MediaFileRow.inbox_id) == inbox_id, col(MediaFileRow.position) == position)
        query = (
            select(MediaFileRow, col(ConversationRow.person_id))
            .join(ConversationRow, col(ConversationRow.id) == col(MediaFileRow.conversation_id))
            .where(*this)
        )
        async with self._database.reading() as session:
            found = (await session.execute(query)).one_or_none()
            if found is None:
                return None
            row, person_id = found
            cases = await self._cases_with(session, row)
        of_case = next((case.person_id for case in cases if case.person_id is not None), None)
        return self._kept(row, of_case or person_id, in_a_case=bool(cases))

    async def ask_for(self, inbox_id: int, at: datetime) -> None:
        """Files of a message from before files were kept are fetched once somebody wants to see one."""
        known = exists().where(col(MediaFileRow.inbox_id) == inbox_id)
        async with self._database.writing() as session:
            row = (await session.scalars(select(InboxRow).where(col(InboxRow.id) == inbox_id, ~known))).one_or_none()
            if row is not None:
                fetch_later(session, self._vault, open_inbound(self._vault, row), row.conversation_id, at)

    async def record(self, file: FileKept, actor: str, at: datetime) -> None:
        if file.person_id is None:
            return
        what = f"file {file.position + 1} of message {file.inbox_id}"
        async with self._database.writing() as session:
            session.add(
                AccessRecordRow(
                    person_id=file.person_id, conversation_id=file.conversation_id, actor=actor, what=what, at=at
                )
            )

    async def of_case(self, number: str) -> Sequence[FileKept]:
        """In the order they were sent; without what is in them."""
        async with self._database.reading() as session:
            case = (await session.scalars(select(CaseRow).where(col(CaseRow.number) == number))).one_or_none()
            if case is None:
                return []
            hashes = [url_hash(self._vault, url) for url in self._vault.open_json(case.media)]
            theirs = (
                col(MediaFileRow.url_hash).in_(hashes),
                col(MediaFileRow.conversation_id) == case.conversation_id,
            )
            rows = await session.scalars(select(MediaFileRow).where(*theirs).order_by(col(MediaFileRow.id)))
            return [self._kept(row, case.person_id, in_a_case=True, opened=False) for row in rows]

    async def forget(self, before: datetime) -> None:
        """What was sent so long ago is emptied; that there was a file stays known."""
        is_old = (col(MediaFileRow.created_at) < before, col(MediaFileRow.state) == FileState.KEPT)
        gone = update(MediaFileRow).where(*is_old).values(state=FileState.FORGOTTEN.value, content=None)
        async with self._database.writing() as session:
            await session.execute(gone)

    async def _settle(self, file_id: int, state: "FileState", at: datetime, **values: Any) -> None:
        waits = (col(MediaFileRow.id) == file_id, col(MediaFileRow.state) == FileState.WAITING)
        done = update(MediaFileRow).where(*waits).values(state=state.value, fetched_at=at, **values)
        async with self._database.writing() as session:
            talk = await session.scalar(done.returning(col(MediaFileRow.conversation_id)))
            if talk is not None:
                note_change(session, "conversation", at, conversation_id=talk)
                note_change(session, "case", at, conversation_id=talk)

    async def _is_one_too_many(self, session: AsyncSession, row: MediaFileRow, now: datetime) -> bool:
        """Of a phone that sent so much in a day no more is fetched: the message says that there was a file."""
        lately = select(col(InboxRow.id)).where(
            col(InboxRow.conversation_id) == row.conversation_id, col(InboxRow.received_at) > now - A_DAY
        )
        theirs = (
            col(MediaFileRow.conversation_id) == row.conversation_id,
            col(MediaFileRow.state) == FileState.KEPT.value,
            col(MediaFileRow.inbox_id).in_(lately),
        )
        sums = select(func.count(), func.coalesce(func.sum(col(MediaFileRow.size)), 0)).where(*theirs)
        files, size = (await session.execute(sums)).one()
        if files < self._most_files and size < self._most_bytes:
            return False
        gone = update(MediaFileRow).where(col(MediaFileRow.id) == row.id)
        await session.execute(gone.values(state=FileState.UNAVAILABLE.value, reason=Unavailable.TOO_MANY.value))
        note_change(session, "conversation", now, conversation_id=row.conversation_id)
        return True

    async def _to_fetch(self, session: AsyncSession, row: MediaFileRow) -> FileToFetch | None:
        """None while the message cannot be opened: looked at again when the lease is over, and in no other's way."""
        kept = (await session.scalars(select(InboxRow).where(col(InboxRow.id) == row.inbox_id))).one()
        message = opened_or_none(open_inbound, self._vault, kept)
        if message is None:
            return None
        media = message.media
        return FileToFetch(row.id, media[row.position].url if row.position < len(media) else "", row.attempts)

    async def _cases_with(self, session: AsyncSession, row: MediaFileRow) -> list[CaseRow]:
        """Those of the same talk that name the file's address."""
        of_talk = col(CaseRow.conversation_id) == row.conversation_id
        cases = await session.scalars(select(CaseRow).where(of_talk))
        named = ((case, self._vault.open_json(case.media)) for case in cases)
        return [case for case, urls in named if row.url_hash in {url_hash(self._vault, url) for url in urls}]

    def _kept(self, row: MediaFileRow, person_id: int | None, *, in_a_case: bool, opened: bool = True) -> FileKept:
        content = self._vault.open_bytes(row.content) if opened and row.content is not None else b""
        return FileKept(
            inbox_id=row.inbox_id,
            position=row.position,
            conversation_id=row.conversation_id,
            state=FileState(row.state),
            declared_type=row.declared_type,
            content_type=row.content_type,
            content=content,
            size=row.size,
            reason=row.reason,
            person_id=person_id,
            in_a_case=in_a_case,
        )


@cache
def _due() -> Select[int]:
    """Built once: every worker asks each second, and mostly there is none."""
    due = select(col(MediaFileRow.id)).where(_is_due(bindparam("at")))
    return due.order_by(col(MediaFileRow.next_at)).limit(bindparam("most", type_=Integer()))


def _is_due(at: datetime | ColumnElement[datetime]) -> ColumnElement[bool]:
    return and_(col(MediaFileRow.state) == FileState.WAITING, col(MediaFileRow.next_at) <= at)
