"""The evidence log."""

revision = "0009_evidence"
down_revision = "0008_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
