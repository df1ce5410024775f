"""Drafts in the database: an edit is kept whole or refused, and whoever edits a draft waits for who does already."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.desk_events import note_change
from bot.adapters.db.editor.drafts_told import logged, paths_of, tallies_of
from bot.adapters.db.editor.drafts_undoing import redoable, undoable
from bot.adapters.db.engine import Database
from bot.adapters.db.tables import DraftEditFileRow, DraftEditRow, DraftFileRow, DraftPresenceRow, DraftRow
from bot.application.editor.drafts.drafts import (
    HERE_FOR,
    Draft,
    DraftFiles,
    DraftMissing,
    Edit,
    Logged,
    Present,
    StaleDraft,
    Tally,
)
from bot.application.ports import Clock

type Texts = Mapping[str, str | None]


class _Stale(Exception):
    """Undoes the transaction; never leaves this module."""

    def __init__(self, stale: StaleDraft) -> None:
        super().__init__(stale)
        self.stale = stale


class SqlDrafts:
    """The `Drafts` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, name: str, base: str, files: Mapping[str, str], by: str) -> Draft:
        at = self._clock.now()
        row = DraftRow(name=name, base=base, author=by, opened_at=at, version=0)
        async with self._database.writing() as session:
            session.add(row)
            await session.flush()
            for path, text in files.items():
                session.add(_file(row.id, path, text, 0, by, at))
            note_change(session, "draft", at)
        return _draft(row)

    async def open_drafts(self) -> Sequence[Draft]:
        query = select(DraftRow).where(col(DraftRow.closed_at).is_(None)).order_by(col(DraftRow.id).desc())
        async with self._database.reading() as session:
            return [_draft(row) for row in await session.scalars(query)]

    async def draft(self, draft_id: int) -> Draft | None:
        async with self._database.reading() as session:
            row = await session.get(DraftRow, draft_id)
        return _draft(row) if row is not None else None

    async def files(self, draft_id: int) -> DraftFiles:
        async with self._database.reading() as session:
            row = await session.get(DraftRow, draft_id)
            if row is None:
                raise DraftMissing(draft_id)
            found = await session.scalars(select(DraftFileRow).where(col(DraftFileRow.draft_id) == draft_id))
            rows = [one for one in found if one.text is not None]
        texts = {one.path: one.text or "" for one in sorted(rows, key=lambda one: one.path)}
        return DraftFiles(row.version, texts, {one.path: one.version for one in rows})

    async def write(self, edit: Edit) -> Draft | StaleDraft:
        try:
            async with self._database.writing() as session:
                return await self._written(session, edit)
        except _Stale as refused:
            return refused.stale

    async def undo(self, draft_id: int, by: str, edit_id: int | None = None) -> Draft | StaleDraft | None:
        try:
            async with self._database.writing() as session:
                row = await _grown(session, draft_id)
                edit = await session.scalar(undoable(draft_id, by, edit_id))
                if edit is None:
                    await _not_grown(session, row)
                    return None
                edit.undone_by, edit.undone_at, edit.undone_version = by, self._clock.now(), row.version
                before, after = await _sides(session, edit.id)
                await self._put(session, row, by, before=after, after=before)
                return _draft(row)
        except _Stale as refused:
            return refused.stale

    async def redo(self, draft_id: int, by: str) -> Draft | StaleDraft | None:
        try:
            async with self._database.writing() as session:
                row = await _grown(session, draft_id)
                edit = await session.scalar(redoable(draft_id, by))
                if edit is None:
                    await _not_grown(session, row)
                    return None
                edit.undone_by = edit.undone_at = edit.undone_version = None
                before, after = await _sides(session, edit.id)
                await self._put(session, row, by, before=before, after=after)
                return _draft(row)
        except _Stale as refused:
            return refused.stale

    async def log(self, draft_id: int, limit: int = 100) -> Sequence[Logged]:
        query = select(DraftEditRow).where(col(DraftEditRow.draft_id) == draft_id)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(col(DraftEditRow.id).desc()).limit(limit))).all()
            paths = await paths_of(session, [row.id for row in rows])
        return [logged(row, paths.get(row.id, [])) for row in rows]

    async def tallies(self, draft_ids: Iterable[int]) -> Mapping[int, Tally]:
        async with self._database.reading() as session:
            return await tallies_of(session, list(draft_ids))

    async def close(self, draft_id: int, by: str) -> None:
        at = self._clock.now()
        is_open = (col(DraftRow.id) == draft_id, col(DraftRow.closed_at).is_(None))
        closed = update(DraftRow).where(*is_open).values(closed_at=at, closed_by=by).returning(col(DraftRow.id))
        async with self._database.writing() as session:
            if await session.scalar(closed) is None:
                raise DraftMissing(draft_id)
            note_change(session, "draft", at)

    async def reopen(self, draft_id: int, by: str) -> None:
        opened = update(DraftRow).where(col(DraftRow.id) == draft_id).values(closed_at=None, closed_by=None)
        async with self._database.writing() as session:
            if await session.scalar(opened.returning(col(DraftRow.id))) is None:
                raise DraftMissing(draft_id)
            note_change(session, "draft", self._clock.now())

    async def note_present(self, draft_id: int, who: str, place: str = "") -> None:
        at = self._clock.now()
        known = [col(DraftPresenceRow.draft_id), col(DraftPresenceRow.agent)]
        row = self._database.insert(DraftPresenceRow).values(draft_id=draft_id, agent=who, place=place, seen_at=at)
        put = row.on_conflict_do_update(index_elements=known, set_={"place": place, "seen_at": at})
        one = (col(DraftPresenceRow.draft_id) == draft_id, col(DraftPresenceRow.agent) == who)
        async with self._database.writing() as session:
            if await session.get(DraftRow, draft_id) is None:
                raise DraftMissing(draft_id)
            before = await session.scalar(select(DraftPresenceRow).where(*one))
            is_news = before is None or before.seen_at < at - HERE_FOR or before.place != place
            await session.execute(put)
            if is_news:  # others' pages show who came, not every sign of it
                note_change(session, "draft", at)

    async def present(self, draft_ids: Iterable[int]) -> Mapping[int, Sequence[Present]]:
        here = (
            col(DraftPresenceRow.draft_id).in_(list(draft_ids)),
            col(DraftPresenceRow.seen_at) >= self._clock.now() - HERE_FOR,
        )
        found: dict[int, list[Present]] = {}
        async with self._database.reading() as session:
            for row in await session.scalars(select(DraftPresenceRow).where(*here).order_by("agent")):
                found.setdefault(row.draft_id, []).append(Present(row.agent, row.place, row.seen_at))
        return found

    async def _written(self, session: AsyncSession, edit: Edit) -> Draft:
        row, at = await _grown(session, edit.draft_id), self._clock.now()
        await self._put(session, row, edit.by, edit.before, edit.after)
        theirs = (col(DraftEditRow.draft_id) == row.id, col(DraftEditRow.undone_by) == edit.by)
        await session.execute(update(DraftEditRow).where(*theirs).values(is_final=True))
        made = DraftEditRow(draft_id=row.id, version=row.version, author=edit.by, what=edit.what, at=at)
        session.add(made)
        await session.flush()
        for path, text in edit.after.items():
            session.add(DraftEditFileRow(edit_id=made.id, path=path, before=edit.before.get(path), after=text))
        return _draft(row)

    async def _put(self, session: AsyncSession, row: DraftRow, by: str, before: Texts, after: Texts) -> None:
        """The one way a file changes: only from what its editor saw."""
        paths = {*before, *after}
        of_draft = (col(DraftFileRow.draft_id) == row.id, col(DraftFileRow.path).in_(paths))
        known = {one.path: one for one in await session.scalars(select(DraftFileRow).where(*of_draft))}
        if stale := [path for path in sorted(paths) if _text(known.get(path)) != before.get(path)]:
            raise _Stale(_stale(row, [known[path] for path in stale if path in known], stale))
        at = self._clock.now()
        for path, text in after.items():
            if path in known:
                file = known[path]
                file.text, file.version, file.changed_by, file.changed_at = text, row.version, by, at
            else:
                session.add(_file(row.id, path, text, row.version, by, at))
        note_change(session, "draft", at)


