"""Agreements, titles, offers, slips and cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004_deals"
down_revision = "0003_messages"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers INTEGER columns only


def upgrade() -> None:
    op.create_table(
        "agreement",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=True),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title_numbers", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_text", sa.LargeBinary(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("delivery", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_agreement_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("number", name=op.f("uq_agreement_number")),
    )
    op.create_index(op.f("ix_agreement_closed_on"), "agreement", ["closed_on"], unique=False)
    op.create_index(op.f("ix_agreement_creditor"), "agreement", ["creditor"], unique=False)
    op.create_index(op.f("ix_agreement_person_id"), "agreement", ["person_id"], unique=False)
    op.create_table(
        "installment",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("agreement_id", WHOLE, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("original_due", sa.Date(), nullable=True),
        sa.Column("value", WHOLE, nullable=False),
        sa.Column("fee", WHOLE, nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_installment_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installment")),
        sa.UniqueConstraint("agreement_id", "number", name=op.f("uq_installment_agreement_id_number")),
    )
    op.create_index(op.f("ix_installment_due"), "installment", ["due"], unique=False)
    op.create_table(
        "title",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("creditor", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("competence", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("principal", WHOLE, nullable=False),
        sa.Column("fine", WHOLE, nullable=True),
        sa.Column("interest", WHOLE, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base_date", sa.Date(), nullable=False),
        sa.Column("import_id", WHOLE, nullable=True),
        sa.Column("agreement_id", WHOLE, nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_title_agreement_id")),
        sa.ForeignKeyConstraint(["import_id"], ["portfolio_import.id"], name=op.f("fk_title_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_title_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title")),
        sa.UniqueConstraint("creditor", "number", name=op.f("uq_title_creditor_number")),
    )
    op.create_index(op.f("ix_title_agreement_id"), "title", ["agreement_id"], unique=False)
    op.create_index(
        op.f("ix_title_creditor_state_import_id"), "title", ["creditor", "state", "import_id"], unique=False
    )
    op.create_index(op.f("ix_title_person_id_state"), "title", ["person_id", "state"], unique=False)
    op.create_table(
        "title_history",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("title_id", WHOLE, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("competence", sa.Date(), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=False),
        sa.Column("principal", WHOLE, nullable=False),
        sa.Column("fine", WHOLE, nullable=True),
        sa.Column("interest", WHOLE, nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("base_date", sa.Date(), nullable=False),
        sa.Column("replaced_by_import", WHOLE, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["replaced_by_import"], ["portfolio_import.id"], name=op.f("fk_title_history_replaced_by_import")
        ),
        sa.ForeignKeyConstraint(["title_id"], ["title.id"], name=op.f("fk_title_history_title_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_title_history")),
    )
    op.create_index(op.f("ix_title_history_title_id"), "title_history", ["title_id"], unique=False)
    op.create_table(
        "offer",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("person_id", WHOLE, nullable=False),
        sa.Column("conversation_id", WHOLE, nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("terms", sa.String(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_offer_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_offer_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index(op.f("ix_offer_conversation_id"), "offer", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_offer_person_id_code"), "offer", ["person_id", "code"], unique=False)
    op.create_table(
        "slip_request",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("agreement_id", WHOLE, nullable=False),
        sa.Column("installment", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("new_due", sa.Date(), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name=op.f("fk_slip_request_agreement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slip_request")),
    )
    op.create_index(op.f("ix_slip_request_agreement_id"), "slip_request", ["agreement_id"], unique=False)
    op.create_index(op.f("ix_slip_request_deadline"), "slip_request", ["deadline"], unique=False)
    op.create_table(
        "work_case",
        sa.Column("id", WHOLE, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("creditor", sa.String(), nullable=True),
        sa.Column("person_id", WHOLE, nullable=True),
        sa.Column("conversation_id", WHOLE, nullable=True),
        sa.Column("title_numbers", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("media", sa.LargeBinary(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("result", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=op.f("fk_work_case_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_work_case_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_case")),
        sa.UniqueConstraint("number", name=op.f("uq_work_case_number")),
    )
    op.create_index(op.f("ix_work_case_conversation_id"), "work_case", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_work_case_deadline"), "work_case", ["deadline"], unique=False)
    op.create_index(op.f("ix_work_case_person_id"), "work_case", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("work_case")
    op.drop_table("slip_request")
    op.drop_table("offer")
    op.drop_table("title_history")
    op.drop_table("title")
    op.drop_table("installment")
    op.drop_table("agreement")
