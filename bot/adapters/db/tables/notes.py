"""What staff write to each other beside a conversation."""

from datetime import datetime

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class ConversationNoteRow(Row, table=True):
    """A private note: no debtor reads it, and nobody alters it."""

    __tablename__ = "conversation_note"

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    author: str
    body: bytes
    at: datetime = instant()
