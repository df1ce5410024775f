"""The back office's work list: what waits, and who took it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, Update, select, update
from sqlmodel import col

from bot.adapters.clock import SAO_PAULO
from bot.adapters.db.desk_events import note_change
from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import AccessRecordRow, AgreementRow, CaseRow, PersonRow, SlipRequestRow
from bot.application.office.work import SLIP, TakenTask, Task
from bot.domain.documents import masked


class SqlTasks:
    """The `Tasks` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self) -> Sequence[Task]:
        async with self._database.reading() as session:
            cases = (await session.execute(_open_cases())).all()
            slips = (await session.execute(_open_slips())).all()
        return [*(_case(*found) for found in cases), *(_slip(*found) for found in slips)]

    async def named(self, tasks: Sequence[Task]) -> Sequence[Task]:
        ids = {task.person_id for task in tasks if task.person_id is not None}
        async with self._database.reading() as session:
            rows = await session.scalars(select(PersonRow).where(col(PersonRow.id).in_(ids)))
            people = {row.id: open_person(self._database.vault, row) for row in rows}
        return [
            replace(task, person=people[task.person_id].name, document=masked(people[task.person_id].document))
            if task.person_id in people
            else task
            for task in tasks
        ]

    async def one(self, is_slip: bool, number: str) -> Task | None:
        if is_slip and not number.isdecimal():
            return None
        query = (
            _open_slips().where(col(SlipRequestRow.id) == int(number))
            if is_slip
            else _open_cases().where(col(CaseRow.number) == number)
        )
        async with self._database.reading() as session:
            found = (await session.execute(query)).one_or_none()
        if found is None:
            return None
        return (await self.named([_slip(*found) if is_slip else _case(*found)]))[0]

    async def take(self, task: TakenTask) -> bool:
        table = SlipRequestRow if task.is_slip else CaseRow
        is_as_seen = col(table.owner).is_(None) if task.seen_owner is None else col(table.owner) == task.seen_owner
        taken = _waiting(task.is_slip, task.number).where(is_as_seen).values(owner=task.by, owned_at=task.at)
        return await self._change(taken, task.is_slip, task.at)

    async def let_go(self, is_slip: bool, number: str, by: str, at: datetime) -> bool:
        table = SlipRequestRow if is_slip else CaseRow
        freed = _waiting(is_slip, number).where(col(table.owner) == by).values(owner=None, owned_at=None)
        return await self._change(freed, is_slip, at)

    async def record_accesses(self, people: Sequence[int], actor: str, what: str, at: datetime) -> None:
        if not people:
            return
        async with self._database.writing() as session:
            session.add_all(
                AccessRecordRow(person_id=person, actor=actor, what=what, at=at) for person in dict.fromkeys(people)
            )

    async def _change(self, statement: Update, is_slip: bool, at: datetime) -> bool:
        table = SlipRequestRow if is_slip else CaseRow
        async with self._database.writing() as session:
            done = await session.scalar(statement.returning(col(table.id)))
            if done is not None:
                note_change(session, "slip" if is_slip else "case", at)
            return done is not None


def _waiting(is_slip: bool, number: str) -> Update:
    """The task, as long as it waits."""
    if is_slip:
        this = (col(SlipRequestRow.id) == int(number), col(SlipRequestRow.issued_at).is_(None))
        return update(SlipRequestRow).where(*this).execution_options(synchronize_session=False)
    mine = (col(CaseRow.number) == number, col(CaseRow.closed_at).is_(None))
    return update(CaseRow).where(*mine).execution_options(synchronize_session=False)


def _open_cases() -> Select[*tuple[Any, ...]]:
    return select(
        col(CaseRow.kind),
        col(CaseRow.number),
        col(CaseRow.creditor),
        col(CaseRow.opened_at),
        col(CaseRow.deadline),
        col(CaseRow.owner),
        col(CaseRow.person_id),
        col(CaseRow.conversation_id),
    ).where(col(CaseRow.closed_at).is_(None))


def _open_slips() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(SlipRequestRow.id),
            col(AgreementRow.creditor),
            col(SlipRequestRow.requested_at),
            col(SlipRequestRow.deadline),
            col(SlipRequestRow.owner),
            col(AgreementRow.person_id),
            col(AgreementRow.conversation_id),
        )
        .join(AgreementRow, col(AgreementRow.id) == col(SlipRequestRow.agreement_id))
        .where(col(SlipRequestRow.issued_at).is_(None))
    )


def _case(  # noqa: PLR0913, PLR0917 - the columns of one row
    kind: str,
    number: str,
    creditor: str | None,
    opened_at: datetime,
    deadline: date,
    owner: str | None,
    person_id: int | None,
    conversation_id: int | None,
) -> Task:
    """A case is in time until its day is over."""
    due = datetime.combine(deadline, time.max, SAO_PAULO)
    return Task(kind, number, creditor, opened_at, due, owner, person_id, conversation_id)


def _slip(  # noqa: PLR0913, PLR0917 - the columns of one row
    number: int,
    creditor: str,
    opened_at: datetime,
    deadline: datetime,
    owner: str | None,
    person_id: int,
    conversation_id: int | None,
) -> Task:
    return Task(SLIP, str(number), creditor, opened_at, deadline, owner, person_id, conversation_id)
