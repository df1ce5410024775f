"""What debtors are to be told, and when they were."""

revision = "0011_news"
down_revision = "0011_outbox_attachment"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
