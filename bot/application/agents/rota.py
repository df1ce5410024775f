"""Who is there to answer, what waits for them, and what they let lie: the ports of offering and going back (H2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.application.agents.tools import AgentTools
from bot.application.messages import OutgoingMessage
from bot.domain.conversation import Channel
from bot.domain.errors import AwayForNow
from bot.domain.ownership import CAPACITY, Limits, OwnerReason, Patience, Seen

WORKER = "worker"


class PresenceAway(AwayForNow):
    """Nobody can tell who is online: nothing is offered, and accepting by hand goes on."""


class Presence(Protocol):
    """Heartbeats; losing them costs offers for half a minute, and nothing else."""

    async def beat(self, agent: str, seen: Seen) -> None: ...

    async def leave(self, agent: str) -> None:
        """Offers stop at once; the conversations held stay until the agent is gone for long."""
        ...

    async def seen(self) -> Mapping[str, Seen]:
        """The last heartbeat of everybody who had one; raises PresenceAway."""
        ...


@dataclass(frozen=True)
class Load:
    """How many conversations somebody holds or was offered, and what they may."""

    count: int
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Place:
    """A conversation that waits or is held, and what is needed to say a word in it."""

    conversation_id: int
    handoff_id: int
    epoch: int
    channel: Channel
    creditor: str | None
    release: str | None
    last_inbound_at: datetime | None


@dataclass(frozen=True)
class Waiting:
    """In the queue with no offer standing; `passed` are those who let it pass a moment ago."""

    place: Place
    passed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class HeldByAgent:
    """`waited_since`: how long the debtor waits for this agent's word; `last_word`: the number of a person's last."""

    place: Place
    agent: str
    waited_since: datetime | None
    last_word: int


@dataclass(frozen=True)
class WroteWhileWaiting:
    """In the queue, and the debtor spoke last, after the hand-off."""

    place: Place
    wrote_at: datetime


@dataclass(frozen=True)
class OfferedToAgent:
    conversation_id: int
    until: datetime
    reason: str
    urgent: bool


class Rota(Protocol):
    """Where offers to agents and what they hold are kept; each of these is one transaction."""

    async def agents(self) -> Mapping[str, Load]:
        """Everybody offers may go to, with how many conversations are held or offered."""
        ...

    async def waiting(self, passed_since: datetime) -> Sequence[Waiting]:
        """Urgent ones first, then who has waited longest; offers whose time is over have lapsed."""
        ...

    async def offer(self, place: Place, agent: str, until: datetime) -> bool:
        """False: it waits no more, or is offered already."""
        ...

    async def refuse(self, conversation_id: int, agent: str) -> bool: ...

    async def offered_to(self, agent: str) -> Sequence[OfferedToAgent]: ...

    async def held(self) -> Sequence[HeldByAgent]: ...

    async def send_back(
        self, held: HeldByAgent, reason: OwnerReason, words: OutgoingMessage | None, by: str = WORKER
    ) -> bool:
        """To its old place in the queue; False: the epoch moved."""
        ...

    async def wrote_while_waiting(self) -> Sequence[WroteWhileWaiting]: ...

    async def said(self, keys: Collection[str]) -> Collection[str]:
        """Which of these messages were said already."""
        ...

    async def tell(self, place: Place, words: OutgoingMessage) -> bool:
        """Say it in the queue, once; False: the epoch moved."""
        ...


@dataclass(frozen=True)
class RotaTools:
    tools: AgentTools
    rota: Rota
    presence: Presence
    patience: Patience = field(default_factory=Patience)
    capacity: int = CAPACITY
