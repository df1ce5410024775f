"""Messages on their way in, kept, and on their way out."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class InboxRow(Row, table=True):
    """A message as it came, sealed whole; `handled_at` is set by the turn that answered it."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(
            "ix_inbox_unhandled",
            "conversation_id",
            "id",
            sqlite_where=text("handled_at IS NULL"),
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    id: int = row_id()
    source: str
    external_id: str
    conversation_id: int = points_to("conversation.id")
    sealed: bytes
    received_at: datetime = instant(index=True)
    handled_at: datetime | None = instant(default=None)


class MessageRow(Row, table=True):
    """One line of a conversation as people read it, numbered within it."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("conversation_id", "seq"),
        Index(
            "ix_message_inbox_id",
            "inbox_id",
            sqlite_where=text("inbox_id IS NOT NULL"),
            postgresql_where=text("inbox_id IS NOT NULL"),
        ),
    )

    id: int = row_id()
    conversation_id: int = points_to("conversation.id")
    seq: int
    direction: str
    speaker: str
    step: str = ""
    kind: str = "text"
    body: bytes
    responses: str = ""  # ids of the texts a line was made of, comma separated
    external_id: str | None = Field(default=None, index=True)
    inbox_id: int | None = points_to("inbox.id", default=None)
    outbox_id: int | None = points_to("outbox.id", default=None, index=True)
    at: datetime = instant()


class AttachmentRow(Row, table=True):
    """A document to be fetched by the provider under an address nobody guesses."""

    __tablename__ = "attachment"

    id: int = row_id()
    token: str = Field(unique=True)
    kind: str
    content_type: str
    filename: str
    content: bytes
    created_at: datetime = instant(index=True)


class OutboxRow(Row, table=True):
    """A message decided under an epoch; `attempts` also fences a sender whose lease ran out."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_open",
            "conversation_id",
            "id",
            sqlite_where=text("state IN ('pending', 'sending', 'unknown')"),
            postgresql_where=text("state IN ('pending', 'sending', 'unknown')"),
        ),
    )

    id: int = row_id()
    key: str = Field(unique=True)
    conversation_id: int = points_to("conversation.id")
    epoch: int
    sealed: bytes
    attachment_id: int | None = points_to("attachment.id", default=None, index=True)
    state: str = "pending"
    sid: str | None = Field(default=None, index=True)
    attempts: int = 0
    reason: str | None = None
    next_at: datetime = instant()
    lease_until: datetime | None = instant(default=None)
    created_at: datetime = instant(index=True)
    sent_at: datetime | None = instant(default=None)


class DeliveryRow(Row, table=True):
    """A delivery state told by the provider, whether or not its message is known yet."""

    __tablename__ = "delivery"
    __table_args__ = (UniqueConstraint("sid", "state"),)

    id: int = row_id()
    sid: str
    state: str
    rank: int
    error_code: str | None = None
    received_at: datetime = instant()
    raw: bytes


class ContentTemplateRow(Row, table=True):
    """A template registered at the provider, by the name texts call it."""

    __tablename__ = "content_template"

    name: str = Field(primary_key=True)
    sid: str
    state: str = "registered"
    synced_at: datetime = instant()
