"""What was done to drafts, as the log and the list of drafts tell it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.tables import DraftEditFileRow, DraftEditRow
from bot.application.editor.drafts.drafts import Logged, Tally


def logged(row: DraftEditRow, paths: Sequence[str]) -> Logged:
    told = (row.id, row.version, row.author, row.what, row.at, tuple(sorted(paths)))
    order = 0 if row.is_final else row.undone_version or 0
    return Logged(*told, row.undone_by or "", row.undone_at, order)


async def paths_of(session: AsyncSession, edit_ids: Sequence[int]) -> dict[int, list[str]]:
    """The files each edit changed."""
    of = col(DraftEditFileRow.edit_id)
    paths: dict[int, list[str]] = {}
    for edit_id, path in await session.execute(select(of, col(DraftEditFileRow.path)).where(of.in_(edit_ids))):
        paths.setdefault(edit_id, []).append(path)
    return paths


async def tallies_of(session: AsyncSession, draft_ids: Sequence[int]) -> dict[int, Tally]:
    """An edit taken back is no change any more, but somebody was there."""
    row = DraftEditRow
    columns = (col(row.draft_id), col(row.author), col(row.at), col(row.undone_by), col(row.undone_at))
    found: dict[int, Tally] = {}
    for draft_id, author, at, undone_by, undone_at in await session.execute(
        select(*columns).where(col(row.draft_id).in_(draft_ids)).order_by(col(row.id))
    ):
        last = (undone_at, undone_by or author) if undone_at else (at, author)
        known = found.get(draft_id)
        edits = (known.edits if known else 0) + (undone_at is None)
        latest = max([last, *([(known.at, known.by)] if known else [])])
        found[draft_id] = Tally(edits, *latest)
    return found
