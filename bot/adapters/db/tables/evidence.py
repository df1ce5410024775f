"""The evidence of notices: commitments, the tree over them, signed heads and their time stamps (docs/evidence.md)."""

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, WholeNumber, instant, points_to, row_id


class EvidenceEntryRow(Row, table=True):
    """One event, sealed with its salt; the sequencer gives what is empty at first, and erasing empties `sealed`.

    The notice is named without a foreign key: the log outlives whatever is deleted elsewhere.
    """

    __tablename__ = "evidence_entry"
    __table_args__ = (
        Index(
            "ix_evidence_entry_unchained",
            "id",
            sqlite_where=text("position IS NULL"),
            postgresql_where=text("position IS NULL"),
        ),
    )

    id: int = row_id()
    notice_id: int = Field(sa_type=WholeNumber, index=True)
    commitment: bytes
    sealed: bytes | None = None
    position: int | None = Field(default=None, sa_type=WholeNumber, unique=True)
    ordinal: int | None = None
    prev: bytes | None = None
    leaf: bytes | None = None
    erased_at: datetime | None = instant(default=None)


class EvidenceRegisterRow(Row, table=True):
    """The random UUID a notice has in the log, and the code of its check page."""

    __tablename__ = "evidence_register"

    notice_id: int = Field(primary_key=True, sa_type=WholeNumber, sa_column_kwargs={"autoincrement": False})
    uuid: str = Field(unique=True)


class EvidenceNodeRow(Row, table=True):
    """The root of a whole subtree: of 2**level leaves, the `place`-th such from the left. Level 0 is in the entries."""

    __tablename__ = "evidence_node"

    level: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    place: int = Field(primary_key=True, sa_type=WholeNumber, sa_column_kwargs={"autoincrement": False})
    hash: bytes


class EvidenceHeadRow(Row, table=True):
    """A head as it was signed."""

    __tablename__ = "evidence_head"

    id: int = row_id()
    size: int = Field(sa_type=WholeNumber, unique=True)
    root: bytes
    last: bytes
    previous: bytes
    at: datetime = instant()
    signature: bytes


class EvidenceStampRow(Row, table=True):
    """The word of a time stamping authority on a head."""

    __tablename__ = "evidence_stamp"

    id: int = row_id()
    head_id: int = points_to("evidence_head.id", index=True)
    authority: str
    token: bytes
    at: datetime = instant(index=True)
