"""What trying a draft needs from outside: releases, phones that get one, work under way, and conversations held."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.releases import Build
from bot.domain.conversation import Channel
from bot.domain.errors import BotError

QUIET_FOR = timedelta(seconds=60)  # work that gave no sign for so long was left by a process that ended


type Say = Callable[[str], Awaitable[None]]


class TrainingBroke(BotError):
    """Training ended badly; says why, for whoever looks after the service."""


class TrialStore(Protocol):
    """Where releases lie that are tried; keeping one publishes nothing."""

    async def has(self, release_id: str) -> bool: ...

    async def has_model(self, build: Build) -> bool:
        """Whether it can be kept without training."""
        ...

    async def keep(self, build: Build) -> None:
        """With the model there is for it; for every machine."""
        ...

    async def train(self, draft_id: int, build: Build, say: Say) -> None:
        """Have the model of this very build, in a process of its own, and keep both. Raises TrainingBroke."""
        ...


class WorkState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Work:
    """Work beside the service: how far it is, or what it gave (JSON)."""

    key: str
    state: WorkState
    attempt: int
    told: str
    by: str
    begun_at: datetime
    seen_at: datetime
    result: str = ""

    def is_running(self, now: datetime) -> bool:
        return self.state is WorkState.RUNNING and now - self.seen_at < QUIET_FOR


class TrialWork(Protocol):
    """What is under way, for every process to see."""

    async def begin(self, key: str, by: str) -> Work | None:
        """None while it runs already."""
        ...

    async def note(self, work: Work, told: str) -> bool:
        """A sign of life; False when somebody began it anew."""
        ...

    async def end(self, work: Work, state: WorkState, result: str = "") -> None: ...

    async def last(self, key: str) -> Work | None: ...


@dataclass(frozen=True)
class TrialPhone:
    """A real phone that gets a trial release when it begins to talk, until a day."""

    id: int
    draft_id: int
    phone: str
    release: str
    by: str
    at: datetime
    until: datetime


class TrialPhones(Protocol):
    """The phones of all drafts; each tries one at a time."""

    async def of_draft(self, draft_id: int) -> Sequence[TrialPhone]: ...

    async def put(self, phone: TrialPhone) -> None:
        """A phone that tries another draft leaves that one."""
        ...

    async def move(self, draft_id: int, release: str) -> int:
        """Have the draft's phones get this release from now on; how many they are."""
        ...

    async def remove(self, draft_id: int, phone_id: int) -> None: ...

    async def release_at(self, contact: str) -> str | None:
        """What is tried there today."""
        ...


@dataclass(frozen=True)
class HeldTurn:
    """A turn as it was kept: the slots it began with (None before they were kept), what was written, masked, and what
    the dialogue recorded."""

    id: int
    release: str
    intent: str
    text: str
    events: Sequence[Mapping[str, object]] = field(repr=False)
    before: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Held:
    """A real conversation, its turns in order."""

    id: int
    channel: Channel
    profile: str
    turns: tuple[HeldTurn, ...]


@dataclass(frozen=True, repr=False)
class SaidThen:
    """What was written, masked, and the words that name whom the record tells of, which nobody is shown."""

    text: str
    names: frozenset[str] = frozenset()


class HeldBook(Protocol):
    """Conversations held with debtors; simulated ones and trials are none."""

    async def last(self, profile: str, limit: int) -> Sequence[int]:
        """The newest first."""
        ...

    async def held(self, conversation_id: int) -> Held | None: ...

    async def said(self, turn_ids: Sequence[int]) -> Mapping[int, SaidThen]:
        """As it is kept today: nothing of whoever was erased."""
        ...
