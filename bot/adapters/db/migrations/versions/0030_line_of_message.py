"""Which line a message that came in has, found without reading every line of its conversation."""

import sqlalchemy as sa
from alembic import op

revision = "0030_line_of_message"
down_revision = "0029_healing"
branch_labels = None
depends_on = None

HAS_ONE = sa.text("inbox_id IS NOT NULL")


def upgrade() -> None:
    op.create_index("ix_message_inbox_id", "message", ["inbox_id"], sqlite_where=HAS_ONE, postgresql_where=HAS_ONE)


def downgrade() -> None:
    op.drop_index("ix_message_inbox_id", "message")
