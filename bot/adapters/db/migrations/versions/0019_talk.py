"""Private notes beside conversations."""

import sqlalchemy as sa
from alembic import op

revision = "0019_talk"
down_revision = "0018_wrap_up"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "conversation_note",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_note_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_note")),
    )
    op.create_index(op.f("ix_conversation_note_conversation_id"), "conversation_note", ["conversation_id"])


def downgrade() -> None:
    op.drop_table("conversation_note")
