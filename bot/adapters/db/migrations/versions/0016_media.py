"""Files debtors sent, slips issued, and who of the back office has which task."""

import sqlalchemy as sa
from alembic import op

revision = "0016_media"
down_revision = "0015_inbox"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only
WAITING = sa.text("state = 'waiting'")
OWNED = ("work_case", "slip_request")


def upgrade() -> None:
    _make_files()
    _make_slips()
    for table in OWNED:
        op.add_column(table, _text("owner", nullable=True))
        op.add_column(table, _instant("owned_at", nullable=True))
    op.add_column("work_case", _text("result_code", nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("work_case") as table:
        table.drop_column("result_code")
    for name in reversed(OWNED):
        with op.batch_alter_table(name) as table:
            table.drop_column("owned_at")
            table.drop_column("owner")
    op.drop_table("issued_slip")
    op.drop_table("media_file")


def _make_files() -> None:
    op.create_table(
        "media_file",
        *_key("media_file"),
        *_points("media_file", inbox_id="inbox", conversation_id="conversation"),
        sa.Column("position", sa.Integer(), nullable=False),
        _bytes("url_hash", nullable=False),
        _text("declared_type"),
        _text("state"),
        _text("reason", nullable=True),
        _text("content_type"),
        sa.Column("size", WHOLE, nullable=False),
        _bytes("content"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _instant("next_at"),
        _instant("created_at"),
        _instant("fetched_at", nullable=True),
        sa.UniqueConstraint("inbox_id", "position", name=op.f("uq_media_file_inbox_id_position")),
    )
    for column in ("conversation_id", "url_hash", "created_at"):
        op.create_index(op.f(f"ix_media_file_{column}"), "media_file", [column], unique=False)
    op.create_index("ix_media_file_waiting", "media_file", ["next_at"], sqlite_where=WAITING, postgresql_where=WAITING)


def _make_slips() -> None:
    op.create_table(
        "issued_slip",
        *_key("issued_slip"),
        *_points("issued_slip", slip_request_id="slip_request", agreement_id="agreement"),
        sa.Column("number", sa.Integer(), nullable=False),
        _bytes("code"),
        _bytes("content"),
        _bytes("insisted_why"),
        _text("issued_by"),
        _instant("issued_at"),
        sa.UniqueConstraint("slip_request_id", "number", name=op.f("uq_issued_slip_slip_request_id_number")),
    )
    op.create_index(op.f("ix_issued_slip_agreement_id"), "issued_slip", ["agreement_id"], unique=False)


def _key(table: str) -> list[sa.schema.SchemaItem]:
    return [sa.Column("id", WHOLE, nullable=False), sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]


def _points(table: str, **targets: str) -> list[sa.schema.SchemaItem]:
    columns = [sa.Column(column, WHOLE, nullable=False) for column in targets]
    keys = [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]
    return [*columns, *keys]


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _bytes(name: str, *, nullable: bool = True) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
