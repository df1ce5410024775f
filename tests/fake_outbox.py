"""The outbox in memory, held to the same contract tests as the real ones."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.application.agents.window import is_open
from bot.application.messages import RANK, Attachment, DeliveryState
from bot.application.ports import Sending
from bot.domain.notices.notice import NoticeState
from tests.fake_notices import ARRIVED, FakeNotices
from tests.fake_state import FakeState, OutboxEntry

OPEN_STATES = frozenset({"pending", "sending", "unknown"})


@dataclass
class FakeOutbox:
    kept: FakeState

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        now, blocked, claimed = self.kept.clock.now(), set[int](), list[Sending]()
        for entry in self.kept.entries:
            if entry.state not in OPEN_STATES or entry.conversation_id in blocked:
                continue
            blocked.add(entry.conversation_id)
            if talks is not None and entry.conversation_id not in talks:
                continue
            due = entry.lease_until if entry.state == "sending" else entry.next_at
            if due is not None and due <= now and len(claimed) < limit:
                claimed.append(self._lease(entry, now + timedelta(seconds=lease_s)))
        return claimed

    async def sent(self, sending: Sending, sid: str, at: datetime) -> bool:
        entry = self._entry(sending)
        if entry.sid is None:
            FakeNotices(self.kept).told(entry.id, NoticeState.SENT, at)
            for state in self.kept.statuses[sid]:
                if state in ARRIVED:
                    FakeNotices(self.kept).told(entry.id, ARRIVED[state], at)
        entry.state, entry.sid = "sent", entry.sid or sid
        behind = (later for later in self.kept.entries if later.id > entry.id)
        return any(one.conversation_id == entry.conversation_id and one.state in OPEN_STATES for one in behind)

    async def unknown(self, sending: Sending) -> None:
        self._finish(sending, "unknown", self.kept.clock.now() + timedelta(seconds=10))

    async def first_unclaimed(self, sids: Sequence[str]) -> str | None:
        known = {entry.sid for entry in self.kept.entries}
        return next((sid for sid in sids if sid not in known), None)

    async def retry(self, sending: Sending, at: datetime, reason: str) -> None:
        self._finish(sending, "pending", at, reason)

    async def failed(self, sending: Sending, reason: str) -> None:
        self._finish(sending, "failed", self.kept.clock.now(), reason)

    async def supersede(self, conversation_id: int) -> int:
        gone = [e for e in self.kept.entries if e.conversation_id == conversation_id and e.state == "pending"]
        for entry in gone:
            entry.state = "superseded"
        return len(gone)

    async def attachment(self, token: str) -> Attachment | None:
        oldest = self.kept.clock.now() - timedelta(hours=48)
        young = (entry for entry in self.kept.entries if entry.created_at >= oldest)
        return next((e.message.attachment for e in young if token == f"token-{e.id}"), None)

    async def delivery_state(self, sid: str) -> DeliveryState | None:
        return max(self.kept.statuses[sid], key=lambda state: RANK[state], default=None)

    async def failure_reason(self, sid: str) -> str | None:
        return self.kept.failures.get(sid)

    def _lease(self, entry: OutboxEntry, until: datetime) -> Sending:
        was_tried = entry.state != "pending"
        entry.state, entry.lease_until, entry.attempts = "sending", until, entry.attempts + 1
        to = self.kept.held[entry.conversation_id].conversation
        return Sending(
            id=entry.id,
            conversation_id=to.id,
            channel=to.channel,
            contact=to.contact,
            sender=to.sender,
            message=entry.message,
            attempts=entry.attempts,
            created_at=entry.created_at,
            simulated=to.simulated,
            is_uncertain=was_tried,
            outside_window=not is_open(to.channel, to.last_inbound_at, self.kept.clock.now()),
            attachment_token=f"token-{entry.id}" if entry.message.attachment else None,
        )

    def _entry(self, sending: Sending) -> OutboxEntry:
        return self.kept.entries[sending.id - 1]

    def _finish(self, sending: Sending, state: str, next_at: datetime, reason: str | None = None) -> None:
        entry = self._entry(sending)
        if entry.state == "sending" and entry.attempts == sending.attempts:
            entry.state, entry.next_at, entry.reason = state, next_at, reason
