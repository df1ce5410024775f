"""What is asked before a draft is published, who said yes, and how far publishing is."""

revision = "0025_reviews"
down_revision = "0024_learning"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
