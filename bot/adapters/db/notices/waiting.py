"""Notices that wait for a person, read for a page: counted, a few at a time, within the reader's reach."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import (
    CaseRow,
    ClockDecisionRow,
    ClockLookRow,
    NoticeAttemptRow,
    NoticeRow,
    PersonRow,
    PhoneRow,
)
from bot.application.notices.waiting_list import LastLook, NoticeCounts, NoticeShown, WaitingNotice, Waits, Wanted
from bot.domain.documents import masked
from bot.domain.notices.means import AttemptState
from bot.domain.notices.notice import NoticeState

CONTEST = "contest"
_LETTER = col(NoticeAttemptRow.state) == AttemptState.LETTER.value
_CONTESTED = (col(CaseRow.kind) == CONTEST, col(CaseRow.closed_at).is_(None))


class SqlNoticeWork:
    """The `NoticeWork` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def counts(self, creditor: str = "") -> NoticeCounts:
        kinds = select(col(ClockDecisionRow.kind), func.count(col(ClockDecisionRow.id)))
        kinds = kinds.where(*_of(col(ClockDecisionRow.creditor), creditor)).group_by(col(ClockDecisionRow.kind))
        letters = select(func.count(col(NoticeAttemptRow.id))).join(PersonRow, _TOLD).where(_LETTER)
        contests = select(func.count(col(CaseRow.id))).where(*_CONTESTED, *_of(col(CaseRow.creditor), creditor))
        async with self._database.reading() as session:
            found = {row[0]: row[1] for row in await session.execute(kinds)}
            waiting = await session.scalar(letters.where(*_of(col(PersonRow.creditor), creditor))) or 0
            disputed = await session.scalar(contests) or 0
        return NoticeCounts(found.get("decide", 0), found.get("issue", 0), waiting, disputed)

    async def lines(self, wanted: Wanted, limit: int) -> Sequence[WaitingNotice]:
        query = _QUERIES[wanted.waits](wanted.creditor).offset(wanted.start).limit(limit)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [self._line(*row) for row in rows]

    async def last_look(self) -> LastLook:
        async with self._database.reading() as session:
            rows = (await session.scalars(select(ClockLookRow).order_by(col(ClockLookRow.creditor)))).all()
        looked = min((row.looked_at for row in rows), default=None)
        return LastLook(looked, any(row.asked_at for row in rows), tuple(row.creditor for row in rows))

    async def ask(self, at: datetime) -> None:
        unasked = update(ClockLookRow).where(col(ClockLookRow.asked_at).is_(None)).values(asked_at=at)
        async with self._database.writing() as session:
            await session.execute(unasked.execution_options(synchronize_session=False))

    async def numbers(self, person_id: int) -> tuple[str, Sequence[str]] | None:
        given = (col(PhoneRow.person_id) == person_id, col(PhoneRow.origin) == "file")
        still = select(PhoneRow).where(*given, col(PhoneRow.unlinked_at).is_(None)).order_by(col(PhoneRow.id))
        async with self._database.reading() as session:
            person = await session.scalar(select(PersonRow).where(col(PersonRow.id) == person_id))
            phones = (await session.scalars(still)).all()
        if person is None:
            return None
        vault = self._database.vault
        return open_person(vault, person).document, [vault.open(phone.number) for phone in phones]

    def _line(
        self,
        row: ClockDecisionRow | NoticeAttemptRow | CaseRow,
        person: PersonRow | None,
        notice: NoticeRow | None,
    ) -> WaitingNotice:
        known = open_person(self._database.vault, person) if person is not None else None
        line = WaitingNotice(
            number=str(row.id),
            creditor=known.creditor if known else "",
            person_id=known.id if known else None,
            person=known.name if known else "",
            document=masked(known.document) if known else "",
            conversation_id=notice.conversation_id if notice else None,
            notice=_shown(notice) if notice else None,
        )
        if isinstance(row, ClockDecisionRow):
            return _found(line, row)
        return _letter(line, row) if isinstance(row, NoticeAttemptRow) else _case(line, row)


def _found(line: WaitingNotice, row: ClockDecisionRow) -> WaitingNotice:
    known = replace(line, why=_words(row.why), day=row.day, days_overdue=row.days_overdue)
    return replace(known, unpaid=row.unpaid, counted=row.counted)


def _letter(line: WaitingNotice, row: NoticeAttemptRow) -> WaitingNotice:
    talk = row.conversation_id or line.conversation_id
    return replace(line, why=_words(row.reason or ""), since=row.planned_at, attempt=row.number, conversation_id=talk)


def _case(line: WaitingNotice, row: CaseRow) -> WaitingNotice:
    talk = row.conversation_id or line.conversation_id
    told = replace(line, number=row.number, creditor=row.creditor or line.creditor)
    return replace(told, day=row.deadline, since=row.opened_at, conversation_id=talk)


def _words(written: str) -> tuple[str, ...]:
    """What is missing of a notice is one reason, commas and all."""
    if written.startswith("missing:"):
        return (written,)
    return tuple(word for word in written.split(",") if word)


def _shown(row: NoticeRow) -> NoticeShown:
    return NoticeShown(row.id, row.protocol or "", NoticeState(row.state), row.deadline, row.issued_at is not None)


def _of(column: Any, creditor: str) -> tuple[ColumnElement[bool], ...]:
    return (column == creditor,) if creditor else ()


def _findings(kind: str, creditor: str) -> Select[*tuple[Any, ...]]:
    of_person, of_notice = _about(ClockDecisionRow)
    return (
        select(ClockDecisionRow, PersonRow, NoticeRow)
        .join(PersonRow, of_person)
        .outerjoin(NoticeRow, of_notice)
        .where(col(ClockDecisionRow.kind) == kind, *_of(col(ClockDecisionRow.creditor), creditor))
        .order_by(col(ClockDecisionRow.day), col(ClockDecisionRow.id))
    )


def _letters(creditor: str) -> Select[*tuple[Any, ...]]:
    return (
        select(NoticeAttemptRow, PersonRow, NoticeRow)
        .join(PersonRow, _TOLD)
        .outerjoin(NoticeRow, _about(NoticeAttemptRow)[1])
        .where(_LETTER, *_of(col(PersonRow.creditor), creditor))
        .order_by(col(NoticeAttemptRow.id))
    )


def _contests(creditor: str) -> Select[*tuple[Any, ...]]:
    return (
        select(CaseRow, PersonRow, NoticeRow)
        .outerjoin(PersonRow, col(PersonRow.id) == col(CaseRow.person_id))
        .outerjoin(NoticeRow, col(NoticeRow.case_number) == col(CaseRow.number))
        .where(*_CONTESTED, *_of(col(CaseRow.creditor), creditor))
        .order_by(col(CaseRow.deadline), col(CaseRow.id))
    )


def _about(table: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(PersonRow.id) == col(table.person_id), col(NoticeRow.id) == col(table.notice_id)


_TOLD = _about(NoticeAttemptRow)[0]
_QUERIES = {
    Waits.DECIDE: lambda creditor: _findings("decide", creditor),
    Waits.ISSUE: lambda creditor: _findings("issue", creditor),
    Waits.LETTERS: _letters,
    Waits.CONTESTS: _contests,
}
