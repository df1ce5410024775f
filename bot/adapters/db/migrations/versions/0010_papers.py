"""Links to papers."""

revision = "0010_papers"
down_revision = "0009_evidence"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
