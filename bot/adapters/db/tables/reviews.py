"""Wishes to publish a draft: what exactly, who said yes, and how far it is prepared."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, points_to, row_id

ONE_AT_A_TIME = text("work = 'running'")


class PublicationRequestRow(Row, table=True):
    """`digest` and `over` freeze what the yes of others is to; `outcome` is JSON without anybody's words."""

    __tablename__ = "publication_request"
    __table_args__ = (
        Index(
            "uq_publication_request_running",
            "work",
            unique=True,
            sqlite_where=ONE_AT_A_TIME,
            postgresql_where=ONE_AT_A_TIME,
        ),
    )

    id: int = row_id()
    draft_id: int = points_to("draft.id", index=True)
    draft_version: int
    digest: str
    over: str
    by: str
    authors: str
    note: str
    move: str
    needs_signature: bool
    changes_sentences: bool
    at: datetime = instant()
    state: str = Field(index=True)
    reviewed_by: str | None = None
    reviewed_at: datetime | None = instant(default=None)
    signed_by: str | None = None
    signed_at: datetime | None = instant(default=None)
    ended_by: str | None = None
    ended_at: datetime | None = instant(default=None)
    reason: str = ""
    work: str
    stage: str
    told: str = ""
    attempt: int = 0
    seen_at: datetime | None = instant(default=None)
    outcome: str | None = None
    publication_id: int | None = Field(default=None, sa_type=WholeNumber)
