"""The inbox in memory, held to the same contract tests as the real ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.application.changes import (
    AgreementClosed,
    HandedOff,
    OptedOut,
    PhoneUnlinked,
    TurnRecord,
)
from bot.application.delivery_reasons import reason_of
from bot.application.messages import DeliveryState, InboundMessage, MessageKind, StatusCallback
from bot.application.ports import Claim
from bot.application.waiting import MOST_IN_A_TURN, Waiting
from bot.domain.conversation import Channel, Conversation, Owner
from bot.domain.phones import same_person_key
from tests.fake_notices import ARRIVED, FakeNotices
from tests.fake_state import FakeState, HeldConversation, OutboxEntry


@dataclass
class FakeInbox:
    kept: FakeState

    async def store(self, message: InboundMessage) -> int | None:
        if any(_identity(known) == _identity(message) for known in self.kept.messages.values()):
            return None
        conversation_id = self._conversation_of(message)
        number = len(self.kept.messages) + 1
        received_at = message.received_at or self.kept.clock.now()
        self.kept.messages[number] = replace(message, id=number, received_at=received_at)
        return conversation_id

    async def store_status(self, callback: StatusCallback) -> None:
        if callback.state not in self.kept.statuses[callback.sid]:
            self.kept.statuses[callback.sid].append(callback.state)
        if callback.state in ARRIVED:
            for entry in self.kept.entries:
                if entry.sid == callback.sid:
                    FakeNotices(self.kept).told(entry.id, ARRIVED[callback.state], callback.received_at)
        if callback.state in {DeliveryState.FAILED, DeliveryState.UNDELIVERED}:
            self.kept.failures.setdefault(callback.sid, reason_of(callback.error_code))

    async def waiting(self, before: datetime, limit: int, after: int = 0) -> Sequence[Waiting]:
        found = [
            Waiting(conversation_id, min(ids))
            for conversation_id, held in self.kept.held.items()
            if self._is_free(held) and (ids := self._came_before(before, conversation_id))
        ]
        return sorted((one for one in found if one.oldest > after), key=lambda one: one.oldest)[:limit]

    def _came_before(self, before: datetime, conversation_id: int) -> list[int]:
        return [m.id for m in self._unhandled(conversation_id) if m.received_at and m.received_at < before]

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        held, messages = self.kept.held[conversation_id], self._unhandled(conversation_id)[: MOST_IN_A_TURN + 1]
        too_new = any(m.received_at and m.received_at > quiet_since for m in messages)
        if not self._is_free(held) or not messages or too_new:
            return None
        held.token += 1
        held.lease_until = self.kept.clock.now() + timedelta(seconds=lease_s)
        placed = tuple(self._placed(message, conversation_id) for message in messages)
        return Claim(held.conversation, placed[:MOST_IN_A_TURN], held.token, has_more=len(placed) > MOST_IN_A_TURN)

    async def open(self, channel: Channel, contact: str, sender: str, *, simulated: bool = False) -> int:
        asked = InboundMessage("", channel, contact, sender, MessageKind.TEXT, simulated=simulated)
        return self._conversation_of(asked)

    async def claim_quiet(self, conversation_id: int, *, lease_s: float) -> Claim | None:
        held = self.kept.held[conversation_id]
        if not self._is_free(held) or self._unhandled(conversation_id):
            return None
        held.token += 1
        held.lease_until = self.kept.clock.now() + timedelta(seconds=lease_s)
        return Claim(held.conversation, (), held.token)

    def _placed(self, message: InboundMessage, conversation_id: int) -> InboundMessage:
        theirs = [e for e in self.kept.entries if e.conversation_id == conversation_id and e.sid is not None]
        tapped = next((e.id for e in theirs if message.payload and e.sid == message.reply_to), None)
        later = [e for e in theirs if tapped is not None and e.id > tapped]
        return replace(message, answers_older=any(e.message.options for e in later))

    async def release(self, claim: Claim) -> None:
        held = self.kept.held[claim.conversation.id]
        if held.token == claim.token:
            held.lease_until = None

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        held = self.kept.held[claim.conversation.id]
        holds = held.token == claim.token and held.conversation.epoch == claim.conversation.epoch
        notices = FakeNotices(self.kept)
        is_overtaken = notices.refuses(turn) or not self._titles_are_open(turn)
        if not holds or is_overtaken or self._was_interrupted(claim, turn):
            self.kept.superseded.append(turn)
            await self.release(claim)
            return False
        held.lease_until = None
        held.conversation = self._after(claim, turn)
        self.kept.handled |= set(turn.handled)
        self.kept.turns.append(turn)
        self._enqueue(claim, turn)
        self._apply(turn)
        notices.apply(turn)
        return True

    def _was_interrupted(self, claim: Claim, turn: TurnRecord) -> bool:
        closes = any(isinstance(change, AgreementClosed) for change in turn.changes)
        return closes and any(m.id not in turn.handled for m in self._unhandled(claim.conversation.id))

    def _titles_are_open(self, turn: TurnRecord) -> bool:
        taken = {n for change in self.kept.closed for n in change.title_numbers}
        wanted = {n for change in turn.changes if isinstance(change, AgreementClosed) for n in change.title_numbers}
        return not taken & wanted

    def _after(self, claim: Claim, turn: TurnRecord) -> Conversation:
        before, after = claim.conversation, turn.conversation
        if any(isinstance(change, HandedOff) for change in turn.changes):
            after = replace(after, owner=Owner.QUEUE, agent=None)
        handled = [m for m in claim.messages if m.id in turn.handled]
        new = [r for r in turn.replies if r.key not in {entry.message.key for entry in self.kept.entries}]
        times = [m.received_at for m in handled if m.received_at] + [t for t in [before.last_inbound_at] if t]
        return replace(
            after,
            epoch=before.epoch + (after.owner is not before.owner),
            last_seq=before.last_seq + len(handled) + len(new),
            last_inbound_at=max(times, default=None),
        )

    def _enqueue(self, claim: Claim, turn: TurnRecord) -> None:
        now, known = self.kept.clock.now(), {entry.message.key for entry in self.kept.entries}
        for reply in turn.replies:
            if reply.key not in known:
                entry = OutboxEntry(len(self.kept.entries) + 1, claim.conversation.id, reply, now, now)
                self.kept.entries.append(entry)

    def _apply(self, turn: TurnRecord) -> None:
        for change in turn.changes:
            if isinstance(change, OptedOut):
                self.kept.opted_out.add(same_person_key(change.contact))
            elif isinstance(change, PhoneUnlinked):
                documents = {self.kept.people[person_id].document for person_id in change.person_ids}
                self.kept.phones = [p for p in self.kept.phones if not self._is_gone(*p, change.contact, documents)]

    def _is_gone(self, person_id: int, phone: str, contact: str, documents: set[str]) -> bool:
        is_theirs = self.kept.people[person_id].document in documents
        return phone == contact or (is_theirs and same_person_key(phone) == same_person_key(contact))

    def _conversation_of(self, message: InboundMessage) -> int:
        wanted = (message.channel, message.contact, message.sender, message.simulated)
        for number, held in self.kept.held.items():
            known = held.conversation
            if (known.channel, known.contact, known.sender, known.simulated) == wanted:
                return number
        number = len(self.kept.held) + 1
        opened = Conversation(number, message.channel, message.contact, message.sender, simulated=message.simulated)
        self.kept.held[number] = HeldConversation(opened)
        return number

    def _unhandled(self, conversation_id: int) -> list[InboundMessage]:
        known = self.kept.held[conversation_id].conversation
        wanted = (known.channel, known.contact, known.sender, known.simulated)
        return [
            m
            for m in self.kept.messages.values()
            if (m.channel, m.contact, m.sender, m.simulated) == wanted and m.id not in self.kept.handled
        ]

    def _is_free(self, held: HeldConversation) -> bool:
        return held.lease_until is None or held.lease_until <= self.kept.clock.now()


def _identity(message: InboundMessage) -> tuple[str, str]:
    return message.source, message.external_id
