"""How much a user holds and whose conversations they see; what a key may do, until when, and when it was last used."""

import sqlalchemy as sa
from alembic import op

revision = "0021_keys"
down_revision = "0020_stays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("staff_user", sa.Column("capacity", sa.Integer(), nullable=True))
    op.add_column("staff_user", sa.Column("creditors", sa.String(), nullable=False, server_default=""))
    op.add_column("api_key", sa.Column("scopes", sa.String(), nullable=True))
    for name in ("expires_at", "used_at"):
        op.add_column("api_key", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("used_at", "expires_at", "scopes"):
        op.drop_column("api_key", name)
    for name in ("creditors", "capacity"):
        op.drop_column("staff_user", name)
