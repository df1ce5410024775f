"""The evidence log: entries, the tree over them, signed heads, time stamps."""

import sqlalchemy as sa
from alembic import op

revision = "0009_evidence"
down_revision = "0008_notices"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
UNCHAINED = sa.text("position IS NULL")


def upgrade() -> None:
    op.create_table(
        "evidence_entry",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("notice_id", WHOLE, nullable=False),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("position", WHOLE, nullable=True),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("prev", sa.LargeBinary(), nullable=True),
        sa.Column("leaf", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_entry")),
        sa.UniqueConstraint("position", name=op.f("uq_evidence_entry_position")),
    )
    op.create_index(op.f("ix_evidence_entry_notice_id"), "evidence_entry", ["notice_id"], unique=False)
    op.create_index(
        "ix_evidence_entry_unchained",
        "evidence_entry",
        ["id"],
        unique=False,
        sqlite_where=UNCHAINED,
        postgresql_where=UNCHAINED,
    )
    op.create_table(
        "evidence_register",
        sa.Column("notice_id", WHOLE, autoincrement=False, nullable=False),
        sa.Column("uuid", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_evidence_register")),
        sa.UniqueConstraint("uuid", name=op.f("uq_evidence_register_uuid")),
    )
    op.create_table(
        "evidence_node",
        sa.Column("level", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", WHOLE, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("level", "place", name=op.f("pk_evidence_node")),
    )
    _create_heads()


def _create_heads() -> None:
    op.create_table(
        "evidence_head",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("size", WHOLE, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("last", sa.LargeBinary(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_head")),
        sa.UniqueConstraint("size", name=op.f("uq_evidence_head_size")),
    )
    op.create_table(
        "evidence_stamp",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("head_id", WHOLE, nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["head_id"], ["evidence_head.id"], name=op.f("fk_evidence_stamp_head_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_stamp")),
    )
    for column in ("head_id", "at"):
        op.create_index(op.f(f"ix_evidence_stamp_{column}"), "evidence_stamp", [column], unique=False)


def downgrade() -> None:
    for table in ("evidence_stamp", "evidence_head", "evidence_node", "evidence_register", "evidence_entry"):
        op.drop_table(table)
