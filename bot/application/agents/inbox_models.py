"""The list people work from: what is asked of it, and what each of its rows holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.conversation import Channel, Owner

PAGE = 50
MOST = 500


class Tab(StrEnum):
    QUEUE = "queue"
    MINE = "mine"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    ALL = "all"


@dataclass(frozen=True)
class Filters:
    creditor: str = ""
    channel: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Asked:
    """One look at the list; what is searched for is looked for everywhere, whatever the tab."""

    tab: Tab
    agent: str
    at: datetime
    filters: Filters = field(default_factory=Filters)
    search: str = ""
    limit: int = PAGE
    sees_all: bool = False  # also what others put off


@dataclass(frozen=True)
class LastWords:
    direction: str
    speaker: str
    kind: str
    text: str


@dataclass(frozen=True)
class InboxRow:
    """A conversation in the list; `since` is the moment its tab orders by, None where nobody waits."""

    id: int
    owner: Owner
    agent: str | None
    channel: Channel
    contact: str
    creditor: str | None
    protocol: str | None
    name: str | None  # of who proved to be it
    reason: str | None
    urgent: bool
    since: datetime | None
    last_inbound_at: datetime | None
    unread: int
    is_new: bool  # this agent never had it on the screen
    last: LastWords | None
    snoozed_until: datetime | None = None
    snoozed_by: str | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Counts:
    queue: int
    mine: int
    snoozed: int
    unread: int  # of mine, those with something not seen


@dataclass(frozen=True)
class Facets:
    """What there is to filter by among the conversations people have."""

    creditors: Sequence[str]
    channels: Sequence[str]
    reasons: Sequence[str]


class InboxView(Protocol):
    """The list as it is kept; each of these is one reading."""

    async def rows(self, asked: Asked) -> Sequence[InboxRow]:
        """One more than the limit, when there are more."""
        ...

    async def counts(self, asked: Asked) -> Counts: ...

    async def facets(self) -> Facets: ...

    async def saw(self, conversation_id: int, agent: str, seq: int, at: datetime) -> None:
        """The newest message that was on this agent's screen; an older one changes nothing."""
        ...
