"""Trying drafts: phones that get one before it is published, and how far work on a trial is."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class TrialPhoneRow(Row, table=True):
    """A real phone whose new conversations are held on a draft's trial release until a day."""

    __tablename__ = "test_phone"
    __table_args__ = (UniqueConstraint("loose_hash"),)
    id: int = row_id()
    draft_id: int = points_to("draft.id", index=True)
    loose_hash: bytes
    phone: bytes
    release: str
    by: str
    at: datetime = instant()
    until: datetime = instant()


class TrialWorkRow(Row, table=True):
    """Work done beside the service, by what it is of; `result` is JSON without anybody's words."""

    __tablename__ = "trial_work"

    key: str = Field(primary_key=True)
    state: str
    attempt: int
    told: str = ""
    by: str
    begun_at: datetime = instant()
    seen_at: datetime = instant()
    result: str | None = None
