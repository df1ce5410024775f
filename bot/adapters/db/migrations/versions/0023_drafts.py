"""Drafts of content, file by file, and every edit of them."""

revision = "0023_drafts"
down_revision = "0022_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
