"""What was tried and shown about a person: identity tries and the access record."""

from datetime import datetime

from sqlalchemy import Index

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class IdentityTryRow(Row, table=True):
    """A try at proving identity, by the names of the factors and never their values.

    Where it came from and the document typed are kept as keyed hashes only, to count tries by them.
    """

    __tablename__ = "identity_try"
    __table_args__ = (
        Index(None, "person_id", "known_phone", "at"),
        Index(None, "contact_hash", "at"),
        Index(None, "document_hash", "at"),
    )

    id: int = row_id()
    person_id: int | None = points_to("person.id", default=None)
    conversation_id: int = points_to("conversation.id", index=True)
    known_phone: bool
    succeeded: bool
    factors: str
    at: datetime = instant()
    contact_hash: bytes | None = None
    document_hash: bytes | None = None


class AccessRecordRow(Row, table=True):
    """Personal data shown or used: when, by whom and what."""

    __tablename__ = "access_record"

    id: int = row_id()
    person_id: int = points_to("person.id", index=True)
    conversation_id: int | None = points_to("conversation.id", default=None)
    actor: str
    what: str
    at: datetime = instant(index=True)
