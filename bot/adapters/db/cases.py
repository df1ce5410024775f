"""The queue of open cases, and their outcome."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.case_closing import CaseCloser
from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import CaseRow, PersonRow
from bot.application.cases import CaseToWorkOn, Closed
from bot.domain.documents import masked


class SqlCases:
    """The `CaseQueue` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def waiting(self, creditor: str | None = None) -> Sequence[CaseToWorkOn]:
        query = (
            select(CaseRow, PersonRow)
            .join(PersonRow, col(PersonRow.id) == col(CaseRow.person_id), isouter=True)
            .where(col(CaseRow.closed_at).is_(None))
            .order_by(col(CaseRow.deadline), col(CaseRow.id))
        )
        if creditor is not None:
            query = query.where(col(CaseRow.creditor) == creditor)
        async with self._database.reading() as session:
            found = (await session.execute(query)).all()
        return [self._to_work_on(row, person) for row, person in found]

    async def close(self, number: str, closed: Closed) -> Closed | None:
        async with self._database.writing() as session:
            return await CaseCloser(session, self._database).close(number, closed)

    def _to_work_on(self, row: CaseRow, person: PersonRow | None) -> CaseToWorkOn:
        debtor = open_person(self._vault, person) if person is not None else None
        return CaseToWorkOn(
            number=row.number,
            kind=row.kind,
            creditor=row.creditor,
            person=debtor.name if debtor else None,
            document=masked(debtor.document) if debtor else None,
            title_numbers=tuple(filter(None, row.title_numbers.split(","))),
            note=self._vault.open(row.note),
            opened_at=row.opened_at,
            deadline=row.deadline,
            person_id=row.person_id,
        )
