"""How people wrapped conversations up, and contacts they made outside them."""

from datetime import date, datetime

from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class WrapUpRow(Row, table=True):
    """What came of a conversation a person held; what was written in the form is sealed.

    `closed_at` is when it happened, `form_date` the day the form itself bears. `before` is the conversation as it was,
    sealed and kept for as long as the closing may be taken back.
    """

    __tablename__ = "wrap_up"

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    person_id: int | None = points_to("person.id", default=None, index=True)
    creditor: str | None = None
    protocol: str | None = None
    outcome: str = Field(index=True)
    action: str
    reason: str = Field(index=True)
    sector: str
    attempt: int
    note: bytes
    justification: bytes
    closed_by: str
    closed_at: datetime = instant(index=True)
    form: str | None = None
    form_version: str | None = None
    form_date: date | None = None
    answers: bytes | None = None
    before: bytes | None = None
    undone_at: datetime | None = instant(default=None)


class ContactAttemptRow(Row, table=True):
    """A call, a letter or a visit somebody noted; `notified_on` where it counted as the notification."""

    __tablename__ = "contact_attempt"

    id: int = row_id()
    person_id: int = points_to("person.id", index=True)
    conversation_id: int | None = points_to("conversation.id", default=None, index=True)
    number: int
    direction: str  # active, receptive
    channel: str
    outcome: str
    protocol: str | None = None
    case_number: str | None = None
    notified_on: date | None = None
    contact: bytes | None = None
    note: bytes
    agent: str
    at: datetime = instant(index=True)
    noted_at: datetime = instant()
