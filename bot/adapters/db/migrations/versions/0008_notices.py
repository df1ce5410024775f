"""Notices, their attempts and batches."""

import sqlalchemy as sa
from alembic import op

revision = "0008_notices"
down_revision = "0007_identity_tries"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
STANDING = sa.text("state NOT IN ('voided', 'settled')")
WAITING = sa.text("state = 'planned'")
LETTERS = sa.text("state = 'letter'")


def upgrade() -> None:
    _make_batches()
    _make_notices()
    _make_attempts()


def _make_batches() -> None:
    op.create_table(
        "notice_batch",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_batch")),
    )
    op.create_index(op.f("ix_notice_batch_creditor"), "notice_batch", ["creditor"], unique=False)


def _make_notices() -> None:
    instants = ("identified", "issued", "sent", "delivered", "read", "pending_reply", "replied", "acknowledged")
    ends = ("contested", "answered", "voided", "settled", "expired")
    op.create_table(
        "notice",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.Column("contact_hash", sa.LargeBinary(), nullable=False),
        sa.Column("loose_hash", sa.LargeBinary(), nullable=False),
        sa.Column("is_nine_digit", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_receptive", sa.Boolean(), nullable=False),
        sa.Column("full_text_first", sa.Boolean(), nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=True),
        sa.Column("protocol", sa.String(), nullable=True),
        sa.Column("first_title", sa.String(), nullable=False),
        sa.Column("title_numbers", sa.String(), nullable=False),
        sa.Column("contents", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("release", sa.String(), nullable=True),
        sa.Column("factors", sa.String(), nullable=False),
        sa.Column("outbox_id", WHOLE, nullable=True),
        *[sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=True) for name in (*instants, *ends)],
        sa.Column("pending_as", sa.String(), nullable=True),
        sa.Column("followed_up", sa.Boolean(), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_notice_conversation_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_notice_outbox_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    _index_notices()


def _index_notices() -> None:
    for column in (
        "conversation_id",
        "creditor",
        "deadline",
        "loose_hash",
        "outbox_id",
        "person_id",
        "protocol",
        "state",
    ):
        op.create_index(op.f(f"ix_notice_{column}"), "notice", [column], unique=False)
    op.create_index(
        "uq_notice_standing",
        "notice",
        ["person_id", "first_title"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _make_attempts() -> None:
    pointed_at = ("notice_batch", "notice", "person", "conversation", "outbox")
    keys = {"batch_id" if table == "notice_batch" else f"{table}_id": table for table in pointed_at}
    instants = ("sent", "delivered", "read", "replied", "acknowledged", "ended")
    op.create_table(
        "notice_attempt",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("batch_id", WHOLE, nullable=True),
        sa.Column("notice_id", WHOLE, nullable=True),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("first_title", sa.String(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("protocol", sa.String(), nullable=True),
        sa.Column("conversation_id", WHOLE, nullable=True),
        sa.Column("outbox_id", WHOLE, nullable=True),
        sa.Column("claims", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        *[sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=True) for name in instants],
        *[
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_notice_attempt_{column}"))
            for column, table in keys.items()
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_attempt")),
        sa.UniqueConstraint("notice_id", "number", name=op.f("uq_notice_attempt_notice_id_number")),
    )
    for column in ("batch_id", "outbox_id", "person_id"):
        op.create_index(op.f(f"ix_notice_attempt_{column}"), "notice_attempt", [column], unique=False)
    op.create_index(
        "ix_notice_attempt_waiting",
        "notice_attempt",
        ["next_at", "id"],
        unique=False,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_index(
        "uq_notice_attempt_letter",
        "notice_attempt",
        ["person_id", "first_title"],
        unique=True,
        sqlite_where=LETTERS,
        postgresql_where=LETTERS,
    )


def downgrade() -> None:
    op.drop_table("notice_attempt")
    op.drop_table("notice")
    op.drop_table("notice_batch")
