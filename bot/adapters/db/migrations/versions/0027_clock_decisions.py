"""What the daily clock of notices found for people to decide or do, and when it last looked."""

import sqlalchemy as sa
from alembic import op

revision = "0027_clock_decisions"
down_revision = "0026_test_phones"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
MOMENT = sa.DateTime(timezone=True)
COUNTS = ("unpaid", "counted", "days_overdue")


def upgrade() -> None:
    op.create_table(
        "clock_decision",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("notice_id", WHOLE, nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS],
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_clock_decision_person_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_clock_decision_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_decision")),
    )
    for name in ("creditor", "person_id"):
        op.create_index(op.f(f"ix_clock_decision_{name}"), "clock_decision", [name])
    op.create_index("ix_clock_decision_order", "clock_decision", ["kind", "day", "id"])
    op.create_table(
        "clock_look",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_look")),
        sa.UniqueConstraint("creditor", name=op.f("uq_clock_look_creditor")),
    )


def downgrade() -> None:
    op.drop_table("clock_look")
    op.drop_table("clock_decision")