async def _grown(session: AsyncSession, draft_id: int) -> DraftRow:
    """The draft, one version on: who else changes it waits until this transaction ends."""
    is_open = (col(DraftRow.id) == draft_id, col(DraftRow.closed_at).is_(None))
    grown = update(DraftRow).where(*is_open).values(version=col(DraftRow.version) + 1).returning(DraftRow)
    row = await session.scalar(grown.execution_options(populate_existing=True))
    if row is None:
        raise DraftMissing(draft_id)
    return row


async def _not_grown(session: AsyncSession, row: DraftRow) -> None:
    """Nothing was there to be done."""
    await session.execute(update(DraftRow).where(col(DraftRow.id) == row.id).values(version=row.version - 1))


async def _sides(session: AsyncSession, edit_id: int) -> tuple[dict[str, str | None], dict[str, str | None]]:
    rows = (await session.scalars(select(DraftEditFileRow).where(col(DraftEditFileRow.edit_id) == edit_id))).all()
    return {row.path: row.before for row in rows}, {row.path: row.after for row in rows}


def _stale(row: DraftRow, changed: Sequence[DraftFileRow], paths: Sequence[str]) -> StaleDraft:
    last = max(changed, key=lambda one: one.version, default=None)
    by, at = (last.changed_by, last.changed_at) if last is not None else (row.author, row.opened_at)
    return StaleDraft(tuple(paths), by, at)


def _text(row: DraftFileRow | None) -> str | None:
    return row.text if row is not None else None


def _file(  # noqa: PLR0913, PLR0917 - a row's columns
    draft_id: int, path: str, text: str | None, version: int, by: str, at: datetime
) -> DraftFileRow:
    return DraftFileRow(draft_id=draft_id, path=path, text=text, version=version, changed_by=by, changed_at=at)


def _draft(row: DraftRow) -> Draft:
    return Draft(row.id, row.name, row.base, row.author, row.opened_at, row.version, row.closed_at)
