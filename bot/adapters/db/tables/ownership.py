"""Who answered a conversation and when, whom a waiting one was offered to, and offers a supervisor allows."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id


class OwnerChangeRow(Row, table=True):
    """One change of owner; never altered. Every figure about attendance is computed from these."""

    __tablename__ = "owner_change"
    __table_args__ = (UniqueConstraint("conversation_id", "epoch"),)

    id: int = row_id()
    conversation_id: int = points_to("conversation.id")
    from_owner: str
    from_agent: str | None = None
    to_owner: str
    to_agent: str | None = Field(default=None, index=True)
    by: str
    reason: str
    epoch: int
    at: datetime = instant(index=True)


class HandoffOfferRow(Row, table=True):
    """A waiting conversation put to one agent for a while; one stands at a time."""

    __tablename__ = "handoff_offer"
    __table_args__ = (
        Index(
            "uq_handoff_offer_standing",
            "handoff_id",
            unique=True,
            sqlite_where=text("answer IS NULL"),
            postgresql_where=text("answer IS NULL"),
        ),
    )

    id: int = row_id()
    handoff_id: int = points_to("handoff.id", index=True)
    conversation_id: int = points_to("conversation.id", index=True)
    agent: str = Field(index=True)
    offered_at: datetime = instant(index=True)
    until: datetime = instant()
    answer: str | None = None  # accepted, refused, lapsed, withdrawn
    answered_at: datetime | None = instant(default=None)


class OfferExceptionRow(Row, table=True):
    """Terms outside the policy that an agent asked for; only what a supervisor approved may be offered (P14)."""

    __tablename__ = "offer_exception"

    id: int = row_id()
    conversation_id: int = points_to("conversation.id", index=True)
    person_id: int = points_to("person.id", index=True)
    creditor: str
    code: str
    kind: str
    terms: str
    why: bytes
    asked_by: str
    asked_at: datetime = instant(index=True)
    valid_on: date
    state: str = "asked"  # asked, approved, refused, offered, closed
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None)
    decided_why: bytes | None = None
    used_at: datetime | None = instant(default=None)
