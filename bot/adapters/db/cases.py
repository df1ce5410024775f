"""The queue of open cases, and their outcome."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.news_writing import tell_later
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import CaseRow, PersonRow
from bot.application.cases import CaseToWorkOn, Closed
from bot.application.news import TOLD_CASES
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
        this = col(CaseRow.number) == number
        values = {"closed_at": closed.at, "closed_by": closed.by, "result": self._vault.seal(closed.outcome)}
        first = update(CaseRow).where(this, col(CaseRow.closed_at).is_(None)).values(**values)
        async with self._database.writing() as session:
            await session.execute(first)
            row = (await session.scalars(select(CaseRow).where(this))).one_or_none()
            if row is not None and row.closed_at == closed.at:
                await self._tell(session, row, closed.at)
        if row is None or row.closed_at is None:
            return None
        outcome = self._vault.open(row.result) if row.result is not None else ""
        return Closed(row.closed_by or "", row.closed_at, outcome)

    async def _tell(self, session: AsyncSession, row: CaseRow, at: datetime) -> None:
        """Whoever opened the case hears how it ended (G3)."""
        if row.kind in TOLD_CASES and row.person_id is not None and row.conversation_id is not None:
            about = {"person_id": row.person_id, "conversation_id": row.conversation_id}
            await tell_later(session, self._database, at, case_id=row.id, **about)

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
