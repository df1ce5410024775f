"""The ports of a process with the matrix's points in them, and the times they wait made short."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.adapters.db.engine import Database
from bot.adapters.db.inbox import SqlInbox
from bot.adapters.db.outbox import SqlOutbox
from bot.application.changes import TurnRecord
from bot.application.messages import InboundMessage, StatusCallback
from bot.application.ports import Claim, Clock, Dialogue, Prediction, Provider, Sending, Utterance
from bot.application.send_outbox import DeliveryUnknown
from tests.faults.matrix.points import Points, writing

TURN_LEASE_S = 8.0
SENDING_LEASE_S = 16.0
PROVIDER_WITHIN_S = 8.0  # less than a lease, as with the service's own times
LOOKUP_AFTER_S = 2.0

API_POINTS = ("store.before", "store.committing", "store.after", "accepted", "answered")
WORKER_POINTS = (
    "claim.after",
    "nlu.before",
    "nlu.after",
    "turn.committing",
    "turn.after",
    "send.before",
    "send.after",
    "sent.committing",
    "sent.after",
)


class MarkedInbox(SqlInbox):
    def __init__(self, database: Database, clock: Clock, points: Points) -> None:
        super().__init__(database, clock)
        self._points = points

    async def store(self, message: InboundMessage) -> int | None:
        self._points.arrive("store.before")
        with writing("store"):
            conversation_id = await super().store(message)
        self._points.arrive("store.after")
        return conversation_id

    async def store_status(self, callback: StatusCallback) -> None:
        with writing("status"):
            await super().store_status(callback)

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        claim = await super().claim(conversation_id, quiet_since=quiet_since, lease_s=min(lease_s, TURN_LEASE_S))
        if claim is not None:
            self._points.arrive("claim.after")
        return claim

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        with writing("turn"):
            done = await super().commit(claim, turn)
        self._points.arrive("turn.after")
        return done


class MarkedOutbox(SqlOutbox):
    def __init__(self, database: Database, clock: Clock, points: Points) -> None:
        super().__init__(database, clock, lookup_after_s=LOOKUP_AFTER_S)
        self._points = points

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        return await super().claim(limit, min(lease_s, SENDING_LEASE_S), talks)

    async def sent(self, sending: Sending, sid: str, at: datetime) -> bool:
        with writing("sent"):
            more = await super().sent(sending, sid, at)
        self._points.arrive("sent.after")
        return more

    async def _sent_quickly(self, sending: Sending, sid: str, at: datetime) -> bool | None:
        """One statement commits by itself: the last moment before is before it."""
        self._points.arrive("sent.committing")
        return await super()._sent_quickly(sending, sid, at)


class MarkedProvider:
    """Before it is asked, and after it has answered."""

    def __init__(self, provider: Provider, points: Points) -> None:
        self._provider = provider
        self._points = points

    async def send(self, sending: Sending) -> str:
        self._points.arrive("send.before")
        try:
            async with asyncio.timeout(PROVIDER_WITHIN_S):
                sid = await self._provider.send(sending)
        except TimeoutError as error:
            raise DeliveryUnknown("no answer") from error
        self._points.arrive("send.after")
        return sid

    async def find(self, sending: Sending) -> Sequence[str]:
        return await self._provider.find(sending)


class MarkedDialogue:
    """Before the nlu is asked what a message means, and after it has told."""

    def __init__(self, dialogue: Dialogue, points: Points) -> None:
        self._dialogue = dialogue
        self._points = points
        self.resume, self.enter, self.mean = dialogue.resume, dialogue.enter, dialogue.mean

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        self._points.arrive("nlu.before")
        understood = await self._dialogue.understand(release, slots, messages, facts)
        self._points.arrive("nlu.after")
        return understood
