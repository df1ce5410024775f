"""What the back office noted when it issued slips."""

import sqlalchemy as sa
from alembic import op

revision = "0005_slip_note"
down_revision = "0004_deals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slip_request", sa.Column("note", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("slip_request", "note")
