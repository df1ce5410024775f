"""Stays in hospital and excused days, and whom each of them is about (N4)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import listed
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import DelayExcuseRow, PersonRow, TitleRow
from bot.application.notices.excuses import ExcuseOrder, KeptExcuse
from bot.domain.notices.excuses import Excuse, ExcuseKind


async def excuses_of(session: AsyncSession, people: Sequence[PersonRow]) -> Mapping[int, Sequence[Excuse]]:
    """By person: those of everybody in the same plan, under whatever registration: holder, dependants, who pays."""
    hashes = {of_plan for person in people for of_plan in _plan_of(person)}
    theirs = (
        select(DelayExcuseRow, PersonRow)
        .join(PersonRow, col(PersonRow.id) == col(DelayExcuseRow.person_id))
        .where(
            or_(col(PersonRow.document_hash).in_(hashes), col(PersonRow.holder_hash).in_(hashes)),
            col(DelayExcuseRow.withdrawn_at).is_(None),
        )
        .order_by(col(DelayExcuseRow.id))
    )
    standing = [(row, owner) for row, owner in await session.execute(theirs)] if hashes else []
    found: dict[int, list[Excuse]] = defaultdict(list)
    for person in people:
        for row, owner in standing:
            if owner.creditor == person.creditor and _plan_of(owner) & _plan_of(person):
                found[person.id].append(open_excuse(row))
    return found


class SqlExcuses:
    """The `Excuses` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def creditors_of(self, document: str) -> Sequence[str]:
        known = select(col(PersonRow.creditor)).where(self._is(document)).distinct().order_by(col(PersonRow.creditor))
        async with self._database.reading() as session:
            return (await session.scalars(known)).all()

    async def titles_of(self, creditor: str, document: str) -> Sequence[str]:
        async with self._database.reading() as session:
            rows = (await session.scalars(self._people(creditor, document))).all()
            hashes = {of_plan for row in rows for of_plan in _plan_of(row)}
            theirs = (
                select(col(TitleRow.number))
                .join(PersonRow, col(PersonRow.id) == col(TitleRow.person_id))
                .where(col(TitleRow.creditor) == creditor, col(PersonRow.document_hash).in_(hashes))
            )
            return (await session.scalars(theirs)).all()

    async def put(self, order: ExcuseOrder, creditor: str, at: datetime) -> KeptExcuse:
        async with self._database.writing() as session:
            owner = (await session.scalars(self._people(creditor, order.document).limit(1))).one()
            row = DelayExcuseRow(
                person_id=owner.id,
                kind=order.excuse.kind.value,
                starts=order.excuse.starts,
                ends=order.excuse.ends,
                title_numbers=",".join(order.excuse.title_numbers),
                why=self._vault.seal(order.why),
                recorded_by=order.by,
                recorded_at=at,
            )
            session.add(row)
            await session.flush()
            return self._kept(row, owner)

    async def end(self, excuse_id: int, ends: date, by: str) -> KeptExcuse | None:
        return await self._change(excuse_id, ends=ends, ended_by=by)

    async def withdraw(self, excuse_id: int, by: str, at: datetime) -> KeptExcuse | None:
        return await self._change(excuse_id, withdrawn_by=by, withdrawn_at=at)

    async def kept(self, document: str | None = None) -> Sequence[KeptExcuse]:
        query = (
            select(DelayExcuseRow, PersonRow)
            .join(PersonRow, col(PersonRow.id) == col(DelayExcuseRow.person_id))
            .order_by(col(DelayExcuseRow.id))
        )
        if document is not None:
            query = query.where(self._is(document))
        async with self._database.reading() as session:
            return [self._kept(row, owner) for row, owner in await session.execute(query)]

    async def _change(self, excuse_id: int, **values: object) -> KeptExcuse | None:
        standing = (col(DelayExcuseRow.id) == excuse_id, col(DelayExcuseRow.withdrawn_at).is_(None))
        async with self._database.writing() as session:
            changed = update(DelayExcuseRow).where(*standing).values(**values).returning(col(DelayExcuseRow.id))
            if (await session.scalars(changed)).first() is None:
                return None
            row = await session.get_one(DelayExcuseRow, excuse_id, populate_existing=True)
            return self._kept(row, await session.get_one(PersonRow, row.person_id))

    def _is(self, document: str) -> ColumnElement[bool]:
        return col(PersonRow.document_hash) == self._vault.document_index(document)

    def _people(self, creditor: str, document: str) -> Select[PersonRow]:
        return select(PersonRow).where(self._is(document), col(PersonRow.creditor) == creditor).order_by("id")

    def _kept(self, row: DelayExcuseRow, owner: PersonRow) -> KeptExcuse:
        return KeptExcuse(
            id=row.id,
            creditor=owner.creditor,
            document=open_person(self._vault, owner).document,
            excuse=open_excuse(row),
            why=self._vault.open(row.why),
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            ended_by=row.ended_by,
            withdrawn_by=row.withdrawn_by,
        )


def _plan_of(person: PersonRow) -> set[bytes]:
    """Who is in one plan shares the holder's document."""
    return {hashed for hashed in (person.document_hash, person.holder_hash) if hashed is not None}


def open_excuse(row: DelayExcuseRow) -> Excuse:
    return Excuse(ExcuseKind(row.kind), row.starts, row.ends, listed(row.title_numbers))
