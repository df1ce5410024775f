"""What is asked before a draft is published, who said yes, and how far publishing is."""

import sqlalchemy as sa
from alembic import op

revision = "0025_reviews"
down_revision = "0024_learning"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
MOMENT = sa.DateTime(timezone=True)
ONE_AT_A_TIME = sa.text("work = 'running'")


def upgrade() -> None:
    op.create_table(
        "publication_request",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("draft_id", WHOLE, nullable=False),
        sa.Column("draft_version", sa.Integer(), nullable=False),
        *[sa.Column(name, sa.String(), nullable=False) for name in ("digest", "over", "by", "authors", "note", "move")],
        sa.Column("needs_signature", sa.Boolean(), nullable=False),
        sa.Column("changes_sentences", sa.Boolean(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        *_words(),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("work", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("publication_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_publication_request_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication_request")),
    )
    op.create_index(op.f("ix_publication_request_draft_id"), "publication_request", ["draft_id"])
    op.create_index(op.f("ix_publication_request_state"), "publication_request", ["state"])
    op.create_index(
        "uq_publication_request_running",
        "publication_request",
        ["work"],
        unique=True,
        sqlite_where=ONE_AT_A_TIME,
        postgresql_where=ONE_AT_A_TIME,
    )


def _words() -> list[sa.Column[object]]:
    """Who said yes, and who ended it."""
    kinds = ("reviewed", "signed", "ended")
    whose: list[sa.Column[object]] = []
    for kind in kinds:
        whose.append(sa.Column(f"{kind}_by", sa.String(), nullable=True))
        whose.append(sa.Column(f"{kind}_at", MOMENT, nullable=True))
    return whose


def downgrade() -> None:
    op.drop_table("publication_request")
