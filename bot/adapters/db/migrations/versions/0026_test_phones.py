"""Phones that get a draft's release before it is published."""

revision = "0026_test_phones"
down_revision = "0025_reviews"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
