"""What the fake storage keeps, for tests to look into."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.application.changes import (
    AgreementClosed,
    IdentityTried,
    TurnRecord,
)
from bot.application.messages import DeliveryState, InboundMessage, OutgoingMessage
from bot.application.ports import Clock
from bot.domain.conversation import Channel, Conversation
from bot.domain.notices.notice import Notice
from bot.domain.people import Person
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
    reason: str | None = None
    lease_until: datetime | None = None


@dataclass
class FakeState:
    """Everything kept, for tests to look into; `people` and `titles` are put there by the test."""

    clock: Clock
    held: dict[int, HeldConversation] = field(default_factory=dict)
    messages: dict[int, InboundMessage] = field(default_factory=dict)
    handled: set[int] = field(default_factory=set)
    turns: list[TurnRecord] = field(default_factory=list)
    superseded: list[TurnRecord] = field(default_factory=list)
    entries: list[OutboxEntry] = field(default_factory=list)
    statuses: dict[str, list[DeliveryState]] = field(default_factory=lambda: defaultdict(list))
    failures: dict[str, str] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    phones: list[tuple[int, str]] = field(default_factory=list)
    by_sms: set[tuple[int, str]] = field(default_factory=set)
    titles: dict[int, list[Title]] = field(default_factory=lambda: defaultdict(list))
    tried_by_link: list[IdentityTried] = field(default_factory=list)
    papers_opened: list[str] = field(default_factory=list)
    opted_out: set[str] = field(default_factory=set)
    sequences: dict[tuple[str, date], int] = field(default_factory=lambda: defaultdict(int))
    told_of: dict[int, Notice] = field(default_factory=dict)
    carriers: dict[int, int] = field(default_factory=dict)  # the outbox entry that carries a notice
    carried: dict[int, int] = field(default_factory=dict)  # the notice an outbox entry carries, or carried
    named: dict[int, tuple[str, ...]] = field(default_factory=dict)  # the titles it named in that entry
    locks: dict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    @property
    def closed(self) -> list[AgreementClosed]:
        return [c for turn in self.turns for c in turn.changes if isinstance(c, AgreementClosed)]

    def add_person(self, person: Person, *phones: str, titles: Sequence[Title] = ()) -> Person:
        self.people[person.id] = person
        self.phones += [(person.id, phone) for phone in phones]
        self.titles[person.id] += titles
        return person

    def add_sms(self, person_id: int, *phones: str) -> None:
        """Numbers a person is written to by SMS; those of `add_person` are on WhatsApp."""
        self.phones += [(person_id, phone) for phone in phones]
        self.by_sms |= {(person_id, phone) for phone in phones}

    def channel_of(self, person_id: int, phone: str) -> Channel:
        return Channel.SMS if (person_id, phone) in self.by_sms else Channel.WHATSAPP
