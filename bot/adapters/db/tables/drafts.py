"""Drafts of content: their files, every edit of them, and who has one open."""

from datetime import datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class DraftRow(Row, table=True):
    """`version` grows at each change, whoever makes it: changing it is what edits queue for."""

    __tablename__ = "draft"

    id: int = row_id()
    name: str
    base: str
    author: str
    opened_at: datetime = instant()
    version: int
    closed_at: datetime | None = instant(default=None, index=True)
    closed_by: str | None = None


class DraftFileRow(Row, table=True):
    """A file as it is now; one without a text was taken out."""

    __tablename__ = "draft_file"

    draft_id: int = points_to("draft.id", primary_key=True)
    path: str = Field(primary_key=True)
    text: str | None = None
    version: int
    changed_by: str
    changed_at: datetime = instant()


class DraftEditRow(Row, table=True):
    """One change of one or more files. `is_final`: taken back, and something else done since, so not to be redone."""

    __tablename__ = "draft_edit"

    id: int = row_id()
    draft_id: int = points_to("draft.id", index=True)
    version: int
    author: str
    what: str
    at: datetime = instant()
    undone_by: str | None = None
    undone_at: datetime | None = instant(default=None)
    undone_version: int | None = None
    is_final: bool = False


class DraftEditFileRow(Row, table=True):
    """A file before and after an edit; none: not there."""

    __tablename__ = "draft_edit_file"

    edit_id: int = points_to("draft_edit.id", primary_key=True)
    path: str = Field(primary_key=True)
    before: str | None = None
    after: str | None = None


class DraftPresenceRow(Row, table=True):
    """The last sign of somebody at a draft, and at what of it."""

    __tablename__ = "draft_presence"

    draft_id: int = points_to("draft.id", primary_key=True)
    agent: str = Field(primary_key=True)
    place: str
    seen_at: datetime = instant()
