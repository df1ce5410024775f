"""Wrap-up forms filled in, and attempts at contact."""

revision = "0018_wrap_up"
down_revision = "0017_deals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
