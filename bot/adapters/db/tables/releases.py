"""Releases with their models, and the history of what was live."""

from datetime import datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, row_id


class ReleaseModelRow(Row, table=True):
    """A trained model, shared by the releases made of the same sentences."""

    __tablename__ = "release_model"

    model_id: str = Field(primary_key=True)
    content: bytes


class ReleaseRow(Row, table=True):
    """A release by the digest of its content; `files` are compressed, and never change."""

    __tablename__ = "release"

    id: str = Field(primary_key=True)
    engine: int
    model_id: str = Field(foreign_key="release_model.model_id")
    files: bytes
    made_at: datetime = instant()


class PublicationRow(Row, table=True):
    """Which release became live when, how, by whom and why; only ever added to."""

    __tablename__ = "publication"

    id: int = row_id()
    release_id: str = Field(foreign_key="release.id")
    how: str
    by: str
    reviewed_by: str = ""
    signed_by: str = ""
    note: str = ""
    at: datetime = instant()
