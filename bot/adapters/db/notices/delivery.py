"""What the provider tells of a message moves the notice it carried, and the attempt it was (N2, N6).

A message is told of by its outbox row: the opener's is its attempt's, the one with the full text its notice's.
"""

from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.notices.moves import NoticeMoves, move_attempt
from bot.adapters.db.tables import DeliveryRow, NoticeAttemptRow, NoticeMessageRow, NoticeRow, OutboxRow
from bot.application.delivery_reasons import reason_of
from bot.application.messages import DeliveryState, StatusCallback
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.notices import moves
from bot.domain.notices.means import AttemptState
from bot.domain.notices.notice import Notice, NoticeState

SUPERSEDED = "superseded"
GIVEN_UP = frozenset({DeliveryState.FAILED, DeliveryState.UNDELIVERED})
ARRIVED = {DeliveryState.DELIVERED: NoticeState.DELIVERED, DeliveryState.READ: NoticeState.READ}


class NoticeDeliveries:
    """Deliveries in the transaction in which they become known."""

    def __init__(self, session: AsyncSession, database: Database) -> None:
        self._session = session
        self._database = database
        self._moves = NoticeMoves(session, database.vault)

    async def hold(self, sid: str) -> None:
        """A callback and the storing of its SID wait for one another: else each could miss the other."""
        if not self._database.is_sqlite:  # which has one writer at a time
            lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:sid, 0))")
            await self._session.execute(lock, {"sid": sid})

    async def sent(self, outbox_id: int, sid: str, at: datetime) -> None:
        """The provider took it; what it told before we knew the SID counts now."""
        notice, attempt = await self._of(outbox_id)
        if notice is not None:
            await self._tell(notice, NoticeState.SENT, at, {"provider_id": sid})
        if attempt is not None:
            move_attempt(attempt, AttemptState.SENT, at)
        told = select(DeliveryRow).where(col(DeliveryRow.sid) == sid).order_by(col(DeliveryRow.rank))
        for row in (await self._session.scalars(told)).all():
            state = DeliveryState(row.state)
            callback = StatusCallback(sid, state, row.error_code, row.received_at, {})
            await self._apply(notice, attempt, callback)
            await self._hear(outbox_id, callback)

    async def told(self, callback: StatusCallback) -> None:
        """A delivery state of a message whose SID may not be known yet: then `sent` comes back to it."""
        known = select(col(OutboxRow.id)).where(col(OutboxRow.sid) == callback.sid)
        outbox_id = await self._session.scalar(known)
        if outbox_id is not None:
            await self._apply(*await self._of(outbox_id), callback)
            await self._hear(outbox_id, callback)

    async def failed(self, outbox_id: int, reason: str, at: datetime) -> None:
        """The provider never took it."""
        await self._give_up(*await self._of(outbox_id), {"reason": reason}, at)

    async def superseded(self, outbox_ids: list[int], at: datetime) -> None:
        """A person speaks now: an opener not yet sent is skipped, a notice not yet sent was never given."""
        for outbox_id in outbox_ids:
            notice, attempt = await self._of(outbox_id)
            if attempt is not None:
                move_attempt(attempt, AttemptState.SKIPPED, at, SUPERSEDED)
            if notice is not None:
                await self._moves.end(notice, moves.void(notice, at), at, {"reason": SUPERSEDED})

    async def _of(self, outbox_id: int) -> tuple[Notice | None, NoticeAttemptRow | None]:
        """The notice it carries now, if any; one it carried before, or whose contest it answers, is locked too."""
        about = select(col(NoticeMessageRow.notice_id)).where(col(NoticeMessageRow.outbox_id) == outbox_id)
        notice_id = await self._session.scalar(about)
        locked = await self._moves.locked(notice_id) if notice_id is not None else None
        carries = select(col(NoticeRow.id)).where(col(NoticeRow.id) == notice_id, col(NoticeRow.outbox_id) == outbox_id)
        notice = locked if await self._session.scalar(carries) is not None else None
        opened = select(NoticeAttemptRow).where(col(NoticeAttemptRow.outbox_id) == outbox_id).with_for_update()
        attempt = (await self._session.scalars(opened.execution_options(populate_existing=True))).one_or_none()
        return notice, attempt

    async def _hear(self, outbox_id: int, callback: StatusCallback) -> None:
        """The answer to a contest arrived: the new term begins now, not when the case was closed (N4)."""
        if callback.state not in ARRIVED:
            return
        told = select(NoticeMessageRow).where(
            col(NoticeMessageRow.outbox_id) == outbox_id, col(NoticeMessageRow.case_number).is_not(None)
        )
        row = (await self._session.scalars(told)).one_or_none()
        before = await self._moves.locked(row.notice_id) if row is not None else None
        if row is not None and before is not None:
            facts = {"provider_id": callback.sid, "by": "message"}
            await self._moves.hear_answer(before, row.case_number or "", callback.received_at, facts)

    async def _tell(self, notice: Notice, state: NoticeState, at: datetime, facts: dict[str, str]) -> None:
        """On record the first time it is told; the state of the notice only moves forward."""
        now = await self._moves.locked(notice.id)
        if now is not None and await self._moves.write(now, moves.tell(now, state, at)):
            await self._moves.witness(now.id, EvidenceKind(state.value), at, facts)

    async def _apply(self, notice: Notice | None, attempt: NoticeAttemptRow | None, callback: StatusCallback) -> None:
        at, facts = callback.received_at, {"provider_id": callback.sid}
        if callback.state in ARRIVED:
            state = ARRIVED[callback.state]
            if notice is not None:
                await self._tell(notice, state, at, facts)
            if attempt is not None:
                move_attempt(attempt, AttemptState(state.value), at)
        elif callback.state in GIVEN_UP:
            await self._give_up(notice, attempt, {**facts, "reason": reason_of(callback.error_code)}, at)

    async def _give_up(
        self, notice: Notice | None, attempt: NoticeAttemptRow | None, facts: dict[str, str], at: datetime
    ) -> None:
        """Whoever could not be given the notice is tried by the next means, however well the opener arrived."""
        if notice is not None:
            if any((notice.delivered_at, notice.read_at, notice.replied_at)):
                return
            await self._moves.witness(notice.id, EvidenceKind.FAILED, at, facts)
            attempt = attempt or await self._moves.last_made(notice.id)
        if attempt is None or move_attempt(attempt, AttemptState.FAILED, at, facts["reason"]):
            return
        if notice is not None and attempt.ended_at is None:
            attempt.reason, attempt.ended_at = facts["reason"], at
