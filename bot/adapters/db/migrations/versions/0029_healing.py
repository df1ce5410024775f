"""How far the provider's list of messages was compared with what came in."""

import sqlalchemy as sa
from alembic import op

revision = "0029_healing"
down_revision = "0028_refused_requests"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "healing",
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("compared_until", MOMENT, nullable=False),
        sa.Column("next_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("line", name=op.f("pk_healing")),
    )


def downgrade() -> None:
    op.drop_table("healing")
