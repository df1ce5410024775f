"""People, phones and portfolio files."""

import sqlalchemy as sa
from alembic import op

revision = "0001_portfolio"
down_revision = None
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "portfolio_import",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("base_date", sa.Date(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portfolio_import")),
    )
    op.create_index(op.f("ix_portfolio_import_creditor"), "portfolio_import", ["creditor"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("document_hash", sa.LargeBinary(), nullable=False),
        sa.Column("holder_hash", sa.LargeBinary(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("accepts_whatsapp", sa.Boolean(), nullable=False),
        sa.Column("base_date", sa.Date(), nullable=True),
        sa.Column("import_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["portfolio_import.id"], name=op.f("fk_person_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint(
            "document_hash", "creditor", "registration", name=op.f("uq_person_document_hash_creditor_registration")
        ),
    )
    op.create_index(op.f("ix_person_creditor"), "person", ["creditor"], unique=False)
    op.create_index(op.f("ix_person_holder_hash"), "person", ["holder_hash"], unique=False)
    op.create_table(
        "phone",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("exact_hash", sa.LargeBinary(), nullable=False),
        sa.Column("loose_hash", sa.LargeBinary(), nullable=False),
        sa.Column("is_nine_digit", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("import_id", WHOLE, nullable=True),
        sa.Column("unlinked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unlinked_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["portfolio_import.id"], name=op.f("fk_phone_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_phone_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone")),
        sa.UniqueConstraint("person_id", "channel", "exact_hash", name=op.f("uq_phone_person_id_channel_exact_hash")),
    )
    op.create_index(op.f("ix_phone_exact_hash"), "phone", ["exact_hash"], unique=False)
    op.create_index(op.f("ix_phone_loose_hash"), "phone", ["loose_hash"], unique=False)


def downgrade() -> None:
    op.drop_table("phone")
    op.drop_table("person")
    op.drop_table("portfolio_import")
