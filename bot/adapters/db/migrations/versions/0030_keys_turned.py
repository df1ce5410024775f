"""How far what is sealed was sealed again under the newest key."""

revision = "0030_keys_turned"
down_revision = "0029_healing"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
