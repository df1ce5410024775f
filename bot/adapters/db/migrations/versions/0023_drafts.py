"""Drafts of content, file by file, and every edit of them."""

import sqlalchemy as sa
from alembic import op

revision = "0023_drafts"
down_revision = "0022_releases"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("base", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
    )
    op.create_index(op.f("ix_draft_closed_at"), "draft", ["closed_at"])
    op.create_table(
        "draft_file",
        sa.Column("draft_id", WHOLE, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_file_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "path", name=op.f("pk_draft_file")),
    )
    _create_edits()
    op.create_table(
        "draft_presence",
        sa.Column("draft_id", WHOLE, nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_presence_draft_id")),
        sa.PrimaryKeyConstraint("draft_id", "agent", name=op.f("pk_draft_presence")),
    )


def _create_edits() -> None:
    op.create_table(
        "draft_edit",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("draft_id", WHOLE, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_by", sa.String(), nullable=True),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_version", sa.Integer(), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_edit_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_edit")),
    )
    op.create_index(op.f("ix_draft_edit_draft_id"), "draft_edit", ["draft_id"])
    op.create_table(
        "draft_edit_file",
        sa.Column("edit_id", WHOLE, nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edit_id"], ["draft_edit.id"], name=op.f("fk_draft_edit_file_edit_id")),
        sa.PrimaryKeyConstraint("edit_id", "path", name=op.f("pk_draft_edit_file")),
    )


def downgrade() -> None:
    for table in ("draft_presence", "draft_edit_file", "draft_edit", "draft_file", "draft"):
        op.drop_table(table)
