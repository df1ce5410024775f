"""The outbox: what is to be sent, one message of a conversation at a time and in order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased
from sqlmodel import col

from bot.adapters.db.codec import open_outgoing
from bot.adapters.db.desk_events import note_sending
from bot.adapters.db.engine import Database
from bot.adapters.db.notices.delivery import NoticeDeliveries
from bot.adapters.db.quick.outbox import Leased, Wanted, claim_quickly, sent_quickly
from bot.adapters.db.set_aside import opened_or_none
from bot.adapters.db.tables import AttachmentRow, ConversationRow, DeliveryRow, OutboxRow
from bot.application.agents.window import is_open
from bot.application.delivery_reasons import DeliveryReason, reason_of
from bot.application.messages import Attachment, DeliveryState
from bot.application.ports import Clock, Sending
from bot.application.send_outbox import TRIED_FOR
from bot.domain.conversation import Channel

OPEN_STATES = ("pending", "sending", "unknown")
LOOKUP_AFTER_S = 10.0
FETCHED_FOR = timedelta(hours=48)  # twice as long as a message is tried; the phone has its own copy then


class SqlOutbox:
    """The `Outbox` port on SQLite and PostgreSQL."""

    def __init__(self, database: Database, clock: Clock, *, lookup_after_s: float = LOOKUP_AFTER_S) -> None:
        self._database = database
        self._vault = database.vault
        self._clock = clock
        self._lookup_after = timedelta(seconds=lookup_after_s)

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        now = self._clock.now()
        wanted = Wanted(now, now + timedelta(seconds=lease_s), limit, talks)
        if not self._database.is_sqlite:
            leased = await claim_quickly(self._database, wanted)
            return await self._opening({row.id: opened_or_none(self._claimed, row) for row in leased})
        due = (
            select(OutboxRow, ConversationRow, AttachmentRow)
            .join(ConversationRow, col(ConversationRow.id) == col(OutboxRow.conversation_id))
            .outerjoin(AttachmentRow, col(AttachmentRow.id) == col(OutboxRow.attachment_id))
            .where(_is_due(now), ~_has_open_before(), _is_of(talks))
            .order_by(col(OutboxRow.id))
            .limit(limit)
        )
        async with self._database.writing() as session:
            rows = (await session.execute(due)).all()
            claimed = {row[0].id: self._lease(*row, until=wanted.until) for row in rows}
        return await self._opening(claimed)

    async def _opening(self, claimed: Mapping[int, Sending | None]) -> Sequence[Sending]:
        """What cannot be opened keeps its lease and is looked at again, for as long as messages are tried."""
        shut = [number for number, sending in claimed.items() if sending is None]
        if shut:
            await self._give_up_old(shut)
        return [sending for sending in claimed.values() if sending is not None]

    async def _give_up_old(self, shut: Collection[int]) -> None:
        now, reason = self._clock.now(), DeliveryReason.OTHER.value
        is_old = (col(OutboxRow.id).in_(shut), col(OutboxRow.created_at) <= now - TRIED_FOR)
        over = update(OutboxRow).where(*is_old, col(OutboxRow.state) == "sending")
        over = over.values(state="failed", reason=reason, lease_until=None)
        async with self._database.writing() as session:
            for number in (await session.scalars(over.returning(col(OutboxRow.id)))).all():
                await note_sending(session, number, now)
                await NoticeDeliveries(session, self._database).failed(number, reason, now)

    async def sent(self, sending: Sending, sid: str, at: datetime) -> bool:
        """True whoever says it: a lease that ran out does not unsend a message."""
        if not self._database.is_sqlite:
            more = await self._sent_quickly(sending, sid, at)
            if more is not None:
                return more
        not_yet = (col(OutboxRow.id) == sending.id, col(OutboxRow.sid).is_(None))
        values = {"state": "sent", "sid": sid, "sent_at": at, "lease_until": None, "reason": None}
        stored = update(OutboxRow).where(*not_yet).values(**values).returning(col(OutboxRow.id))
        async with self._database.writing() as session:
            deliveries = NoticeDeliveries(session, self._database)
            await deliveries.hold(sid)
            if (await session.scalars(stored)).first() is not None:
                await deliveries.sent(sending.id, sid, at)
                await note_sending(session, sending.id, at)
            return await session.scalar(_opened_after(sending)) is not None

    async def unknown(self, sending: Sending) -> None:
        await self._finish(sending, state="unknown", next_at=self._clock.now() + self._lookup_after)

    async def first_unclaimed(self, sids: Sequence[str]) -> str | None:
        async with self._database.reading() as session:
            known = set(await session.scalars(select(col(OutboxRow.sid)).where(col(OutboxRow.sid).in_(sids))))
        return next((sid for sid in sids if sid not in known), None)

    async def retry(self, sending: Sending, at: datetime, reason: str) -> None:
        await self._finish(sending, state="pending", next_at=at, reason=reason)

    async def failed(self, sending: Sending, reason: str) -> None:
        await self._finish(sending, state="failed", reason=reason)

    async def supersede(self, conversation_id: int) -> int:
        async with self._database.writing() as session:
            return await supersede(session, self._database, conversation_id, self._clock.now())

    async def attachment(self, token: str) -> Attachment | None:
        is_asked = (col(AttachmentRow.token) == token, col(AttachmentRow.created_at) >= self._clock.now() - FETCHED_FOR)
        async with self._database.reading() as session:
            row = await session.scalar(select(AttachmentRow).where(*is_asked))
        return self._open_attachment(row) if row is not None else None

    async def delivery_state(self, sid: str) -> DeliveryState | None:
        furthest = (
            select(col(DeliveryRow.state))
            .where(col(DeliveryRow.sid) == sid)
            .order_by(col(DeliveryRow.rank).desc(), col(DeliveryRow.id))
            .limit(1)
        )
        async with self._database.reading() as session:
            state = await session.scalar(furthest)
        return DeliveryState(state) if state is not None else None

    async def failure_reason(self, sid: str) -> str | None:
        told = select(col(DeliveryRow.error_code)).where(
            col(DeliveryRow.sid) == sid, col(DeliveryRow.state).in_((DeliveryState.FAILED, DeliveryState.UNDELIVERED))
        )
        async with self._database.reading() as session:
            codes = (await session.scalars(told.order_by(col(DeliveryRow.id)))).all()
        return reason_of(codes[0]) if codes else None

    async def _finish(self, sending: Sending, **values: Any) -> None:
        """Only by the claim that holds the row: `attempts` grew when somebody else took it."""
        held = (
            col(OutboxRow.id) == sending.id,
            col(OutboxRow.state) == "sending",
            col(OutboxRow.attempts) == sending.attempts,
        )
        finished = update(OutboxRow).where(*held).values(lease_until=None, **values).returning(col(OutboxRow.id))
        async with self._database.writing() as session:
            is_finished = (await session.scalars(finished)).first() is not None
            if is_finished:
                await note_sending(session, sending.id, self._clock.now())
            if is_finished and values["state"] == "failed":
                await NoticeDeliveries(session, self._database).failed(sending.id, values["reason"], self._clock.now())

    async def _sent_quickly(self, sending: Sending, sid: str, at: datetime) -> bool | None:
        return await sent_quickly(self._database, sending.id, sid, at)

    def _lease(
        self, row: OutboxRow, conversation: ConversationRow, attachment: AttachmentRow | None, *, until: datetime
    ) -> Sending | None:
        was_tried = row.state != "pending"
        row.state, row.lease_until, row.attempts = "sending", until, row.attempts + 1
        return opened_or_none(self._whole, row, conversation, attachment, was_tried)

    def _claimed(self, row: Leased) -> Sending:
        return self._whole(row, row, row if row.attachment_id is not None else None, row.was_tried)

    def _whole(self, row: Any, conversation: Any, attachment: Any, was_tried: bool) -> Sending:
        sending = self._sending(row, conversation, was_tried)
        return self._with_attachment(sending, attachment) if attachment is not None else sending

    def _sending(self, row: Any, conversation: Any, was_tried: bool) -> Sending:
        channel = Channel(conversation.channel)
        return Sending(
            id=row.id,
            conversation_id=row.conversation_id,
            channel=channel,
            contact=self._vault.open(conversation.contact),
            sender=conversation.sender,
            message=open_outgoing(self._vault, row.key, row.sealed),
            attempts=row.attempts,
            created_at=row.created_at,
            simulated=conversation.simulated,
            is_uncertain=was_tried,
            outside_window=not is_open(channel, conversation.last_inbound_at, self._clock.now()),
        )

    def _with_attachment(self, sending: Sending, row: Any) -> Sending:
        message = replace(sending.message, attachment=self._open_attachment(row))
        return replace(sending, message=message, attachment_token=row.token)

    def _open_attachment(self, row: Any) -> Attachment:
        return Attachment(row.kind, row.content_type, row.filename, self._vault.open_bytes(row.content))


async def supersede(session: AsyncSession, database: Database, conversation_id: int, at: datetime) -> int:
    """Within the transaction that changes the owner."""
    waiting = (col(OutboxRow.conversation_id) == conversation_id, col(OutboxRow.state) == "pending")
    gone = update(OutboxRow).where(*waiting).values(state="superseded").returning(col(OutboxRow.id))
    superseded = list((await session.scalars(gone)).all())
    await NoticeDeliveries(session, database).superseded(superseded, at)
    return len(superseded)


def _is_due(now: datetime) -> ColumnElement[bool]:
    """Waiting, or to be looked up; one whose sender vanished in the middle is to be looked up too."""
    return or_(
        and_(col(OutboxRow.state).in_(("pending", "unknown")), col(OutboxRow.next_at) <= now),
        and_(col(OutboxRow.state) == "sending", col(OutboxRow.lease_until) <= now),
    )


def _is_of(talks: Collection[int] | None) -> ColumnElement[bool]:
    return true() if talks is None else col(OutboxRow.conversation_id).in_(talks)


def _opened_after(sending: Sending) -> Select[int]:
    later = (col(OutboxRow.conversation_id) == sending.conversation_id, col(OutboxRow.id) > sending.id)
    return select(col(OutboxRow.id)).where(*later, col(OutboxRow.state).in_(OPEN_STATES)).limit(1)


def _has_open_before() -> ColumnElement[bool]:
    earlier = aliased(OutboxRow)
    return exists().where(
        col(earlier.conversation_id) == col(OutboxRow.conversation_id),
        col(earlier.id) < col(OutboxRow.id),
        col(earlier.state).in_(OPEN_STATES),
    )
