"""Conversations, their turns and their hand-offs."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, points_to, row_id


class ConversationRow(Row, table=True):
    """`state` is sealed: the dialogue's slots, the acts' memory, the options and what was proved."""

    __tablename__ = "conversation"
    # A simulated phone never shares a conversation with a real one of the same number.
    __table_args__ = (UniqueConstraint("contact_hash", "channel", "sender", "simulated"),)

    id: int = row_id()
    channel: str
    contact_hash: bytes
    contact: bytes
    sender: str
    simulated: bool = False
    creditor: str | None = None
    owner: str = Field(default="bot", index=True)
    agent: str | None = Field(default=None, index=True)
    epoch: int = 0
    protocol: str | None = Field(default=None, index=True)
    opened_at: datetime | None = instant(default=None)
    last_inbound_at: datetime | None = instant(default=None, index=True)
    last_seq: int = 0
    release: str | None = None
    trial: str | None = None  # of a draft that is being tried; left out of figures
    person_id: int | None = points_to("person.id", default=None, index=True)
    state: bytes | None = None
    lease_token: int = 0
    lease_until: datetime | None = instant(default=None)
    created_at: datetime = instant()


class TurnRow(Row, table=True):
    """What a turn understood and decided; a superseded one was computed and then refused."""

    __tablename__ = "turn"

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    lease_token: int
    epoch: int
    release: str | None = None
    intent: str | None = Field(default=None, index=True)
    confidence: float | None = None
    masked_text: bytes
    events: bytes
    before: bytes | None = None  # the dialogue's slots the turn began with
    superseded: bool = False
    at: datetime = instant(index=True)


class HandoffRow(Row, table=True):
    """A conversation waiting for a person, from the request until it is closed or given back.

    Whom it was about is kept when it ends: the conversation itself is nobody's afterwards.
    """

    __tablename__ = "handoff"
    __table_args__ = (
        Index(
            "ix_handoff_open",
            "urgent",
            "since",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    reason: str
    urgent: bool = False
    packet: bytes
    since: datetime = instant(index=True)
    accepted_by: str | None = None
    accepted_at: datetime | None = instant(default=None)
    closed_at: datetime | None = instant(default=None, index=True)
    outcome: str | None = None
    person_id: int | None = points_to("person.id", default=None, index=True)
    protocol: str | None = Field(default=None, index=True)


class ContactBookingRow(Row, table=True):
    """One lawful contact promised for later."""

    __tablename__ = "contact_booking"

    id: int = row_id()
    conversation_id: int = points_to("conversation.id")
    person_id: int | None = points_to("person.id", default=None, index=True)
    contact: bytes
    contact_hash: bytes
    at: datetime = instant(index=True)
    note: bytes
    done_at: datetime | None = instant(default=None)


class OptOutRow(Row, table=True):
    """A contact that wants no message started by us, with or without the ninth digit."""

    __tablename__ = "opt_out"

    id: int = row_id()
    contact_hash: bytes = Field(unique=True)
    contact: bytes
    text: bytes
    at: datetime = instant()


class NumberSequenceRow(Row, table=True):
    """The last number allotted of a kind on a day."""

    __tablename__ = "number_sequence"

    kind: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    last: int = Field(sa_type=WholeNumber)
