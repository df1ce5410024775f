"""What the back office works with: the files debtors sent, and the slips issued to them."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, points_to, row_id

WAITING = "waiting"


class MediaFileRow(Row, table=True):
    """One file of a message: waiting to be fetched, kept here sealed, or unavailable for a reason."""

    __tablename__ = "media_file"
    __table_args__ = (
        UniqueConstraint("inbox_id", "position"),
        Index(
            "ix_media_file_waiting",
            "next_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    id: int = row_id()
    inbox_id: int = points_to("inbox.id")
    position: int
    conversation_id: int = points_to("conversation.id", index=True)
    url_hash: bytes = Field(index=True)
    declared_type: str
    state: str = WAITING
    reason: str | None = None
    content_type: str = ""  # by its first bytes
    size: int = Field(default=0, sa_type=WholeNumber)
    content: bytes | None = None
    attempts: int = 0
    next_at: datetime = instant()
    created_at: datetime = instant(index=True)
    fetched_at: datetime | None = instant(default=None)


class IssuedSlipRow(Row, table=True):
    """How one part of an agreement is paid: the digits or Pix code, the PDF, or both."""

    __tablename__ = "issued_slip"
    __table_args__ = (UniqueConstraint("slip_request_id", "number"),)

    id: int = row_id()
    slip_request_id: int = points_to("slip_request.id")
    agreement_id: int = points_to("agreement.id", index=True)
    number: int
    code: bytes | None = None
    content: bytes | None = None
    insisted_why: bytes | None = None
    issued_by: str
    issued_at: datetime = instant()
