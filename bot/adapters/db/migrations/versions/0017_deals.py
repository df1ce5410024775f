"""What agents offer and close."""

revision = "0017_deals"
down_revision = "0016_media"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
