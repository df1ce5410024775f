"""Users, API keys and wrap-up forms."""

import sqlalchemy as sa
from alembic import op

revision = "0006_staff"
down_revision = "0005_slip_note"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "staff_user",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_user")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_user_email")),
    )
    op.create_table(
        "api_key",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("user_id", WHOLE, nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_api_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_key_prefix")),
    )
    op.create_index(op.f("ix_api_key_user_id"), "api_key", ["user_id"], unique=False)
    op.create_table(
        "wrap_up",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.Column("protocol", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("justification", sa.LargeBinary(), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_wrap_up_conversation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrap_up")),
    )
    for column in ("conversation_id", "outcome", "reason", "closed_at"):
        op.create_index(op.f(f"ix_wrap_up_{column}"), "wrap_up", [column], unique=False)


def downgrade() -> None:
    op.drop_table("wrap_up")
    op.drop_table("api_key")
    op.drop_table("staff_user")
