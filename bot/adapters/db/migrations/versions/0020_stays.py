"""Hospital stays and days that do not count."""

revision = "0020_stays"
down_revision = "0019_talk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
