"""How far the provider's list of messages was compared with what came in."""

revision = "0029_healing"
down_revision = "0028_refused_requests"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
