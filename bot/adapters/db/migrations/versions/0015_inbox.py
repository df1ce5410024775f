"""Conversations put off until later, and what the list of staff shows."""

import sqlalchemy as sa
from alembic import op

revision = "0015_inbox"
down_revision = "0014_desk_events"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
STANDING = sa.text("ended_at IS NULL")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    _make_snoozes()
    _make_seen()
    with op.batch_alter_table("handoff") as handoff:
        handoff.add_column(sa.Column("person_id", WHOLE, nullable=True))
        handoff.add_column(sa.Column("protocol", sa.String(), nullable=True))
        handoff.create_foreign_key(op.f("fk_handoff_person_id"), "person", ["person_id"], ["id"])
        handoff.create_index(op.f("ix_handoff_person_id"), ["person_id"], unique=False)
        handoff.create_index(op.f("ix_handoff_protocol"), ["protocol"], unique=False)
    op.create_index(
        "ix_handoff_open", "handoff", ["urgent", "since"], unique=False, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_index(op.f("ix_conversation_last_inbound_at"), "conversation", ["last_inbound_at"], unique=False)


def _make_snoozes() -> None:
    op.create_table(
        "snooze",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_snooze_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
    )
    for column in ("conversation_id", "agent", "until"):
        op.create_index(op.f(f"ix_snooze_{column}"), "snooze", [column], unique=False)
    op.create_index(
        "uq_snooze_standing",
        "snooze",
        ["conversation_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _make_seen() -> None:
    op.create_table(
        "conversation_seen",
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("seq", WHOLE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_seen_conversation_id")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "agent", name=op.f("pk_conversation_seen")),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_conversation_last_inbound_at"), table_name="conversation")
    op.drop_index("ix_handoff_open", table_name="handoff")
    with op.batch_alter_table("handoff") as handoff:
        handoff.drop_index(op.f("ix_handoff_protocol"))
        handoff.drop_index(op.f("ix_handoff_person_id"))
        handoff.drop_constraint(op.f("fk_handoff_person_id"), type_="foreignkey")
        handoff.drop_column("protocol")
        handoff.drop_column("person_id")
    op.drop_table("conversation_seen")
    op.drop_table("snooze")
