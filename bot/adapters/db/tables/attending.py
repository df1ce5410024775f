"""What each agent saw of a conversation, and conversations put off until later."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, points_to, row_id


class SnoozeRow(Row, table=True):
    """Put off until a moment; it stands no more once the debtor writes past `last_seq`, ended or not."""

    __tablename__ = "snooze"
    __table_args__ = (
        Index(
            "uq_snooze_standing",
            "conversation_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    agent: str = Field(index=True)
    why: bytes
    last_seq: int
    at: datetime = instant()
    until: datetime = instant(index=True)
    ended_at: datetime | None = instant(default=None)
    ended_by: str | None = None  # over, owner, or the e-mail of who brought it back


class ConversationSeenRow(Row, table=True):
    """The newest message one of the staff had on the screen."""

    __tablename__ = "conversation_seen"

    conversation_id: int = points_to("conversation.id", primary_key=True)
    agent: str = Field(primary_key=True)
    seq: int = Field(sa_type=WholeNumber)
    at: datetime = instant()
