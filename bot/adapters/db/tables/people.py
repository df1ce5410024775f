"""What was tried and shown about a person: identity tries and the access record."""

from datetime import datetime

from sqlalchemy import Index

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class IdentityTryRow(Row, table=True):
    """A try at proving identity, by the names of the factors and never their values."""

    __tablename__ = "identity_try"
    __table_args__ = (Index(None, "person_id", "known_phone", "at"),)

    id: int = row_id()
    person_id: int | None = points_to("person.id", default=None)
    conversation_id: int = points_to("conversation.id", index=True)
    known_phone: bool
    succeeded: bool
    factors: str
    at: datetime = instant()


class AccessRecordRow(Row, table=True):
    """Personal data shown or used: when, by whom and what."""

    __tablename__ = "access_record"

    id: int = row_id()
    person_id: int = points_to("person.id", index=True)
    conversation_id: int | None = points_to("conversation.id", default=None)
    actor: str
    what: str
    at: datetime = instant(index=True)
