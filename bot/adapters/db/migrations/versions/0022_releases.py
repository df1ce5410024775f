"""Releases with their models, and which was live when, by whom and why."""

revision = "0022_releases"
down_revision = "0021_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
