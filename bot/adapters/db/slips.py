"""The queue of slip requests, read with all the back office needs to issue them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.deals import open_agreement
from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.news_writing import tell_later
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import AgreementRow, InstallmentRow, PersonRow, SlipRequestRow
from bot.adapters.db.vault import Vault
from bot.application.slips import Issued, SlipToIssue
from bot.domain.agreements import Agreement, Installment
from bot.domain.documents import masked


class SqlSlips:
    """The `SlipQueue` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def waiting(self, creditor: str | None = None) -> Sequence[SlipToIssue]:
        query = (
            select(SlipRequestRow, AgreementRow, PersonRow)
            .join(AgreementRow, col(AgreementRow.id) == col(SlipRequestRow.agreement_id))
            .join(PersonRow, col(PersonRow.id) == col(AgreementRow.person_id))
            .where(col(SlipRequestRow.issued_at).is_(None))
            .order_by(col(SlipRequestRow.deadline), col(SlipRequestRow.id))
        )
        if creditor is not None:
            query = query.where(col(AgreementRow.creditor) == creditor)
        async with self._database.reading() as session:
            found = (await session.execute(query)).all()
            parts = await parts_of(session, {agreement.id for _, agreement, _ in found})
        return [to_issue(self._vault, request, row, person, parts[row.id]) for request, row, person in found]

    async def mark_issued(self, request_id: int, issued: Issued) -> Issued | None:
        async with self._database.writing() as session:
            row, is_first = await issue_once(session, self._database, request_id, issued)
            if is_first:
                note_change(session, "slip", issued.at)
        if row is None or row.issued_at is None:
            return None
        note = self._vault.open(row.note) if row.note is not None else ""
        return Issued(row.issued_by or "", row.issued_at, note)


async def issue_once(
    session: AsyncSession, database: Database, request_id: int, issued: Issued
) -> tuple[SlipRequestRow | None, bool]:
    """The request as it is now, and whether this was the first answer to it: the debtor waits to hear (G1)."""
    this = col(SlipRequestRow.id) == request_id
    values = {"issued_at": issued.at, "issued_by": issued.by, "note": database.vault.seal(issued.note)}
    first = update(SlipRequestRow).where(this, col(SlipRequestRow.issued_at).is_(None)).values(**values)
    is_first = await session.scalar(first.returning(col(SlipRequestRow.id))) is not None
    row = (await session.scalars(select(SlipRequestRow).where(this))).one_or_none()
    if row is not None and is_first:
        await _tell(session, database, row, issued.at)
    return row, is_first


async def _tell(session: AsyncSession, database: Database, request: SlipRequestRow, at: datetime) -> None:
    one = select(AgreementRow).where(col(AgreementRow.id) == request.agreement_id)
    agreement = (await session.scalars(one)).one()
    if agreement.conversation_id is not None:
        about = {"person_id": agreement.person_id, "conversation_id": agreement.conversation_id}
        await tell_later(session, database, at, slip_request_id=request.id, **about)


def to_issue(
    vault: Vault, request: SlipRequestRow, row: AgreementRow, person: PersonRow, parts: Sequence[InstallmentRow]
) -> SlipToIssue:
    debtor, delivery = open_person(vault, person), vault.open_json(row.delivery)
    return SlipToIssue(
        id=request.id,
        creditor=row.creditor,
        agreement=row.number,
        person=debtor.name,
        document=masked(debtor.document),
        parts=asked_for(open_agreement(row, parts), request.installment),
        reason=request.reason,
        requested_at=request.requested_at,
        deadline=request.deadline,
        deliver_by=delivery.get("by", ""),
        deliver_to=delivery.get("to", ""),
    )


def asked_for(agreement: Agreement, number: int | None) -> tuple[Installment, ...]:
    """The unpaid parts a request is about."""
    wanted = (part for part in agreement.installments if number is None or part.number == number)
    return tuple(part for part in wanted if part.paid_on is None)


async def parts_of(session: AsyncSession, agreements: set[int]) -> dict[int, list[InstallmentRow]]:
    parts: dict[int, list[InstallmentRow]] = defaultdict(list)
    of_them = select(InstallmentRow).where(col(InstallmentRow.agreement_id).in_(agreements))
    for part in await session.scalars(of_them.order_by(col(InstallmentRow.number))):
        parts[part.agreement_id].append(part)
    return parts
