"""Which edit of a draft is the next to be taken back, or put back, by somebody."""

from sqlalchemy import Select, select
from sqlmodel import col

from bot.adapters.db.tables import DraftEditRow


def undoable(draft_id: int, by: str, edit_id: int | None) -> Select[DraftEditRow]:
    """The edit named, whoever made it, or the person's own last one."""
    which = col(DraftEditRow.author) == by if edit_id is None else col(DraftEditRow.id) == edit_id
    stands = (col(DraftEditRow.draft_id) == draft_id, col(DraftEditRow.undone_at).is_(None), which)
    return select(DraftEditRow).where(*stands).order_by(col(DraftEditRow.id).desc()).limit(1)


def redoable(draft_id: int, by: str) -> Select[DraftEditRow]:
    """What the person took back last, if nothing new was done since."""
    taken_back = (
        col(DraftEditRow.draft_id) == draft_id,
        col(DraftEditRow.undone_by) == by,
        col(DraftEditRow.is_final).is_(False),
    )
    return select(DraftEditRow).where(*taken_back).order_by(col(DraftEditRow.undone_version).desc()).limit(1)
