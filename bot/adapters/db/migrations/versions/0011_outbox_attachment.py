"""Messages by what they carried: a document thrown away is looked for among them."""

from alembic import op

revision = "0011_outbox_attachment"
down_revision = "0010_papers"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_outbox_attachment_id"), "outbox", ["attachment_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_outbox_attachment_id"), table_name="outbox")
