"""Changes of owner, offers of waiting conversations to agents, and exceptions to the policy."""

import sqlalchemy as sa
from alembic import op

revision = "0013_owner_log"
down_revision = "0012_signing_in"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
STANDING = sa.text("answer IS NULL")


def upgrade() -> None:
    op.create_index(op.f("ix_conversation_agent"), "conversation", ["agent"], unique=False)
    _make_owner_changes()
    _make_offers()
    _make_exceptions()


def _make_owner_changes() -> None:
    op.create_table(
        "owner_change",
        *_conversation("owner_change"),
        _text("from_owner"),
        _text("from_agent", nullable=True),
        _text("to_owner"),
        _text("to_agent", nullable=True),
        _text("by"),
        _text("reason"),
        sa.Column("epoch", sa.Integer(), nullable=False),
        _instant("at"),
        sa.UniqueConstraint("conversation_id", "epoch", name=op.f("uq_owner_change_conversation_id_epoch")),
    )
    _index("owner_change", "at", "to_agent")


def _make_offers() -> None:
    op.create_table(
        "handoff_offer",
        *_conversation("handoff_offer"),
        sa.Column("handoff_id", WHOLE, nullable=False),
        _text("agent"),
        _instant("offered_at"),
        _instant("until"),
        _text("answer", nullable=True),
        _instant("answered_at", nullable=True),
        sa.ForeignKeyConstraint(["handoff_id"], ["handoff.id"], name=op.f("fk_handoff_offer_handoff_id")),
    )
    _index("handoff_offer", "handoff_id", "conversation_id", "agent", "offered_at")
    op.create_index(
        "uq_handoff_offer_standing",
        "handoff_offer",
        ["handoff_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def _make_exceptions() -> None:
    op.create_table(
        "offer_exception",
        *_conversation("offer_exception"),
        sa.Column("person_id", WHOLE, nullable=False),
        *(_text(name) for name in ("creditor", "code", "kind", "terms")),
        sa.Column("why", sa.LargeBinary(), nullable=False),
        _text("asked_by"),
        _instant("asked_at"),
        sa.Column("valid_on", sa.Date(), nullable=False),
        _text("state"),
        _text("decided_by", nullable=True),
        _instant("decided_at", nullable=True),
        sa.Column("decided_why", sa.LargeBinary(), nullable=True),
        _instant("used_at", nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_offer_exception_person_id")),
    )
    _index("offer_exception", "conversation_id", "person_id", "asked_at")


def downgrade() -> None:
    op.drop_table("offer_exception")
    op.drop_table("handoff_offer")
    op.drop_table("owner_change")
    op.drop_index(op.f("ix_conversation_agent"), table_name="conversation")


def _conversation(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f(f"fk_{table}_conversation_id")),
    ]


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
