"""Papers shown behind a link, to people reached where no document can be sent."""

from datetime import datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class PaperLinkRow(Row, table=True):
    """What was behind a link when it went out, sealed; the token itself is only in the message that carried it."""

    __tablename__ = "paper_link"

    id: int = row_id()
    token_hash: bytes = Field(unique=True)
    kind: str
    person_id: int = points_to("person.id", index=True)
    conversation_id: int = points_to("conversation.id", index=True)
    outbox_id: int | None = points_to("outbox.id", default=None, index=True)
    creditor: str
    content_type: str
    filename: str
    content: bytes
    text: bytes
    created_at: datetime = instant()
    expires_at: datetime = instant(index=True)
    opened_at: datetime | None = instant(default=None)
