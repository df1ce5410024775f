"""The inbox, watched: what is accepted and repeated, how turns wait and end, and how late deliveries are told."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.outbox import SqlOutbox
from bot.adapters.db.tables import OutboxRow
from bot.application.changes import TurnRecord
from bot.application.messages import DeliveryState, InboundMessage, StatusCallback
from bot.application.ports import Claim, Clock, Sending
from bot.observing.door import ARRIVED_NS
from bot.observing.figures import COMMIT, DELIVERED, LEASES, MESSAGES, OUTBOX_WAIT, SET_ASIDE, STATUSES
from bot.observing.turns import COMMITTED, FAILED, SUPERSEDED, Turns, count_decided


class WatchedInbox(SqlInbox):
    """The `Inbox` port; what it does is the inbox's own."""

    def __init__(self, database: Database, clock: Clock, turns: Turns) -> None:
        super().__init__(database, clock)
        self._turns = turns

    async def store(self, message: InboundMessage) -> int | None:
        """The trace of a message begins when it arrived at the door, and is kept with it."""
        span = self._turns.tracing.begin("webhook", began_ns=ARRIVED_NS.get())
        outcome = "failed"
        try:
            kept = await super().store(replace(message, trace=span.carried) if span.carried else message)
            outcome = "new" if kept is not None else "repeated"
            MESSAGES.labels(outcome).inc()
            return kept
        finally:
            span.end(outcome=outcome)

    async def store_status(self, callback: StatusCallback) -> None:
        await super().store_status(callback)
        STATUSES.labels(callback.state.value).inc()
        if callback.state is DeliveryState.DELIVERED:
            await self._time_delivery(callback)

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        claim = await super().claim(conversation_id, quiet_since=quiet_since, lease_s=lease_s)
        if claim is not None:
            LEASES.inc()
            self._turns.begin(claim, quiet_since)
        return claim

    async def set_aside(self, unread: Collection[int]) -> None:
        await super().set_aside(unread)
        SET_ASIDE.inc(len(unread))

    async def claim_quiet(self, conversation_id: int, *, lease_s: float) -> Claim | None:
        claim = await super().claim_quiet(conversation_id, lease_s=lease_s)
        if claim is not None:
            LEASES.inc()
        return claim

    async def release(self, claim: Claim) -> None:
        LEASES.dec()
        self._turns.end(FAILED)
        await super().release(claim)

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        """The replies carry the turn's trace on to whoever sends them."""
        span, began = self._turns.step("commit"), perf_counter()
        carried = self._turns.carried
        if carried:
            turn = replace(turn, replies=tuple(replace(reply, trace=carried) for reply in turn.replies))
        outcome = FAILED
        try:
            outcome = COMMITTED if await super().commit(claim, turn) else SUPERSEDED
        finally:
            span.end(outcome=outcome)
        COMMIT.observe(perf_counter() - began)
        LEASES.dec()
        if outcome == COMMITTED:
            count_decided(turn)
        self._turns.end(outcome)
        return outcome == COMMITTED

    async def _time_delivery(self, callback: StatusCallback) -> None:
        sent = select(col(OutboxRow.sent_at)).where(col(OutboxRow.sid) == callback.sid)
        async with self._database.reading() as session:
            sent_at = await session.scalar(sent)
        if sent_at is not None:
            DELIVERED.observe(max((callback.received_at - sent_at).total_seconds(), 0.0))


class WatchedOutbox(SqlOutbox):
    """The `Outbox` port; how long a message waits is counted once, at its first try."""

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        claimed = await super().claim(limit, lease_s, talks)
        for sending in claimed:
            if sending.attempts == 1:
                OUTBOX_WAIT.observe(max((self._clock.now() - sending.created_at).total_seconds(), 0.0))
        return claimed
