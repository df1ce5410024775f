"""Messages the bot did not understand, and what a person said they mean."""

revision = "0024_learning"
down_revision = "0023_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
