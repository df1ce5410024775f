"""Notices and their ledger read for lists, counts and sheets."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import open_notice
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import (
    ConversationRow,
    EvidenceRegisterRow,
    NoticeAttemptRow,
    NoticeBatchRow,
    NoticeRow,
    PersonRow,
    PhoneRow,
)
from bot.application.notices.reports import BatchCounts, Letter, ListedNotice, MadeAttempt, counted
from bot.domain.notices.means import AttemptState

IS_LETTER = col(NoticeAttemptRow.state) == AttemptState.LETTER.value
NOT_MADE = (AttemptState.PLANNED.value, AttemptState.LETTER.value, AttemptState.SKIPPED.value)


class SqlNoticeReports:
    """The `NoticeReports` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def listed(self, document: str | None = None, after: int = 0, limit: int | None = None) -> list[ListedNotice]:
        query = (
            select(NoticeRow, PersonRow, col(EvidenceRegisterRow.uuid), col(ConversationRow.sender))
            .join(PersonRow, col(PersonRow.id) == col(NoticeRow.person_id))
            .outerjoin(EvidenceRegisterRow, col(EvidenceRegisterRow.notice_id) == col(NoticeRow.id))
            .outerjoin(ConversationRow, col(ConversationRow.id) == col(NoticeRow.conversation_id))
            .where(col(NoticeRow.id) > after)
            .order_by(col(NoticeRow.id))
            .limit(limit)
        )
        if document is not None:
            query = query.where(col(PersonRow.document_hash) == self._vault.document_index(document))
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [
            ListedNotice(open_notice(self._vault, row), open_person(self._vault, person), uuid or "", sender or "")
            for row, person, uuid, sender in rows
        ]

    async def attempts(self) -> list[MadeAttempt]:
        made = (
            select(NoticeAttemptRow, PersonRow, NoticeRow)
            .join(PersonRow, col(PersonRow.id) == col(NoticeAttemptRow.person_id))
            .outerjoin(NoticeRow, col(NoticeRow.id) == col(NoticeAttemptRow.notice_id))
            .where(col(NoticeAttemptRow.state).not_in(NOT_MADE))
            .order_by(col(NoticeAttemptRow.id))
        )
        async with self._database.reading() as session:
            rows = (await session.execute(made)).all()
        last = {row.notice_id: row.id for row, _, _ in rows}
        return [self._made(row, person, notice, is_last=last[row.notice_id] == row.id) for row, person, notice in rows]

    async def letters(self) -> list[Letter]:
        waiting = (
            select(NoticeAttemptRow, PersonRow)
            .join(PersonRow, col(PersonRow.id) == col(NoticeAttemptRow.person_id))
            .where(IS_LETTER)
            .order_by(col(NoticeAttemptRow.id))
        )
        async with self._database.reading() as session:
            rows = (await session.execute(waiting)).all()
            phones = await _phones(session, {person.id for _, person in rows})
        return [
            Letter(
                id=row.id,
                number=row.number,
                reason=row.reason or "",
                since=row.planned_at,
                person=open_person(self._vault, person),
                phones=tuple(self._vault.open(number) for number in phones[person.id]),
                notice_id=row.notice_id,
            )
            for row, person in rows
        ]

    async def letter_sent(self, attempt_id: int, at: datetime) -> bool:
        sent = update(NoticeAttemptRow).where(col(NoticeAttemptRow.id) == attempt_id, IS_LETTER)
        sent = sent.values(state=AttemptState.SENT.value, sent_at=at)
        async with self._database.writing() as session:
            return await session.scalar(sent.returning(col(NoticeAttemptRow.id))) is not None

    async def batch(self, batch_id: int) -> BatchCounts | None:
        ledger = select(col(NoticeAttemptRow.state), col(NoticeAttemptRow.reason))
        async with self._database.reading() as session:
            batch = await session.get(NoticeBatchRow, batch_id)
            rows = (await session.execute(ledger.where(col(NoticeAttemptRow.batch_id) == batch_id))).all()
        if batch is None:
            return None
        states, reasons = counted([(state, reason) for state, reason in rows])
        return BatchCounts(
            id=batch.id,
            creditor=batch.creditor,
            due=batch.due.isoformat(),
            asked_by=batch.asked_by,
            planned_at=batch.planned_at,
            states=states,
            reasons=reasons,
        )

    def _made(
        self, row: NoticeAttemptRow, person: PersonRow, notice: NoticeRow | None, *, is_last: bool
    ) -> MadeAttempt:
        return MadeAttempt(
            number=row.number,
            channel=row.channel,
            state=AttemptState(row.state),
            reason=row.reason,
            protocol=row.protocol,
            at=row.sent_at or row.ended_at or row.planned_at,
            person=open_person(self._vault, person),
            notice=open_notice(self._vault, notice) if notice is not None else None,
            is_last=is_last,
        )


async def _phones(session: AsyncSession, people: Collection[int]) -> Mapping[int, Sequence[bytes]]:
    """Those that may still be called; who asked us to stop writing did not ask not to be notified."""
    theirs = (col(PhoneRow.person_id).in_(people), col(PhoneRow.origin) == "file", col(PhoneRow.unlinked_at).is_(None))
    found: dict[int, list[bytes]] = defaultdict(list)
    for row in await session.scalars(select(PhoneRow).where(*theirs).order_by(col(PhoneRow.id))):
        found[row.person_id].append(row.number)
    return found
