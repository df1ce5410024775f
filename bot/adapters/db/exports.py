"""What the sheets finance takes out are made of, read in a few statements each."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.contact_log import open_attempt
from bot.adapters.db.deals import open_agreement
from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import AgreementRow, ContactAttemptRow, InstallmentRow, PersonRow, PhoneRow, WrapUpRow
from bot.application.exports import AgreementOut, ClosedWith, LoggedContact


class SqlExportBook:
    """The `ExportBook` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def agreements(self) -> Sequence[AgreementOut]:
        query = select(AgreementRow, PersonRow).join(PersonRow, col(PersonRow.id) == col(AgreementRow.person_id))
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(col(AgreementRow.id)))).all()
            parts = await _parts(session)
            phones = await self._phones(session)
        return [
            AgreementOut(open_agreement(row, parts[row.id]), open_person(self._vault, person), phones.get(person.id))
            for row, person in rows
        ]

    async def contacts(self) -> Sequence[LoggedContact]:
        query = select(ContactAttemptRow, PersonRow).join(
            PersonRow, col(PersonRow.id) == col(ContactAttemptRow.person_id)
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query.order_by(col(ContactAttemptRow.id)))).all()
        return [LoggedContact(open_attempt(self._vault, row), open_person(self._vault, person)) for row, person in rows]

    async def closings(self) -> Sequence[ClosedWith]:
        """Those that were not taken back."""
        query = (
            select(WrapUpRow, PersonRow)
            .outerjoin(PersonRow, col(PersonRow.id) == col(WrapUpRow.person_id))
            .where(col(WrapUpRow.undone_at).is_(None))
            .order_by(col(WrapUpRow.id))
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [
            ClosedWith(
                at=row.closed_at,
                outcome=row.outcome,
                attempt=row.attempt,
                protocol=row.protocol,
                agent=row.closed_by,
                creditor=row.creditor,
                note="; ".join(filter(None, map(self._vault.open, (row.note, row.justification)))),
                person=open_person(self._vault, person) if person is not None else None,
            )
            for row, person in rows
        ]

    async def _phones(self, session: AsyncSession) -> dict[int, str]:
        """The first of each who has an agreement, of those not unlinked."""
        owing = select(col(AgreementRow.person_id)).distinct().scalar_subquery()
        theirs = (col(PhoneRow.person_id).in_(owing), col(PhoneRow.unlinked_at).is_(None))
        rows = await session.scalars(select(PhoneRow).where(*theirs).order_by(col(PhoneRow.id).desc()))
        return {row.person_id: self._vault.open(row.number) for row in rows}


async def _parts(session: AsyncSession) -> dict[int, list[InstallmentRow]]:
    found: dict[int, list[InstallmentRow]] = defaultdict(list)
    for row in await session.scalars(select(InstallmentRow).order_by(col(InstallmentRow.number))):
        found[row.agreement_id].append(row)
    return found
