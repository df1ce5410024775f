"""Requests refused at a door, kept aside until somebody looks at them."""

import sqlalchemy as sa
from alembic import op

revision = "0028_refused_requests"
down_revision = "0027_clock_decisions"
branch_labels = None
depends_on = None


WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What was kept before was cut, and could not be looked at again."""
    op.drop_table("rejected_delivery")
    op.create_table(
        "refused_request",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("names_us", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=True),
        sa.Column("taken_at", MOMENT, nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_request")),
    )
    op.create_index(op.f("ix_refused_request_at"), "refused_request", ["at"])
    op.create_index("ix_refused_request_room", "refused_request", ["names_us", "id", "size"])


def downgrade() -> None:
    op.drop_table("refused_request")
    op.create_table(
        "rejected_delivery",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_delivery")),
    )
