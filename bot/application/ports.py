"""What the use cases need from outside, in their own words."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.application.changes import TurnRecord, WrongTries
from bot.application.messages import Attachment, DeliveryState, InboundMessage, OutgoingMessage, StatusCallback
from bot.application.notices.text import WrittenNotice
from bot.application.waiting import Waiting
from bot.domain.agreements import Agreement, Installment
from bot.domain.conversation import Channel, Conversation
from bot.domain.people import Account, Person
from bot.domain.policy import Policy


@dataclass(frozen=True)
class Claim:
    """A conversation held by one worker for a while: its unhandled messages are one turn.

    `token` is the lease's fencing token; a commit under another token or epoch is refused.
    """

    conversation: Conversation
    messages: tuple[InboundMessage, ...]
    token: int
    has_more: bool = False  # than one turn answers: a yes among these may be taken back there (P16)
    unread: tuple[int, ...] = ()  # messages that could not be opened: the commit sets them aside


class Clock(Protocol):
    def now(self) -> datetime:
        """The real instant, in UTC: received, replied, leases, 12 h and 24 h."""
        ...

    def business_now(self) -> datetime:
        """The business hour in America/Sao_Paulo: days overdue, due dates, greeting, staffed hours."""
        ...


class Calendar(Protocol):
    def holidays(self, first: date, last: date, state: str | None = None) -> frozenset[date]: ...


class Inbox(Protocol):
    """Accepting messages and handing them out, one conversation at a time."""

    async def store(self, message: InboundMessage) -> int | None:
        """Keep a message; return its conversation's id, or None when it was already here."""
        ...

    async def store_status(self, callback: StatusCallback) -> None:
        """Keep a delivery state, whether or not its message is known yet; states never move backwards."""
        ...

    async def waiting(self, before: datetime, limit: int, after: int = 0) -> Sequence[Waiting]:
        """Conversations with messages unhandled since before an instant, by the oldest of these, from `after` on."""
        ...

    async def claim(self, conversation_id: int, *, quiet_since: datetime, lease_s: float) -> Claim | None:
        """Lease a conversation and its unhandled messages, in order; the oldest ones of very many.

        None when another worker holds it, nothing is waiting, or the last message is younger than `quiet_since`.
        """
        ...

    async def open(self, channel: Channel, contact: str, sender: str, *, simulated: bool = False) -> int:
        """The conversation of a contact with one of our senders, begun if there is none: for what we say first."""
        ...

    async def claim_quiet(self, conversation_id: int, *, lease_s: float) -> Claim | None:
        """Lease a conversation in which nothing waits, to say something unasked; None when something does."""
        ...

    async def release(self, claim: Claim) -> None:
        """Give a lease back unused, so that the turn is tried again soon."""
        ...

    async def commit(self, claim: Claim, turn: TurnRecord) -> bool:
        """Write a turn in one transaction; False, and nothing written, when the epoch or the lease moved meanwhile."""
        ...


class Records(Protocol):
    """What acts look up."""

    async def creditors_at(self, contact: str) -> Sequence[str]:
        """Creditors holding open titles of people reached at this contact."""
        ...

    async def people_at(self, creditor: str, contact: str) -> Sequence[Person]:
        """People the file (or a verified update) gives this contact to; section 9's ninth-digit rule."""
        ...

    async def people_by_document(self, creditor: str, document: str) -> Sequence[Person]: ...

    async def person(self, person_id: int) -> Person: ...

    async def contacts_of(self, person_id: int) -> Sequence[tuple[Channel, str]]:
        """Numbers the file gives a person and nobody took off, in clear and in the file's order."""
        ...

    async def account(self, person: Person) -> Account:
        """What the person may deal with: own titles, or the holder's for a responsável financeiro (I1)."""
        ...

    async def account_of(self, person_id: int) -> Account:
        """The same, of whom only the number is at hand."""
        ...

    async def wrong_tries(self, wrong: WrongTries, since: datetime) -> int: ...

    async def is_opted_out(self, contact: str) -> bool: ...


class Numbers(Protocol):
    """Numbers that must be unique and increasing, under any concurrency."""

    async def protocol(self, prefix: str, day: date) -> str: ...

    async def case(self, day: date) -> str: ...

    async def agreement(self, day: date) -> str: ...

    def code(self) -> str:
        """Letters and digits nobody guesses (128 bits or more), never the same twice."""
        ...


