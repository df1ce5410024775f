"""Notices, the batches they were planned in, and the ledger of attempts at telling each person."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from bot.adapters.db.tables.columns import Row, instant, points_to, row_id

STANDING = text("state NOT IN ('voided', 'settled')")
WAITING = text("state = 'planned'")
LETTERS = text("state = 'letter'")


class NoticeBatchRow(Row, table=True):
    """Notices planned together, and who asked for them."""

    __tablename__ = "notice_batch"

    id: int = row_id()
    creditor: str = Field(index=True)
    due: date
    asked_by: str
    planned_at: datetime = instant()


class NoticeRow(Row, table=True):
    """One notice; `contact`, `contents` and `text` are sealed, `title_numbers` comma separated and oldest first."""

    __tablename__ = "notice"
    # Two planners, or a planner and the debtor who writes meanwhile, make one notice of the same default.
    __table_args__ = (
        Index(
            "uq_notice_standing",
            "person_id",
            "first_title",
            unique=True,
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
    )

    id: int = row_id()
    creditor: str = Field(index=True)
    person_id: int = points_to("person.id", index=True)
    channel: str
    contact: bytes
    contact_hash: bytes
    loose_hash: bytes = Field(index=True)
    is_nine_digit: bool
    state: str = Field(default="opened", index=True)
    opened_at: datetime = instant()
    is_receptive: bool = False
    full_text_first: bool = False
    conversation_id: int | None = points_to("conversation.id", default=None, index=True)
    protocol: str | None = Field(default=None, index=True)
    first_title: str
    title_numbers: str
    contents: bytes | None = None
    text: bytes | None = None
    release: str | None = None
    factors: str = ""
    outbox_id: int | None = points_to("outbox.id", default=None, index=True)
    identified_at: datetime | None = instant(default=None)
    issued_at: datetime | None = instant(default=None)
    sent_at: datetime | None = instant(default=None)
    delivered_at: datetime | None = instant(default=None)
    read_at: datetime | None = instant(default=None)
    link_opened_at: datetime | None = instant(default=None)
    pending_reply_at: datetime | None = instant(default=None)
    pending_as: str | None = None
    replied_at: datetime | None = instant(default=None)
    acknowledged_at: datetime | None = instant(default=None)
    contested_at: datetime | None = instant(default=None)
    answered_at: datetime | None = instant(default=None)
    voided_at: datetime | None = instant(default=None)
    settled_at: datetime | None = instant(default=None)
    expired_at: datetime | None = instant(default=None)
    followed_up: bool = False
    deadline: date | None = Field(default=None, index=True)
    case_number: str | None = None
    contests: str | None = None  # as JSON, in order


class NoticeMessageRow(Row, table=True):
    """A message that carried the full notice, whichever was the last, or the answer to its contest (`case_number`).

    `title_numbers` are those that message named, whatever the notice names by now; none on the answer to a contest.
    """

    __tablename__ = "notice_message"

    id: int = row_id()
    notice_id: int = points_to("notice.id", index=True)
    outbox_id: int = points_to("outbox.id", unique=True)
    case_number: str | None = None
    title_numbers: str = ""


class DelayExcuseRow(Row, table=True):
    """Days a person's delay is not held against them: a stay in hospital, or what the operator caused (N4).

    Nothing is deleted: what was put down by mistake is withdrawn. `ends` is the last day; none, while nobody knows it.
    """

    __tablename__ = "delay_excuse"

    id: int = row_id()
    person_id: int = points_to("person.id", index=True)
    kind: str
    starts: date
    ends: date | None = None
    title_numbers: str = ""  # none: all of the person's
    why: bytes
    recorded_by: str
    recorded_at: datetime = instant()
    ended_by: str | None = None
    withdrawn_by: str | None = None
    withdrawn_at: datetime | None = instant(default=None)


class NoticeAttemptRow(Row, table=True):
    """The ledger: one row for each person and try; a person who could not be notified has one without a notice.

    `claims` fences a dispatcher whose lease ran out; `outbox_id` is the opener's.
    """

    __tablename__ = "notice_attempt"
    __table_args__ = (
        UniqueConstraint("notice_id", "number"),
        Index("ix_notice_attempt_waiting", "next_at", "id", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(
            "uq_notice_attempt_letter",
            "person_id",
            "first_title",
            unique=True,
            sqlite_where=LETTERS,
            postgresql_where=LETTERS,
        ),
    )

    id: int = row_id()
    batch_id: int | None = points_to("notice_batch.id", default=None, index=True)
    notice_id: int | None = points_to("notice.id", default=None)
    person_id: int = points_to("person.id", index=True)
    first_title: str | None = None  # of the default it is about
    number: int
    channel: str
    contact: bytes | None = None
    state: str
    reason: str | None = None
    protocol: str | None = None
    conversation_id: int | None = points_to("conversation.id", default=None)
    outbox_id: int | None = points_to("outbox.id", default=None, index=True)
    claims: int = 0
    lease_until: datetime | None = instant(default=None)
    next_at: datetime = instant()
    planned_at: datetime = instant()
    sent_at: datetime | None = instant(default=None)
    delivered_at: datetime | None = instant(default=None)
    read_at: datetime | None = instant(default=None)
    replied_at: datetime | None = instant(default=None)
    acknowledged_at: datetime | None = instant(default=None)
    ended_at: datetime | None = instant(default=None)  # failed, skipped, or put on the list for letters
