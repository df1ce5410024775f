"""Writes the moves the domain makes of notices, each with its evidence, and those of their attempts."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.evidence.evidence import EvidenceWriter
from bot.adapters.db.notices.codec import column_values, open_notice
from bot.adapters.db.people import open_person
from bot.adapters.db.tables import NoticeAttemptRow, NoticeRow, PersonRow
from bot.adapters.db.vault import Vault
from bot.application.notices.ledger import LETTER, may_become
from bot.domain.evidence.entries import EvidenceEntry, EvidenceKind
from bot.domain.notices.clock import last_day_after_answer
from bot.domain.notices.means import AttemptState
from bot.domain.notices.moves import Moved, answer_contest
from bot.domain.notices.notice import Notice
from bot.domain.notices.zones import zone_of

MADE = col(NoticeAttemptRow.outbox_id).is_not(None)


class NoticeMoves:
    """Notices and attempts within one transaction; a notice is locked before its attempts, always."""

    def __init__(self, session: AsyncSession, vault: Vault) -> None:
        self._session = session
        self._vault = vault
        self._evidence = EvidenceWriter(session, vault)

    async def locked(self, notice_id: int) -> Notice | None:
        this = select(NoticeRow).where(col(NoticeRow.id) == notice_id).with_for_update()
        row = (await self._session.scalars(this.execution_options(populate_existing=True))).one_or_none()
        return open_notice(self._vault, row) if row is not None else None

    async def write(self, before: Notice, after: Moved) -> bool:
        """False, and nothing written, when the domain refused the move or it changes nothing."""
        if not isinstance(after, Notice):
            return False
        changed = {field.name for field in fields(Notice) if getattr(before, field.name) != getattr(after, field.name)}
        if changed:
            values = column_values(self._vault, after, changed)
            await self._session.execute(update(NoticeRow).where(col(NoticeRow.id) == after.id).values(**values))
        return bool(changed)

    async def set(self, notice_id: int, **values: Any) -> None:
        """What the domain does not know of: where its message is, what it was opened for."""
        await self._session.execute(update(NoticeRow).where(col(NoticeRow.id) == notice_id).values(**values))

    async def witness(self, notice_id: int, kind: EvidenceKind, at: datetime, facts: Mapping[str, str]) -> None:
        await self._evidence.add(EvidenceEntry(notice_id, kind, at, dict(facts)))

    async def end(self, before: Notice, after: Moved, at: datetime, facts: Mapping[str, str]) -> bool:
        """Voided, settled or expired: what was still to be said of it is not."""
        if not isinstance(after, Notice) or not await self.write(before, after):
            return False
        await self.witness(after.id, EvidenceKind(after.state.value), at, facts)
        await self.skip_planned(after.id, after.state.value, at)
        return True

    async def hear_answer(self, before: Notice, case_number: str, at: datetime, facts: Mapping[str, str]) -> bool:
        """The person has the answer to this contest: where it was inside the term, a new one runs from here (N4)."""
        contest = next((one for one in before.all_contests if one.case_number == case_number), None)
        after = answer_contest(before, case_number, at)
        if contest is None or not isinstance(after, Notice):
            return False
        person = open_person(self._vault, await self._session.get_one(PersonRow, before.person_id))
        deadline = last_day_after_answer(before, contest, at, zone_of(person.state, person.city))
        await self.write(before, replace(after, deadline=deadline or before.deadline))
        told = {"deadline": deadline.isoformat()} if deadline else {}
        await self.witness(before.id, EvidenceKind.ANSWERED, at, {"case": case_number, **told, **facts})
        await self.skip_planned(before.id, EvidenceKind.ANSWERED.value, at)
        return True

    async def skip_planned(self, notice_id: int, reason: str, at: datetime) -> None:
        """Attempts not yet in the outbox are not made; nor is a letter not yet written."""
        waiting = (
            col(NoticeAttemptRow.notice_id) == notice_id,
            col(NoticeAttemptRow.state).in_((AttemptState.PLANNED.value, AttemptState.LETTER.value)),
            ~MADE,
        )
        ended = {"state": AttemptState.SKIPPED.value, "reason": reason, "ended_at": at, "lease_until": None}
        await self._session.execute(update(NoticeAttemptRow).where(*waiting).values(**ended))

    async def last_made(self, notice_id: int) -> NoticeAttemptRow | None:
        """The attempt the person answers: the last one that left."""
        made = (
            select(NoticeAttemptRow)
            .where(
                col(NoticeAttemptRow.notice_id) == notice_id,
                MADE,
                col(NoticeAttemptRow.state) != AttemptState.SKIPPED.value,
                col(NoticeAttemptRow.channel) != LETTER,
            )
            .order_by(col(NoticeAttemptRow.number).desc())
            .limit(1)
            .with_for_update()
        )
        return (await self._session.scalars(made)).one_or_none()


def move_attempt(row: NoticeAttemptRow, state: AttemptState, at: datetime, reason: str | None = None) -> bool:
    """Forward only; an instant once told stays."""
    stamp = "ended_at" if state.reached_nobody else f"{state}_at"
    if not state.reached_nobody and getattr(row, stamp) is None:
        setattr(row, stamp, at)
    if not may_become(AttemptState(row.state), state):
        return False
    row.state, row.reason, row.lease_until = state.value, reason, None
    row.ended_at = at if state.reached_nobody else None
    return True
