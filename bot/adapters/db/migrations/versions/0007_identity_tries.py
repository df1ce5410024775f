"""Where a try at identity came from and the document typed, as keyed hashes."""

import sqlalchemy as sa
from alembic import op

revision = "0007_identity_tries"
down_revision = "0006_staff"
branch_labels = None
depends_on = None

HASHES = ("contact_hash", "document_hash")


def upgrade() -> None:
    for column in HASHES:
        op.add_column("identity_try", sa.Column(column, sa.LargeBinary(), nullable=True))
        op.create_index(op.f(f"ix_identity_try_{column}_at"), "identity_try", [column, "at"], unique=False)


def downgrade() -> None:
    for column in HASHES:
        op.drop_index(op.f(f"ix_identity_try_{column}_at"), table_name="identity_try")
        op.drop_column("identity_try", column)
