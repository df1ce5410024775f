"""Conversations as people work on them: what they see, what they may do, and what they are answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.application.agents.wrap_up import WrapUp
from bot.application.changes import TurnRecord
from bot.application.ports import Prediction
from bot.domain.conversation import Channel, Conversation, Option, Owner
from bot.domain.errors import BotError
from bot.domain.ownership import OwnerChange


@dataclass(frozen=True)
class ThreadLine:
    """One message of a conversation, numbered within it."""

    seq: int
    direction: str  # in, out
    speaker: str  # debtor, bot, or an agent's e-mail
    step: str
    kind: str
    text: str
    at: datetime
    delivery: str | None = None  # of what went out: where it stands, as far as the provider told


@dataclass(frozen=True)
class QueueEntry:
    """A conversation waiting for a person; `last_seen` is the number of its newest message."""

    id: int
    reason: str
    since: datetime
    channel: Channel
    last_seen: int
    urgent: bool = False
    creditor: str | None = None
    protocol: str | None = None
    contact: str = ""


@dataclass(frozen=True)
class ListedConversation:
    id: int
    owner: Owner
    agent: str | None
    channel: Channel
    contact: str
    creditor: str | None
    protocol: str | None
    last_inbound_at: datetime | None
    person_id: int | None


@dataclass(frozen=True)
class Handoff:
    """Why a person was asked for, and the packet made at that moment (H3)."""

    reason: str
    since: datetime
    urgent: bool
    packet: Mapping[str, object]
    person_id: int | None = None  # whom an agent meant to reach; they proved nothing by it


@dataclass(frozen=True)
class Held:
    """A conversation as it is now, with all its messages where they were asked for."""

    conversation: Conversation
    lines: tuple[ThreadLine, ...]
    last_inbound_at: datetime | None  # messages not yet worked included
    handoff: Handoff | None = None
    last_seen: int = 0  # the newest line a person may have seen


@dataclass(frozen=True)
class ApprovedWords:
    """What carries a line where only words approved beforehand are taken (R3), and what may be tapped under it."""

    template: str
    variables: Mapping[str, str]
    options: tuple[Option, ...] = ()
    responses: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgentLine:
    """What an agent wants said, and the newest message on the screen it was written on."""

    conversation_id: int
    agent: str
    text: str
    last_seen: int
    approved: ApprovedWords | None = None


@dataclass(frozen=True)
class Taken:
    """Somebody else has the conversation; None: the bot has."""

    by: str | None


@dataclass(frozen=True)
class AtCapacity:
    """The agent holds as many as one may: nothing was taken."""

    capacity: int


@dataclass(frozen=True)
class Unseen:
    """Messages came meanwhile: nothing was sent (H2)."""

    lines: tuple[ThreadLine, ...]


@dataclass(frozen=True)
class Spoken:
    seq: int


class ConversationMissing(BotError):
    def __init__(self, conversation_id: int) -> None:
        super().__init__(f"no conversation {conversation_id}")
        self.conversation_id = conversation_id


class Conversations(Protocol):
    """Where conversations are held; each of these is one transaction."""

    async def queue(self) -> Sequence[QueueEntry]: ...

    async def listed(self, limit: int, before: int | None = None) -> Sequence[ListedConversation]:
        """Newest first."""
        ...

    async def held(self, conversation_id: int, *, with_lines: bool = True) -> Held | None:
        """Reading and opening all lines is most of the work: whoever shows none leaves them."""
        ...

    async def owners(self, conversation_id: int) -> Sequence[OwnerChange]:
        """Every change of owner, oldest first."""
        ...

    async def accept(self, conversation_id: int, agent: str) -> Taken | AtCapacity | None:
        """Take it from the queue or the bot; None when it is the agent's now, raises ConversationMissing."""
        ...

    async def say(self, line: AgentLine) -> Spoken | Unseen | Taken | AtCapacity:
        """Enqueue an agent's words; in a conversation nobody holds this takes it, and silences the bot (H2)."""
        ...

    async def give_back(self, held: Conversation, turn: TurnRecord, by: str) -> bool:
        """The bot speaks again, and owns it; False when the epoch moved meanwhile."""
        ...

    async def close(self, held: Conversation, wrap_up: WrapUp, agent: str) -> bool:
        """The contact is over: the debtor's next message opens a new one with the bot. False: the epoch moved."""
        ...

    async def reopen(self, conversation_id: int, agent: str) -> bool:
        """Back to who closed it a moment ago, as it was; False when it is too late or the debtor wrote since."""
        ...

    async def record_access(self, person_id: int, actor: str, what: str, conversation_id: int | None = None) -> None:
        """Who saw whose data (section 10)."""
        ...

    async def record_accesses(self, people: Iterable[int], actor: str, what: str) -> None:
        """Who saw a list, one record for each person in it."""
        ...


class Reentry(Protocol):
    """The dialogue, come to by a person's decision."""

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction: ...
