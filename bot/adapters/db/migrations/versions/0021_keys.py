"""Scopes of keys."""

revision = "0021_keys"
down_revision = "0020_stays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
