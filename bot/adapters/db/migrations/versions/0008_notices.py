"""Notices, their attempts and batches."""

revision = "0008_notices"
down_revision = "0007_identity_tries"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
