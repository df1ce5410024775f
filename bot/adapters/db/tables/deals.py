"""Offers, agreements, their slips, and the cases people work on."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, cents, instant, points_to, row_id


class OfferRow(Row, table=True):
    """A step conceded to a person, with what triggered it; `terms` is JSON in whole centavos."""

    __tablename__ = "offer"
    __table_args__ = (Index(None, "person_id", "code"),)

    id: int = row_id()
    person_id: int = points_to("person.id")
    conversation_id: int = points_to("conversation.id", index=True)
    code: str
    kind: str
    step: int | None = None
    trigger: str
    terms: str
    made_on: date
    at: datetime = instant()
    voided_at: datetime | None = instant(default=None)


class AgreementRow(Row, table=True):
    """An accepted offer with the words that closed it; `title_numbers` are comma separated."""

    __tablename__ = "agreement"

    id: int = row_id()
    number: str = Field(unique=True)
    person_id: int = points_to("person.id", index=True)
    conversation_id: int | None = points_to("conversation.id", default=None)
    creditor: str = Field(index=True)
    code: str
    title_numbers: str
    closed_on: date = Field(index=True)
    closed_at: datetime = instant()
    accepted_text: bytes
    statement: bytes
    delivery: bytes


class InstallmentRow(Row, table=True):
    """One slip of an agreement; number 0 is the down payment or the whole lump sum."""

    __tablename__ = "installment"
    __table_args__ = (UniqueConstraint("agreement_id", "number"),)

    id: int = row_id()
    agreement_id: int = points_to("agreement.id")
    number: int
    due: date = Field(index=True)
    original_due: date | None = None
    value: int = cents()
    fee: int = cents()
    paid_on: date | None = None


class SlipRequestRow(Row, table=True):
    """Slips the back office must issue; no installment means all of them."""

    __tablename__ = "slip_request"

    id: int = row_id()
    agreement_id: int = points_to("agreement.id", index=True)
    installment: int | None = None
    reason: str
    new_due: date | None = None
    deadline: datetime = instant(index=True)
    requested_at: datetime = instant()
    issued_at: datetime | None = instant(default=None)
    issued_by: str | None = None
    note: bytes | None = None
    owner: str | None = None  # who of the back office has it
    owned_at: datetime | None = instant(default=None)


class CaseRow(Row, table=True):
    """A task for a person while the bot stays; its number is the chamado."""

    __tablename__ = "work_case"

    id: int = row_id()
    number: str = Field(unique=True)
    kind: str
    creditor: str | None = None
    person_id: int | None = points_to("person.id", default=None, index=True)
    conversation_id: int | None = points_to("conversation.id", default=None, index=True)
    title_numbers: str = ""
    note: bytes
    media: bytes
    opened_at: datetime = instant()
    deadline: date = Field(index=True)
    closed_at: datetime | None = instant(default=None)
    closed_by: str | None = None
    result: bytes | None = None
    result_code: str | None = None  # of the outcomes of its kind
    owner: str | None = None  # who of the back office has it
    owned_at: datetime | None = instant(default=None)


class NewsRow(Row, table=True):
    """Something a debtor waits to hear: the result of a case, or a slip issued; told once."""

    __tablename__ = "news"

    id: int = row_id()
    person_id: int = points_to("person.id", index=True)
    conversation_id: int = points_to("conversation.id")
    case_id: int | None = points_to("work_case.id", default=None, unique=True)
    slip_request_id: int | None = points_to("slip_request.id", default=None, unique=True)
    created_at: datetime = instant()
    next_at: datetime = instant()
    announced_at: datetime | None = instant(default=None)
    told_at: datetime | None = instant(default=None, index=True)
