"""Wrap-up forms filled in, and attempts at contact."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018_wrap_up"
down_revision = "0016_media"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
PERSON = "fk_wrap_up_person_id"
ADDED = (
    ("creditor", sa.String()),
    ("form", sa.String()),
    ("form_version", sa.String()),
    ("form_date", sa.Date()),
    ("answers", sa.LargeBinary()),
    ("before", sa.LargeBinary()),
    ("undone_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    with op.batch_alter_table("wrap_up") as table:
        table.add_column(sa.Column("person_id", WHOLE, nullable=True))
        for name, kind in ADDED:
            table.add_column(sa.Column(name, kind, nullable=True))
        table.create_foreign_key(op.f(PERSON), "person", ["person_id"], ["id"])
    op.create_index(op.f("ix_wrap_up_person_id"), "wrap_up", ["person_id"], unique=False)
    _make_attempts()


def _make_attempts() -> None:
    op.create_table(
        "contact_attempt",
        _column("id", WHOLE),
        _column("person_id", WHOLE),
        _column("conversation_id", WHOLE, nullable=True),
        _column("number", sa.Integer()),
        *(_column(name, sa.String()) for name in ("direction", "channel", "outcome")),
        *(_column(name, sa.String(), nullable=True) for name in ("protocol", "case_number")),
        _column("notified_on", sa.Date(), nullable=True),
        _column("contact", sa.LargeBinary(), nullable=True),
        _column("note", sa.LargeBinary()),
        _column("agent", sa.String()),
        _column("at", sa.DateTime(timezone=True)),
        _column("noted_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_attempt_person_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_contact_attempt_conversation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
    )
    for column in ("person_id", "conversation_id", "at"):
        op.create_index(op.f(f"ix_contact_attempt_{column}"), "contact_attempt", [column], unique=False)


def downgrade() -> None:
    op.drop_table("contact_attempt")
    op.drop_index(op.f("ix_wrap_up_person_id"), table_name="wrap_up")
    with op.batch_alter_table("wrap_up") as table:
        table.drop_constraint(op.f(PERSON), type_="foreignkey")
        for name in ("person_id", *(name for name, _ in ADDED)):
            table.drop_column(name)


def _column(name: str, kind: sa.types.TypeEngine[Any], *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=nullable)
