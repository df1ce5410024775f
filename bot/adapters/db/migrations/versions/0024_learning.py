"""Messages the bot did not understand, and what a person said they mean; understanding measured with a draft."""

import sqlalchemy as sa
from alembic import op

revision = "0024_learning"
down_revision = "0023_drafts"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "learned_phrase",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_id", WHOLE, nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_learned_phrase")),
    )
    op.create_index(op.f("ix_learned_phrase_batch"), "learned_phrase", ["batch"])
    op.create_index(op.f("ix_learned_phrase_at"), "learned_phrase", ["at"])
    op.create_table(
        "understanding_measure",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("draft_id", WHOLE, nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("progress", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_understanding_measure")),
    )
    op.create_index(op.f("ix_understanding_measure_draft_id"), "understanding_measure", ["draft_id"])


def downgrade() -> None:
    op.drop_table("understanding_measure")
    op.drop_table("learned_phrase")
