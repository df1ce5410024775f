"""Cases one by one, for who works on them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.case_closing import CaseCloser
from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import CaseRow, ConversationRow, NewsRow, PersonRow, TitleRow
from bot.adapters.db.titles import open_title
from bot.application.cases import Closed
from bot.application.office.ending import CaseFile
from bot.domain.titles import Title


class SqlCaseDesk:
    """The `CaseDesk` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def file(self, number: str) -> CaseFile | None:
        query = (
            select(CaseRow, PersonRow, col(ConversationRow.channel), NewsRow)
            .join(PersonRow, col(PersonRow.id) == col(CaseRow.person_id), isouter=True)
            .join(ConversationRow, col(ConversationRow.id) == col(CaseRow.conversation_id), isouter=True)
            .join(NewsRow, col(NewsRow.case_id) == col(CaseRow.id), isouter=True)
            .where(col(CaseRow.number) == number)
        )
        async with self._database.reading() as session:
            found = (await session.execute(query)).one_or_none()
            if found is None:
                return None
            row, person, channel, news = found
            titles = await _titles(session, row)
        debtor = open_person(self._vault, person) if person is not None else None
        return CaseFile(
            number=row.number,
            kind=row.kind,
            creditor=row.creditor,
            person_id=row.person_id,
            person=debtor.name if debtor else None,
            document=debtor.document if debtor else "",
            conversation_id=row.conversation_id,
            channel=channel,
            note=self._vault.open(row.note),
            title_numbers=_numbers(row),
            titles=titles,
            opened_at=row.opened_at,
            deadline=row.deadline,
            owner=row.owner,
            owned_at=row.owned_at,
            closed=self._closed(row),
            told_at=news.told_at if news is not None else None,
            asked_at=news.announced_at if news is not None else None,
        )

    async def end(self, number: str, closed: Closed, freed: Sequence[str], tell_from: datetime) -> bool:
        async with self._database.writing() as session:
            return await CaseCloser(session, self._database).close(number, closed, freed, tell_from) == closed

    async def take_back(self, number: str, by: str, since: datetime, at: datetime) -> bool:
        async with self._database.writing() as session:
            return await CaseCloser(session, self._database).take_back(number, by, since, at)

    def _closed(self, row: CaseRow) -> Closed | None:
        if row.closed_at is None:
            return None
        outcome = self._vault.open(row.result) if row.result is not None else ""
        return Closed(row.closed_by or "", row.closed_at, outcome, row.result_code or "")


def _numbers(row: CaseRow) -> tuple[str, ...]:
    return tuple(filter(None, row.title_numbers.split(",")))


async def _titles(session: AsyncSession, row: CaseRow) -> list[Title]:
    theirs = (col(TitleRow.creditor) == row.creditor, col(TitleRow.number).in_(_numbers(row)))
    rows = await session.scalars(select(TitleRow).where(*theirs).order_by(col(TitleRow.due_date)))
    return [open_title(title) for title in rows]
