"""A conversation put off until a moment: it comes back by itself then, or as soon as the debtor writes (H2)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.application.agents.answer import NotTheirs, owner_refusal
from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentTools, held_or_missing

LONGEST = timedelta(days=30)
MAX_WHY = 300
_ZONE = ZoneInfo("America/Sao_Paulo")
_MORNING = time(9)


class Later(StrEnum):
    """The choices of a page; `chosen` is a moment of one's own."""

    HALF_HOUR = "half_hour"
    HOUR = "hour"
    TOMORROW = "tomorrow"
    CHOSEN = "chosen"


class SnoozeRefusal(StrEnum):
    NO_MOMENT = "no_moment"
    PAST = "past"
    TOO_FAR = "too_far"
    NO_REASON = "no_reason"


@dataclass(frozen=True)
class PutOff:
    """What somebody chose."""

    conversation_id: int
    until: datetime | None
    why: str


@dataclass(frozen=True)
class Snooze:
    """Asked for: `last_seq` is the newest message then, so that a later one of the debtor's ends it."""

    conversation_id: int
    epoch: int
    agent: str
    why: str
    at: datetime
    until: datetime
    last_seq: int


@dataclass(frozen=True)
class Snoozed:
    until: datetime
    agent: str
    why: str


@dataclass(frozen=True)
class NotPutOff:
    """The owner changed or somebody wrote at the same moment: nothing was done."""


class Snoozes(Protocol):
    """Where they are kept; each of these is one transaction, told to open pages."""

    async def put_off(self, snooze: Snooze) -> bool:
        """In place of one that stands; False: the conversation moved meanwhile."""
        ...

    async def wake(self, conversation_id: int, by: str, at: datetime) -> bool: ...

    async def standing(self, conversation_id: int, at: datetime) -> Snoozed | None: ...


def moment_of(later: Later, chosen: datetime | None, now: datetime) -> datetime | None:
    """A moment typed without its zone is of São Paulo."""
    match later:
        case Later.HALF_HOUR:
            return now + timedelta(minutes=30)
        case Later.HOUR:
            return now + timedelta(hours=1)
        case Later.TOMORROW:
            return datetime.combine(now.astimezone(_ZONE).date() + timedelta(days=1), _MORNING, _ZONE)
    if chosen is None:
        return None
    return chosen if chosen.tzinfo is not None else chosen.replace(tzinfo=_ZONE)


def refusal_of(until: datetime | None, why: str, now: datetime) -> SnoozeRefusal | None:
    if until is None:
        return SnoozeRefusal.NO_MOMENT
    if until <= now:
        return SnoozeRefusal.PAST
    if until - now > LONGEST:
        return SnoozeRefusal.TOO_FAR
    return None if why.strip() else SnoozeRefusal.NO_REASON


async def put_off(
    wanted: PutOff, member: Member, tools: AgentTools, snoozes: Snoozes
) -> Snoozed | SnoozeRefusal | NotTheirs | NotPutOff:
    """Theirs, or in the queue; a supervisor may put another's off."""
    now, until, why = tools.clock.now(), wanted.until, wanted.why.strip()
    refusal = refusal_of(until, why, now)
    if refusal is not None or until is None:
        return refusal or SnoozeRefusal.NO_MOMENT
    held = await held_or_missing(wanted.conversation_id, tools)
    not_theirs = owner_refusal(held.conversation, member)
    if not_theirs is not None:
        return not_theirs
    talk = held.conversation
    asked = Snooze(talk.id, talk.epoch, member.email, why, now, until, held.last_seen)
    return Snoozed(until, member.email, why) if await snoozes.put_off(asked) else NotPutOff()


async def bring_back(conversation_id: int, member: Member, tools: AgentTools, snoozes: Snoozes) -> bool | NotTheirs:
    """False: it was not put off any more."""
    held = await held_or_missing(conversation_id, tools)
    not_theirs = owner_refusal(held.conversation, member)
    if not_theirs is not None:
        return not_theirs
    return await snoozes.wake(conversation_id, member.email, tools.clock.now())
