"""What debtors are to be told, and when they were."""

import sqlalchemy as sa
from alembic import op

revision = "0011_news"
down_revision = "0011_outbox_attachment"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
SUBJECTS = ("case_id", "slip_request_id")


def upgrade() -> None:
    """What was closed or issued before is not told any more."""
    op.create_table(
        "news",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        *[sa.Column(name, WHOLE, nullable=True) for name in SUBJECTS],
        *[sa.Column(name, sa.DateTime(timezone=True), nullable=False) for name in ("created_at", "next_at")],
        *[sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in ("announced_at", "told_at")],
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_news_person_id")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_news_conversation_id")),
        sa.ForeignKeyConstraint(["case_id"], ["work_case.id"], name=op.f("fk_news_case_id")),
        sa.ForeignKeyConstraint(["slip_request_id"], ["slip_request.id"], name=op.f("fk_news_slip_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news")),
        *[sa.UniqueConstraint(name, name=op.f(f"uq_news_{name}")) for name in SUBJECTS],
    )
    op.create_index(op.f("ix_news_person_id"), "news", ["person_id"], unique=False)
    op.create_index(op.f("ix_news_told_at"), "news", ["told_at"], unique=False)


def downgrade() -> None:
    op.drop_table("news")
