"""Links to papers."""

import sqlalchemy as sa
from alembic import op

revision = "0010_papers"
down_revision = "0009_evidence"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "paper_link",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.Column("outbox_id", WHOLE, nullable=True),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        *[
            sa.ForeignKeyConstraint([f"{table}_id"], [f"{table}.id"], name=op.f(f"fk_paper_link_{table}_id"))
            for table in ("person", "conversation", "outbox")
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_paper_link_token_hash")),
    )
    for column in ("person_id", "conversation_id", "outbox_id", "expires_at"):
        op.create_index(op.f(f"ix_paper_link_{column}"), "paper_link", [column], unique=False)


def downgrade() -> None:
    op.drop_table("paper_link")
