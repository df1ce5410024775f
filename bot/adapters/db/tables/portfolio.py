"""The creditors' portfolios: people, their phones, their titles and the files that told of them."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, cents, instant, points_to, row_id


class PortfolioImportRow(Row, table=True):
    """A file of a creditor that was read, with its counts."""

    __tablename__ = "portfolio_import"

    id: int = row_id()
    creditor: str = Field(index=True)
    filename: str
    base_date: date
    is_full: bool
    rows: int = 0
    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0
    started_at: datetime = instant()
    finished_at: datetime | None = instant(default=None)


class PersonRow(Row, table=True):
    """`sealed` holds all that names a person; the fingerprint tells whether it changed without opening it."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("document_hash", "creditor", "registration"),)

    id: int = row_id()
    creditor: str = Field(index=True)
    registration: str
    role: str
    document_hash: bytes
    holder_hash: bytes | None = Field(default=None, index=True)
    sealed: bytes
    fingerprint: bytes
    state: str | None = None
    accepts_whatsapp: bool = True
    base_date: date | None = None
    import_id: int | None = points_to("portfolio_import.id", default=None)


class PhoneRow(Row, table=True):
    """A number of a person; one taken off by the contact is not put back by the next file."""

    __tablename__ = "phone"
    __table_args__ = (UniqueConstraint("person_id", "channel", "exact_hash"),)

    id: int = row_id()
    person_id: int = points_to("person.id")
    channel: str
    number: bytes
    exact_hash: bytes = Field(index=True)
    loose_hash: bytes = Field(index=True)
    is_nine_digit: bool
    origin: str = "file"  # file, or update: told by the verified person
    import_id: int | None = points_to("portfolio_import.id", default=None)
    unlinked_at: datetime | None = instant(default=None)
    unlinked_by: str | None = None  # file, or contact


class TitleRow(Row, table=True):
    """A charge: open, withdrawn by a full file, inside an agreement, or settled."""

    __tablename__ = "title"
    __table_args__ = (
        UniqueConstraint("creditor", "number"),
        Index(None, "person_id", "state"),
        Index(None, "creditor", "state", "import_id"),
    )

    id: int = row_id()
    person_id: int = points_to("person.id")
    creditor: str
    number: str
    code: str
    competence: date
    due_date: date
    principal: int = cents()
    fine: int | None = cents(default=None)
    interest: int | None = cents(default=None)
    state: str = "open"
    base_date: date
    import_id: int | None = points_to("portfolio_import.id", default=None)
    agreement_id: int | None = points_to("agreement.id", default=None, index=True)


class TitleHistoryRow(Row, table=True):
    """What a title was before a file or an agreement changed it."""

    __tablename__ = "title_history"

    id: int = row_id()
    title_id: int = points_to("title.id", index=True)
    code: str
    competence: date
    due_date: date
    principal: int = cents()
    fine: int | None = cents(default=None)
    interest: int | None = cents(default=None)
    state: str
    base_date: date
    replaced_by_import: int | None = points_to("portfolio_import.id", default=None)
    at: datetime = instant()
