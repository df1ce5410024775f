"""Requests refused at a door, kept aside until somebody looks at them."""

revision = "0028_refused_requests"
down_revision = "0027_clock_decisions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
