"""The portfolio as the what-if of a policy reads it: only open titles, batch by batch, names for a few."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, ColumnElement, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import CaseRow, PersonRow, TitleRow
from bot.adapters.db.titles import open_title
from bot.application.editor.policy.what_if import EVERYBODY, Named, Owing
from bot.domain.cases import case_over
from bot.domain.people import OpenCase
from bot.domain.titles import Title

_SPREAD = 7919  # a prime: those drawn lie all over the portfolio, whatever order it was written in


class SqlPortfolioBook:
    """The `PortfolioBook` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def owing(self, creditor: str, after: int, limit: int, drawn: int = EVERYBODY) -> Sequence[Owing]:
        person = col(TitleRow.person_id)
        query = select(person).where(*_open_at(creditor), person > after)
        if drawn < EVERYBODY:
            query = query.where((cast(person, BigInteger) * _SPREAD) % EVERYBODY < drawn)
        async with self._database.reading() as session:
            people = list(await session.scalars(query.group_by(person).order_by(person).limit(limit)))
            titles = await _chargeable(session, creditor, people)
        return [Owing(one, tuple(titles.get(one, ()))) for one in people]

    async def count(self, creditor: str) -> int:
        query = select(func.count(func.distinct(col(TitleRow.person_id)))).where(*_open_at(creditor))
        async with self._database.reading() as session:
            return (await session.execute(query)).scalar_one()

    async def named(self, creditor: str, people: Iterable[int]) -> Sequence[Named]:
        wanted = sorted(set(people))
        query = select(PersonRow).where(col(PersonRow.id).in_(wanted), col(PersonRow.creditor) == creditor)
        async with self._database.reading() as session:
            rows = (await session.scalars(query.order_by(col(PersonRow.id)))).all()
            titles = await _chargeable(session, creditor, wanted)
        opened = [open_person(self._database.vault, row) for row in rows]
        return [Named(one.id, one.name, one.document, tuple(titles.get(one.id, ()))) for one in opened]


def _open_at(creditor: str) -> tuple[ColumnElement[bool], ...]:
    return (col(TitleRow.creditor) == creditor, col(TitleRow.state) == "open")


async def _chargeable(session: AsyncSession, creditor: str, people: Sequence[int]) -> dict[int, list[Title]]:
    """Less what a case holds, as in every quote."""
    cases = await _cases(session, people)
    query = select(TitleRow).where(*_open_at(creditor), col(TitleRow.person_id).in_(people))
    titles: dict[int, list[Title]] = defaultdict(list)
    for row in await session.scalars(query.order_by(col(TitleRow.due_date), col(TitleRow.number))):
        title = open_title(row)
        if case_over(title, cases.get(row.person_id, ())) is None:
            titles[row.person_id].append(title)
    return titles


async def _cases(session: AsyncSession, people: Sequence[int]) -> dict[int, list[OpenCase]]:
    query = select(CaseRow).where(col(CaseRow.person_id).in_(people), col(CaseRow.closed_at).is_(None))
    found: dict[int, list[OpenCase]] = defaultdict(list)
    for row in await session.scalars(query):
        numbers = tuple(filter(None, row.title_numbers.split(",")))
        if row.person_id is not None:
            found[row.person_id].append(OpenCase(row.number, row.kind, row.opened_at, row.deadline, numbers))
    return found
