"""Hospital stays and days that do not count; the messages of a notice, and each of its contests."""

import sqlalchemy as sa
from alembic import op

revision = "0020_stays"
down_revision = "0019_talk"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.add_column("notice", sa.Column("link_opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("notice", sa.Column("contests", sa.String(), nullable=True))
    _make_messages()
    _make_excuses()
    op.execute(
        "INSERT INTO notice_message (notice_id, outbox_id, title_numbers)"
        " SELECT id, outbox_id, title_numbers FROM notice WHERE outbox_id IS NOT NULL"
    )


def _make_messages() -> None:
    op.create_table(
        "notice_message",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("notice_id", WHOLE, nullable=False),
        sa.Column("outbox_id", WHOLE, nullable=False),
        sa.Column("case_number", sa.String(), nullable=True),
        sa.Column("title_numbers", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_notice_message_notice_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_notice_message_outbox_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_message")),
        sa.UniqueConstraint("outbox_id", name=op.f("uq_notice_message_outbox_id")),
    )
    op.create_index(op.f("ix_notice_message_notice_id"), "notice_message", ["notice_id"], unique=False)


def _make_excuses() -> None:
    op.create_table(
        "delay_excuse",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("title_numbers", sa.String(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_delay_excuse_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delay_excuse")),
    )
    op.create_index(op.f("ix_delay_excuse_person_id"), "delay_excuse", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("delay_excuse")
    op.drop_table("notice_message")
    op.drop_column("notice", "contests")
    op.drop_column("notice", "link_opened_at")
