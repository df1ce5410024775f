"""Trying drafts: phones that get a draft's trial release, talks held on one, how far work on a trial is."""

import sqlalchemy as sa
from alembic import op

revision = "0026_test_phones"
down_revision = "0025_reviews"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("conversation", sa.Column("trial", sa.String(), nullable=True))
    op.add_column("turn", sa.Column("before", sa.LargeBinary(), nullable=True))
    op.create_table(
        "test_phone",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("draft_id", WHOLE, nullable=False),
        sa.Column("loose_hash", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_test_phone_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_phone")),
        sa.UniqueConstraint("loose_hash", name=op.f("uq_test_phone_loose_hash")),
    )
    op.create_index(op.f("ix_test_phone_draft_id"), "test_phone", ["draft_id"])
    op.create_table(
        "trial_work",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_trial_work")),
    )


def downgrade() -> None:
    op.drop_table("trial_work")
    op.drop_table("test_phone")
    op.drop_column("turn", "before")
    op.drop_column("conversation", "trial")
