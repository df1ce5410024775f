"""A conversation: who holds it, where its dialogue stands, and what was last offered to be tapped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

type VariableValue = str | tuple[tuple[str, str], ...]  # a text, or the (label, payload) pairs of a list


class Channel(StrEnum):
    WHATSAPP = "whatsapp"
    SMS = "sms"


class Owner(StrEnum):
    """Who answers: exactly one at a time (H2)."""

    BOT = "bot"
    QUEUE = "queue"
    AGENT = "agent"


@dataclass(frozen=True)
class Verification:
    """What the person has proved so far, by the names of the factors and never their values (N5)."""

    person_id: int | None = None  # who is being checked, or was found
    factors: frozenset[str] = frozenset()
    confirmed_at: datetime | None = None  # every factor asked by the policy is in
    known_phone: bool = True  # the contact is one the file gives to this person

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


@dataclass(frozen=True)
class Option:
    """Something offered to be tapped, or chosen by its number on a channel without buttons."""

    label: str
    payload: str


@dataclass(frozen=True)
class Conversation:
    """All exchanges with one contact on one of our senders.

    `epoch` grows each time the owner changes; a turn computed under an older epoch is discarded.
    Instants are aware and in UTC.
    """

    id: int
    channel: Channel
    contact: str  # as the channel writes it: +5567900000001
    sender: str  # our number on that channel
    creditor: str | None = None  # None until the sender's creditor is known
    owner: Owner = Owner.BOT
    agent: str | None = None
    epoch: int = 0
    protocol: str | None = None
    opened_at: datetime | None = None
    last_inbound_at: datetime | None = None  # before the messages of the turn at hand
    last_seq: int = 0
    release: str | None = None
    slots: Mapping[str, str] = field(default_factory=dict)  # the dialogue's own memory: profile, step, return_to
    variables: Mapping[str, VariableValue] = field(default_factory=dict)  # what acts filled, for texts said again
    memory: Mapping[str, str] = field(default_factory=dict)  # what acts keep between turns: scope, chosen date, counts
    options: tuple[Option, ...] = ()
    verification: Verification = Verification()
    simulated: bool = False  # belongs to the simulator: never reaches the provider
    trial: str | None = None  # the release of a draft being tried, in place of the live one