class Documents(Protocol):
    """Papers and codes given to the debtor."""

    async def agreement(
        self, policy: Policy, person: Person, agreements: Sequence[Agreement], at: datetime
    ) -> Attachment:
        """The written agreement as a PDF; it itemises the slip fee always (P8, P12)."""
        ...

    async def clearance(self, policy: Policy, person: Person, agreement: Agreement, on: date) -> Attachment:
        """The clearance letter of a settled agreement, as a PDF (G2)."""
        ...

    async def notice(self, policy: Policy, written: WrittenNotice) -> Attachment:
        """The ANS notice as a PDF that says its full text, word for word (N0, N1)."""
        ...

    def pix_code(self, policy: Policy, agreement: Agreement, installment: Installment) -> str:
        """The copy-and-paste code (BR Code), with value and agreement identifier inside (G1)."""
        ...

    async def pix_qr(self, code: str) -> Attachment: ...


class Bell(Protocol):
    """Wakes workers; losing a ring costs time, never a message."""

    async def ring(self, conversation_id: int) -> None: ...

    def listen(self) -> AsyncIterator[int]: ...


@dataclass(frozen=True)
class Utterance:
    """One message as the dialogue sees it: masked, with the intent where a reader decided it."""

    text: str
    intent: str | None = None
    source: str | None = None  # reader, button
    conditional: bool = False


@dataclass(frozen=True)
class Meaning:
    """What was meant, and how sure that is: 1 where a reader decided."""

    intent: str
    confidence: float
    conditional: bool = False


@dataclass(frozen=True)
class ActCall:
    name: str
    arguments: Mapping[str, str]


@dataclass(frozen=True)
class Prediction:
    """What the dialogue wants next: lines to say, and an act to perform or to wait for the debtor."""

    lines: tuple[str, ...]
    act: ActCall | None
    slots: Mapping[str, str]
    intent: str | None = None
    confidence: float | None = None
    conditional: bool = False  # a yes with a condition is no yes (P16)
    certain: bool = False  # decided by a reader or a tap
    events: tuple[Mapping[str, object], ...] = ()


class Dialogue(Protocol):
    """Rasa, spoken to over HTTP; holds nothing."""

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction: ...

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction: ...

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        """Come to a step from outside: what we say first, or a person's decision (H4)."""
        ...

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        """What the messages of each turn mean as one; nothing is walked."""
        ...


@dataclass(frozen=True)
class Sending:
    """A claimed outbox row, to be sent now."""

    id: int
    conversation_id: int
    channel: Channel
    contact: str
    sender: str
    message: OutgoingMessage
    attempts: int
    created_at: datetime
    simulated: bool
    is_uncertain: bool = False  # an earlier try may have reached the provider: look it up first
    outside_window: bool = False  # WhatsApp: the debtor wrote nothing for 24 hours, or never (R3)
    attachment_token: str | None = None  # the address the provider fetches the attachment under


class Outbox(Protocol):
    """Messages decided and not yet sent; order is kept within a conversation."""

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        """What is due now, of these conversations or of any: the first of each that is still open."""
        ...

    async def sent(self, sending: Sending, sid: str, at: datetime) -> bool:
        """Whether more of its conversation waits to be sent."""
        ...

    async def unknown(self, sending: Sending) -> None:
        """The provider may or may not have it: to be looked up before any resend."""
        ...

    async def first_unclaimed(self, sids: Sequence[str]) -> str | None:
        """The first of these SIDs that belongs to no message of ours: of two equal texts each has its own."""
        ...

    async def retry(self, sending: Sending, at: datetime, reason: str) -> None: ...

    async def failed(self, sending: Sending, reason: str) -> None: ...

    async def supersede(self, conversation_id: int) -> int:
        """Withdraw what was not sent yet, because somebody else speaks now; how many messages it was."""
        ...

    async def attachment(self, token: str) -> Attachment | None: ...

    async def delivery_state(self, sid: str) -> DeliveryState | None:
        """The furthest state the provider told of a message."""
        ...

    async def failure_reason(self, sid: str) -> str | None:
        """Why the provider could not deliver a message it had taken; None when it told of no failure."""
        ...


class Provider(Protocol):
    """Twilio, or the simulator that plays the phone."""

    async def send(self, sending: Sending) -> str:
        """Hand a message over and return its SID; raises DeliveryFailed or DeliveryUnknown."""
        ...

    async def find(self, sending: Sending) -> Sequence[str]:
        """SIDs of messages like this one already accepted, looked up by recipient, text and time; oldest first."""
        ...


class Storage(Protocol):
    """Opens what lives in the database."""

    def inbox(self) -> Inbox: ...

    def outbox(self) -> Outbox: ...

    def records(self) -> Records: ...

    def numbers(self) -> Numbers: ...

    def lock(self, name: str) -> AbstractAsyncContextManager[None]: ...
