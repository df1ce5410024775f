"""Conversations put off until later, and what the list of staff shows."""

revision = "0015_inbox"
down_revision = "0014_desk_events"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
