"""Private notes and ready answers."""

revision = "0019_talk"
down_revision = "0018_wrap_up"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
