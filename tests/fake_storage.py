"""The database's ports in memory, held to the same contract tests as the real ones."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from bot.application.changes import (
    AgreementClosed,
    CaseOpened,
    HandedOff,
    IdentityTried,
    OfferMade,
    OptedOut,
    PhoneUnlinked,
    TurnRecord,
)
from bot.application.messages import RANK, Attachment, DeliveryState, InboundMessage, OutgoingMessage, StatusCallback
from bot.application.ports import Claim, Clock, Sending
from bot.domain.conversation import Conversation, Owner
from bot.domain.people import Account, OpenCase, Person, Role
from bot.domain.phones import match, same_person_key
from bot.domain.protocol import protocol_number
from bot.domain.titles import Title


@dataclass
class HeldConversation:
    conversation: Conversation
    token: int = 0
    lease_until: datetime | None = None


@dataclass
class OutboxEntry:
    id: int
    conversation_id: int
    message: OutgoingMessage
    created_at: datetime
    next_at: datetime
    state: str = "pending"
    attempts: int = 0
    sid: str | None = None
    lease_until: datetime | None = None


@dataclass
class FakeStorage:
    """Everything kept, for tests to look into; `people` and `titles` are put there by the test."""

    clock: Clock
    held: dict[int, HeldConversation] = field(default_factory=dict)
    messages: dict[int, InboundMessage] = field(default_factory=dict)
    handled: set[int] = field(default_factory=set)
    turns: list[TurnRecord] = field(default_factory=list)
    superseded: list[TurnRecord] = field(default_factory=list)
    entries: list[OutboxEntry] = field(default_factory=list)
    statuses: dict[str, list[DeliveryState]] = field(default_factory=lambda: defaultdict(list))
    rejected: list[Mapping[str, str]] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)
    phones: list[tuple[int, str]] = field(default_factory=list)
    titles: dict[int, list[Title]] = field(default_factory=lambda: defaultdict(list))
    opted_out: set[str] = field(default_factory=set)
    sequences: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    locks: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    def inbox(self) -> "FakeInbox":
        return FakeInbox(self)

    def outbox(self) -> "FakeOutbox":
        return FakeOutbox(self)

    def records(self) -> "FakeRecords":
        return FakeRecords(self)

    def numbers(self) -> "FakeNumbers":
        return FakeNumbers(self)

    @asynccontextmanager
    async def lock(self, name: str) -> AsyncIterator[None]:
        async with self.locks[name]:
            yield

    def add_person(self, person: Person, *phones: str, titles: Sequence[Title] = ()) -> Person:
        self.people[person.id] = person
        self.phones += [(person.id, phone) for phone in phones]
        self.titles[person.id] += titles
        return person


@dataclass
class FakeInbox:
    kept: FakeStorage
    rejected_kept: int = 10_000

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

    async def keep_rejected(self, source: str, raw: Mapping[str, str], at: datetime) -> None:
        self.kept.rejected = [*self.kept.rejected, raw][-self.rejected_kept :]

    async def waiting(self, before: datetime, limit: int) -> Sequence[int]:
        found = {
            conversation_id: None
            for conversation_id, held in self.kept.held.items()
            if self._is_free(held)
            and any(m.received_at and m.received_at < before for m in self._unhandled(conversation_id))
        }
        return list(found)[:limit]

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        held, messages = self.kept.held[conversation_id], self._unhandled(conversation_id)
        too_new = any(m.received_at and m.received_at > quiet_since for m in messages)
        if not self._is_free(held) or not messages or too_new:
            return None
        held.token += 1
        held.lease_until = self.kept.clock.now() + timedelta(seconds=lease_s)
        return Claim(held.conversation, tuple(messages), held.token)

    async def release(self, claim: Claim) -> None:
        held = self.kept.held[claim.conversation.id]
        if held.token == claim.token:
            held.lease_until = None

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        held = self.kept.held[claim.conversation.id]
        holds = held.token == claim.token and held.conversation.epoch == claim.conversation.epoch
        if not holds or not self._titles_are_open(turn):
            self.kept.superseded.append(turn)
            await self.release(claim)
            return False
        held.lease_until = None
        held.conversation = self._after(claim, turn)
        self.kept.handled |= set(turn.handled)
        self.kept.turns.append(turn)
        self._enqueue(claim, turn)
        self._apply(turn)
        return True

    def _titles_are_open(self, turn: TurnRecord) -> bool:
        taken = {n for change in _closed(self.kept) for n in change.title_numbers}
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
                gone = {(person_id, same_person_key(change.contact)) for person_id in change.person_ids}
                self.kept.phones = [p for p in self.kept.phones if (p[0], same_person_key(p[1])) not in gone]

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


@dataclass
class FakeOutbox:
    kept: FakeStorage

    async def claim(self, limit: int, lease_s: float) -> Sequence[Sending]:
        now, blocked, claimed = self.kept.clock.now(), set[int](), list[Sending]()
        for entry in self.kept.entries:
            if entry.state not in {"pending", "sending", "unknown"} or entry.conversation_id in blocked:
                continue
            blocked.add(entry.conversation_id)
            due = entry.lease_until if entry.state == "sending" else entry.next_at
            if due is not None and due <= now and len(claimed) < limit:
                claimed.append(self._lease(entry, now + timedelta(seconds=lease_s)))
        return claimed

    async def sent(self, sending: Sending, sid: str, at: datetime) -> None:
        entry = self._entry(sending)
        entry.state, entry.sid = "sent", entry.sid or sid

    async def unknown(self, sending: Sending) -> None:
        self._finish(sending, "unknown", self.kept.clock.now() + timedelta(seconds=10))

    async def retry(self, sending: Sending, at: datetime, reason: str) -> None:
        self._finish(sending, "pending", at)

    async def failed(self, sending: Sending, reason: str) -> None:
        self._finish(sending, "failed", self.kept.clock.now())

    async def supersede(self, conversation_id: int) -> int:
        gone = [e for e in self.kept.entries if e.conversation_id == conversation_id and e.state == "pending"]
        for entry in gone:
            entry.state = "superseded"
        return len(gone)

    async def attachment(self, token: str) -> Attachment | None:
        return next((e.message.attachment for e in self.kept.entries if token == f"token-{e.id}"), None)

    async def delivery_state(self, sid: str) -> DeliveryState | None:
        return max(self.kept.statuses[sid], key=lambda state: RANK[state], default=None)

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
            attachment_token=f"token-{entry.id}" if entry.message.attachment else None,
        )

    def _entry(self, sending: Sending) -> OutboxEntry:
        return self.kept.entries[sending.id - 1]

    def _finish(self, sending: Sending, state: str, next_at: datetime) -> None:
        entry = self._entry(sending)
        if entry.state == "sending" and entry.attempts == sending.attempts:
            entry.state, entry.next_at = state, next_at


@dataclass
class FakeRecords:
    kept: FakeStorage

    async def creditors_at(self, contact: str) -> Sequence[str]:
        creditors = sorted({person.creditor for person in self.kept.people.values()})
        at = {creditor: await self.people_at(creditor, contact) for creditor in creditors}
        return [creditor for creditor, people in at.items() if any(map(self._open, people))]

    async def people_at(self, creditor: str, contact: str) -> Sequence[Person]:
        theirs = [(n, phone) for n, phone in self.kept.phones if self.kept.people[n].creditor == creditor]
        known = match(contact, [phone for _, phone in theirs])
        found = {n: self.kept.people[n] for n, phone in theirs if phone == known}
        is_one = len({person.document for person in found.values()}) == 1
        return list(found.values()) if known == contact or is_one else []

    async def people_by_document(self, creditor: str, document: str) -> Sequence[Person]:
        return [p for p in self.kept.people.values() if (p.creditor, p.document) == (creditor, document)]

    async def person(self, person_id: int) -> Person:
        return self.kept.people[person_id]

    async def account(self, person: Person) -> Account:
        owners, taken = self._owners(person), {n for c in _closed(self.kept) for n in c.title_numbers}
        titles = [title for owner in owners for title in self.kept.titles[owner]]
        changes = [change for turn in self.kept.turns for change in turn.changes]
        return Account(
            person=person,
            titles=[t for t in titles if t.number not in taken],
            titles_in_agreement=[t for t in titles if t.number in taken],
            offers=[c.offer for c in changes if isinstance(c, OfferMade) and c.person_id in owners],
            agreements=[
                c.agreement
                for c in _closed(self.kept)
                if c.person_id in owners or {t.number for t in titles} & set(c.title_numbers)
            ],
            cases=[
                OpenCase(c.number, c.kind, self.kept.clock.now(), c.deadline, c.title_numbers)
                for c in changes
                if isinstance(c, CaseOpened) and c.person_id in owners
            ],
        )

    async def wrong_tries(self, person_id: int, since: datetime, *, known_phone: bool) -> int:
        tries = [c for turn in self.kept.turns for c in turn.changes if isinstance(c, IdentityTried)]
        return sum(
            not t.succeeded and (t.person_id, t.known_phone) == (person_id, known_phone) and t.at >= since
            for t in tries
        )

    async def is_opted_out(self, contact: str) -> bool:
        return same_person_key(contact) in self.kept.opted_out

    def _owners(self, person: Person) -> list[int]:
        is_payer = person.role is Role.PAYER and person.holder_document
        documents = {person.holder_document} if is_payer else set()
        holders = [p.id for p in self.kept.people.values() if p.document in documents and p.creditor == person.creditor]
        return [person.id, *holders]

    def _open(self, person: Person) -> bool:
        return any(self.kept.titles[owner] for owner in self._owners(person))


@dataclass
class FakeNumbers:
    kept: FakeStorage

    async def protocol(self, prefix: str, day: date) -> str:
        return protocol_number(prefix, day, self._next(f"protocol {prefix}", day))

    async def case(self, day: date) -> str:
        return f"{day:%Y%m%d}{self._next('case', day):05d}"

    async def agreement(self, day: date) -> str:
        return f"AC{day:%Y%m%d}{self._next('agreement', day):05d}"

    def _next(self, kind: str, day: date) -> int:
        self.kept.sequences[kind, day] += 1
        return self.kept.sequences[kind, day]


def _identity(message: InboundMessage) -> tuple[str, str]:
    return message.source, message.external_id


def _closed(kept: FakeStorage) -> list[AgreementClosed]:
    return [c for turn in kept.turns for c in turn.changes if isinstance(c, AgreementClosed)]
