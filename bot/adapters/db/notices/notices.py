"""Notices as turns look them up (N2), and moved by what happens between turns (N4)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.codec import open_notice
from bot.adapters.db.notices.earlier import told_before_at, views_of
from bot.adapters.db.notices.excuses import excuses_of, open_excuse
from bot.adapters.db.notices.moves import NoticeMoves
from bot.adapters.db.notices.turn import OVER
from bot.adapters.db.people import open_person
from bot.adapters.db.quick.notices import AtNumber, at_number_quickly, of_person_quickly
from bot.adapters.db.quick.questions import excuses_quickly, under_quickly
from bot.adapters.db.tables import CaseRow, NoticeMessageRow, NoticeRow, OutboxRow, PersonRow
from bot.domain.conversation import Channel
from bot.domain.notices import moves
from bot.domain.notices.excuses import Excuse
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.people import Person, Role

ENDS = {NoticeState.VOIDED: moves.void, NoticeState.SETTLED: moves.settle, NoticeState.EXPIRED: moves.expire}
COVERED_WITH_THE_HOLDER = (Role.DEPENDANT.value, Role.AGGREGATE.value)


class SqlNotices:
    """The `Notices` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._vault = database.vault

    async def notice(self, notice_id: int) -> Notice | None:
        async with self._database.reading() as session:
            row = await session.get(NoticeRow, notice_id)
        return open_notice(self._vault, row) if row is not None else None

    async def of_person(self, person_id: int) -> Sequence[Notice]:
        """Under whatever registration of the creditor's they were notified."""
        if self._database.is_quick:
            rows = await of_person_quickly(self._database, person_id)
            return [open_notice(self._vault, row) for row in rows]
        this = select(col(PersonRow.document_hash), col(PersonRow.creditor)).where(col(PersonRow.id) == person_id)
        async with self._database.reading() as session:
            found = (await session.execute(this)).one_or_none()
            if found is None:
                return []
            theirs = (
                select(NoticeRow)
                .join(PersonRow, col(PersonRow.id) == col(NoticeRow.person_id))
                .where(col(PersonRow.document_hash) == found[0], col(PersonRow.creditor) == found[1])
                .order_by(col(NoticeRow.id).desc())
            )
            rows = (await session.scalars(theirs)).all()
        return [open_notice(self._vault, row) for row in rows]

    async def at_contact(self, creditor: str, channel: Channel | None, contact: str) -> Sequence[Notice]:
        channels = [channel] if channel is not None else list(Channel)
        if self._database.is_quick:
            found = await at_number_quickly(self._database, creditor, channels, contact)
            return [notice for at in found.values() for notice in self._at(at, contact)]
        return [notice for one in channels for notice in await self._at_contact_by(creditor, one, contact)]

    async def _at_contact_by(self, creditor: str, channel: Channel, contact: str) -> list[Notice]:
        here = (
            select(NoticeRow)
            .where(
                col(NoticeRow.loose_hash) == self._vault.loose_phone_index(contact),
                col(NoticeRow.creditor) == creditor,
                col(NoticeRow.channel) == channel.value,
                col(NoticeRow.state).not_in(OVER),
            )
            .order_by(col(NoticeRow.id).desc())
        )
        async with self._database.reading() as session:
            rows = (await session.scalars(here)).all()
            before = await told_before_at(session, self._vault, creditor, channel, contact)
        now = [open_notice(self._vault, row) for row in _matched(rows, self._vault.phone_index(contact))]
        return [*now, *before]

    def _at(self, found: AtNumber, contact: str) -> list[Notice]:
        now = _matched(found.standing, self._vault.phone_index(contact))
        return [*(open_notice(self._vault, row) for row in now), *views_of(self._vault, found.elsewhere)]

    async def carried_by(self, sid: str) -> int | None:
        carried = (
            select(col(NoticeRow.id))
            .join(NoticeMessageRow, col(NoticeMessageRow.notice_id) == col(NoticeRow.id))
            .join(OutboxRow, col(OutboxRow.id) == col(NoticeMessageRow.outbox_id))
            .where(col(OutboxRow.sid) == sid, col(NoticeMessageRow.case_number).is_(None))
        )
        async with self._database.reading() as session:
            return await session.scalar(carried)

    async def is_since_notice(self, sid: str) -> bool:
        carrier, quoted = aliased(OutboxRow), aliased(OutboxRow)
        before_it = (
            select(col(NoticeMessageRow.id))
            .join(carrier, col(carrier.id) == col(NoticeMessageRow.outbox_id))
            .join(quoted, col(quoted.conversation_id) == col(carrier.conversation_id))
            .where(col(quoted.sid) == sid, col(carrier.id) <= col(quoted.id))
            .limit(1)
        )
        async with self._database.reading() as session:
            return await session.scalar(before_it) is not None

    async def excuses_of(self, person_id: int) -> Sequence[Excuse]:
        if self._database.is_quick:
            return [open_excuse(row) for row in await excuses_quickly(self._database, person_id)]
        async with self._database.reading() as session:
            person = await session.get(PersonRow, person_id)
            return (await excuses_of(session, [person])).get(person_id, ()) if person is not None else ()

    async def beneficiaries_of(self, holder: Person) -> Sequence[str]:
        rows = await self._covered_with(holder)
        return list(dict.fromkeys(open_person(self._vault, row).name for row in rows))

    async def _covered_with(self, holder: Person) -> Sequence[PersonRow]:
        if self._database.is_quick:
            return await under_quickly(self._database, holder, COVERED_WITH_THE_HOLDER)
        under_it = (
            select(PersonRow)
            .where(
                col(PersonRow.creditor) == holder.creditor,
                col(PersonRow.holder_hash) == self._vault.document_index(holder.document),
                col(PersonRow.role).in_(COVERED_WITH_THE_HOLDER),
            )
            .order_by(col(PersonRow.id))
        )
        async with self._database.reading() as session:
            return (await session.scalars(under_it)).all()

    async def move(self, notice_id: int, state: NoticeState, at: datetime, facts: Mapping[str, str]) -> bool:
        async with self._database.writing() as session:
            kept = NoticeMoves(session, self._vault)
            before = await kept.locked(notice_id)
            if before is None:
                return False
            return await kept.end(before, ENDS[state](before, at), at, facts)

    async def answer_heard(self, notice_id: int, at: datetime, facts: Mapping[str, str]) -> date | None:
        async with self._database.writing() as session:
            kept = NoticeMoves(session, self._vault)
            before = await kept.locked(notice_id)
            contest = before.open_contest if before is not None else None
            if before is None or contest is None or contest.case_number is None:
                return None
            closed = select(col(CaseRow.closed_at)).where(col(CaseRow.number) == contest.case_number)
            closed_at = await session.scalar(closed)
            if closed_at is None or closed_at > at:
                return None
            await kept.hear_answer(before, contest.case_number, at, facts)
            after = await kept.locked(notice_id)
            return after.deadline if after is not None else None


def _matched(rows: Sequence[NoticeRow], exact_hash: bytes) -> Sequence[NoticeRow]:
    """An exact number wins; else the one person notified at the nine-digit form (section 9)."""
    exact = [row for row in rows if row.contact_hash == exact_hash]
    if exact:
        return exact
    is_one_person = len({row.person_id for row in rows}) == 1
    return rows if is_one_person and all(row.is_nine_digit for row in rows) else []
