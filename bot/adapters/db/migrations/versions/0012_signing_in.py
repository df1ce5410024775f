"""Signing in: passwords, second factors, sessions, invitations, tries, and the record of all of it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012_signing_in"
down_revision = "0011_news"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
ADDED = ("password_hash", "second_factor", "second_factor_step", "disabled_at")


def upgrade() -> None:
    kinds: tuple[sa.types.TypeEngine[Any], ...] = (sa.String(), sa.LargeBinary(), WHOLE, sa.DateTime(timezone=True))
    for name, kind in zip(ADDED, kinds, strict=True):
        op.add_column("staff_user", sa.Column(name, kind, nullable=True))
    _make(
        "staff_session",
        _column("digest", sa.LargeBinary()),
        _column("stage", sa.String()),
        _column("browser", sa.String()),
        _column("began_at", sa.DateTime(timezone=True)),
        _column("seen_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_session_digest")),
    )
    _make(
        "recovery_code",
        _column("digest", sa.LargeBinary()),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("user_id", "digest", name=op.f("uq_recovery_code_user_id_digest")),
    )
    _make(
        "staff_invitation",
        _column("digest", sa.LargeBinary()),
        _column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("digest", name=op.f("uq_staff_invitation_digest")),
    )
    _make(
        "staff_event",
        _column("act", sa.String()),
        _column("actor", sa.String()),
        _column("address", sa.String()),
        _column("at", sa.DateTime(timezone=True)),
        has_user=False,
    )
    op.create_table(
        "door_try",
        _column("door", sa.LargeBinary()),
        _column("count", sa.Integer()),
        _column("last_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("door", name=op.f("pk_door_try")),
    )
    for table, column in (
        ("staff_session", "user_id"),
        ("staff_session", "began_at"),
        ("staff_invitation", "user_id"),
        ("staff_event", "user_id"),
        ("staff_event", "at"),
        ("door_try", "last_at"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def downgrade() -> None:
    for table in ("door_try", "staff_event", "staff_invitation", "recovery_code", "staff_session"):
        op.drop_table(table)
    for name in ADDED:
        op.drop_column("staff_user", name)


def _column(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[object]:
    return sa.Column(name, kind, nullable=False)


def _make(table: str, *parts: sa.Column[object] | sa.UniqueConstraint, has_user: bool = True) -> None:
    op.create_table(
        table,
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("user_id", WHOLE, nullable=not has_user),
        *parts,
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f(f"fk_{table}_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
