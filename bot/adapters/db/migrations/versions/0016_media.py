"""Files debtors sent."""

revision = "0016_media"
down_revision = "0015_inbox"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
