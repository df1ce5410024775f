"""Batches and attempts: planned once, claimed by one dispatcher at a time, tried again by other means (N6)."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Update, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.candidates import candidates_of
from bot.adapters.db.notices.codec import contact_values, open_notice, title_values
from bot.adapters.db.notices.moves import MADE, NoticeMoves
from bot.adapters.db.notices.unanswered import unanswered
from bot.adapters.db.notices.unheard import unheard
from bot.adapters.db.people import open_person
from bot.adapters.db.set_aside import opened_or_none
from bot.adapters.db.tables import CaseRow, NewsRow, NoticeAttemptRow, NoticeBatchRow, NoticeRow, PersonRow
from bot.application.giving_way import FREE, Way
from bot.application.notices.ledger import (
    LETTER,
    TELLS_ANSWER,
    Batch,
    Candidate,
    DueAttempt,
    Planned,
    Scope,
    Skipped,
    Unanswered,
    Unheard,
)
from bot.application.ports import Clock
from bot.domain.conversation import Channel
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.notices.means import Attempt, AttemptState
from bot.domain.notices.notice import Notice, NoticeState

NO_CHANNEL = ""  # of who was skipped before any means was chosen


@dataclass(frozen=True)
class _Place:
    """Where and when an attempt is planned."""

    batch_id: int
    creditor: str
    notice_id: int
    at: datetime


class SqlLedger:
    """The `Ledger` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock, way: Way = FREE) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock
        self._way = way

    async def open_batch(self, batch: Batch) -> int:
        row = NoticeBatchRow(
            creditor=batch.creditor, due=batch.due, asked_by=batch.asked_by, planned_at=batch.planned_at
        )
        async with self._database.writing() as session:
            session.add(row)
        return row.id

    def candidates(self, scope: Scope) -> AsyncIterator[Sequence[Candidate]]:
        return candidates_of(self._database, scope, self._way)

    async def record(
        self, batch_id: int, planned: Sequence[Planned], skipped: Sequence[Skipped], at: datetime
    ) -> Collection[int]:
        async with self._database.writing() as session:
            creditor = (await session.get_one(NoticeBatchRow, batch_id)).creditor
            taken = await self._plan(session, batch_id, creditor, planned, at)
            for each in skipped:
                await self._skip(session, batch_id, each, at)
            return taken

    async def due(self, limit: int, lease_s: float) -> Sequence[DueAttempt]:
        now = self._clock.now()
        is_free = or_(col(NoticeAttemptRow.lease_until).is_(None), col(NoticeAttemptRow.lease_until) <= now)
        waiting = (
            select(NoticeAttemptRow, NoticeRow, PersonRow)
            .join(NoticeRow, col(NoticeRow.id) == col(NoticeAttemptRow.notice_id))
            .join(PersonRow, col(PersonRow.id) == col(NoticeAttemptRow.person_id))
            .where(
                col(NoticeAttemptRow.state) == AttemptState.PLANNED.value,
                ~MADE,
                col(NoticeAttemptRow.next_at) <= now,
                is_free,
            )
            .order_by(col(NoticeAttemptRow.next_at), col(NoticeAttemptRow.id))
            .limit(limit)
            .with_for_update(of=NoticeAttemptRow, skip_locked=True)
        )
        async with self._database.writing() as session:
            rows = (await session.execute(waiting)).all()
            for attempt, _, _ in rows:
                attempt.lease_until, attempt.claims = now + timedelta(seconds=lease_s), attempt.claims + 1
            leased = [opened_or_none(self._opened, *row) for row in rows]
        return [attempt for attempt in leased if attempt is not None]

    async def aim(self, attempt: DueAttempt) -> None:
        async with self._database.writing() as session:
            moves = NoticeMoves(session, self._vault)
            before = await moves.locked(attempt.notice.id)
            if before is not None and before.issued_at is None:
                await moves.write(before, replace(before, channel=attempt.channel, contact=attempt.contact))

    async def put_off(self, attempt: DueAttempt, until: datetime) -> None:
        await self._finish(attempt, next_at=until)

    async def give_up(self, attempt: DueAttempt, reason: str) -> None:
        ended = {"state": AttemptState.SKIPPED.value, "reason": reason, "ended_at": self._clock.now()}
        await self._finish(attempt, **ended)

    async def give_back(self, attempts: Sequence[DueAttempt]) -> None:
        async with self._database.writing() as session:
            for attempt in attempts:
                await session.execute(_still_held(attempt))

    async def unanswered(self, after: int, limit: int) -> Sequence[Unanswered]:
        async with self._database.reading() as session:
            return await unanswered(session, self._vault, after, limit)

    async def unheard(self, after: int, limit: int) -> Sequence[Unheard]:
        async with self._database.reading() as session:
            return await unheard(session, self._vault, after, limit)

    async def plan_telling(self, unheard: Unheard, attempt: Attempt) -> bool:
        values = {"contact": self._vault.seal(attempt.contact), "channel": str(attempt.channel), "reason": TELLS_ANSWER}
        case = select(col(CaseRow.id)).where(col(CaseRow.number) == unheard.case_number)
        again = update(NewsRow).where(col(NewsRow.case_id).in_(case)).values(told_at=None, announced_at=attempt.at)
        is_planned = await self._another(unheard.notice, attempt.number, attempt.at, values)
        if is_planned:
            async with self._database.writing() as session:
                await session.execute(again)
        return is_planned

    async def plan_next(self, notice: Notice, attempt: Attempt) -> bool:
        values = {"contact": self._vault.seal(attempt.contact), "channel": str(attempt.channel)}
        return await self._another(notice, attempt.number, attempt.at, values)

    async def plan_letter(self, notice: Notice, number: int, reason: str, at: datetime) -> bool:
        letter = {"channel": LETTER, "state": AttemptState.LETTER.value, "reason": reason}
        return await self._another(notice, number, at, letter)

    async def _plan(
        self, session: AsyncSession, batch_id: int, creditor: str, planned: Sequence[Planned], at: datetime
    ) -> Collection[int]:
        """Notices with their first attempts; none where the same default has one by now."""
        if not planned:
            return ()
        rows = [self._notice_values(creditor, each, at) for each in planned]
        opened = self._database.insert(NoticeRow).values(rows).on_conflict_do_nothing()
        made = await session.execute(opened.returning(col(NoticeRow.person_id), col(NoticeRow.id)))
        notices = {row.person_id: row.id for row in made}
        moves = NoticeMoves(session, self._vault)
        for each in planned:
            if each.person_id in notices:
                await self._first_attempt(moves, session, each, _Place(batch_id, creditor, notices[each.person_id], at))
        return notices.keys()

    def _notice_values(self, creditor: str, each: Planned, at: datetime) -> dict[str, Any]:
        return {
            "creditor": creditor,
            "person_id": each.person_id,
            "channel": each.channel.value,
            "state": NoticeState.OPENED.value,
            "opened_at": at,
            "full_text_first": each.full_text_first,
            "is_receptive": False,
            "followed_up": False,
            "factors": "",
            **contact_values(self._vault, each.contact),
            **title_values(each.title_numbers),
        }

    async def _first_attempt(self, moves: NoticeMoves, session: AsyncSession, each: Planned, place: _Place) -> None:
        told = {"channel": each.channel.value, "contact": each.contact, "creditor": place.creditor, "attempt": "1"}
        await moves.witness(place.notice_id, EvidenceKind.OPENED, place.at, told)
        contact = self._vault.seal(each.contact)
        row = self._row(place.batch_id, each.person_id, place.at, channel=each.channel.value, contact=contact)
        row.notice_id, row.first_title = place.notice_id, each.title_numbers[0]
        session.add(row)

    async def _skip(self, session: AsyncSession, batch_id: int, each: Skipped, at: datetime) -> None:
        if each.person_id is None:
            return
        if each.letter_about is None:
            row = self._row(batch_id, each.person_id, at, channel=NO_CHANNEL, state=AttemptState.SKIPPED.value)
            row.reason, row.ended_at = each.reason, at
            session.add(row)
            return
        letter = self._values(each.person_id, at, channel=LETTER, reason=each.reason, batch_id=batch_id)
        letter |= {"first_title": each.letter_about, "state": AttemptState.LETTER.value}
        await session.execute(self._database.insert(NoticeAttemptRow).values(**letter).on_conflict_do_nothing())

    async def _another(self, notice: Notice, number: int, at: datetime, values: dict[str, Any]) -> bool:
        before = select(NoticeAttemptRow).where(col(NoticeAttemptRow.notice_id) == notice.id)
        async with self._database.writing() as session:
            last = (await session.scalars(before.order_by(col(NoticeAttemptRow.number).desc()).limit(1))).first()
            shared = {"notice_id": notice.id, "number": number, "first_title": notice.title_numbers[0]}
            batch_id = last.batch_id if last is not None else None
            row = {**self._values(notice.person_id, at), "batch_id": batch_id, **shared, **values}
            planned = self._database.insert(NoticeAttemptRow).values(**row).on_conflict_do_nothing()
            return await session.scalar(planned.returning(col(NoticeAttemptRow.id))) is not None

    def _row(self, batch_id: int, person_id: int, at: datetime, **values: Any) -> NoticeAttemptRow:
        return NoticeAttemptRow(**{**self._values(person_id, at), "batch_id": batch_id, **values})

    def _values(self, person_id: int, at: datetime, **values: Any) -> dict[str, Any]:
        first = {"person_id": person_id, "number": 1, "state": AttemptState.PLANNED.value, "claims": 0}
        return {**first, "next_at": at, "planned_at": at, **values}

    def _opened(self, row: NoticeAttemptRow, notice: NoticeRow, person: PersonRow) -> DueAttempt:
        return DueAttempt(
            id=row.id,
            claims=row.claims,
            notice=open_notice(self._vault, notice),
            person=open_person(self._vault, person),
            number=row.number,
            channel=Channel(row.channel),
            contact=self._vault.open(row.contact or b""),
            tells_answer=row.reason == TELLS_ANSWER,
        )

    async def _finish(self, attempt: DueAttempt, **values: Any) -> None:
        async with self._database.writing() as session:
            await session.execute(_still_held(attempt).values(**values))


def _still_held(attempt: DueAttempt) -> Update:
    """Ends the lease; only by the claim that holds it, and only while its message is not in the outbox."""
    held = (
        col(NoticeAttemptRow.id) == attempt.id,
        col(NoticeAttemptRow.claims) == attempt.claims,
        col(NoticeAttemptRow.state) == AttemptState.PLANNED.value,
        ~MADE,
    )
    return update(NoticeAttemptRow).where(*held).values(lease_until=None)
