"""What staff's pages are told of."""

import sqlalchemy as sa
from alembic import op

revision = "0014_desk_events"
down_revision = "0013_owner_log"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "desk_event",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=True),
        sa.Column("agent", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_desk_event_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_event")),
    )
    op.create_index(op.f("ix_desk_event_at"), "desk_event", ["at"], unique=False)


def downgrade() -> None:
    op.drop_table("desk_event")
