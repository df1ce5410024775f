"""The floor: who is there and with how much, what waits now, and how attendance went (H2)."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.application.agents.kept_spells import KeptSpells, SpellBook
from bot.application.agents.keys import Member
from bot.application.agents.ports import ConversationMissing
from bot.application.agents.roles import Right, require
from bot.application.agents.rota import HeldByAgent, PresenceAway, RotaTools
from bot.application.agents.waiting_words import back_in_queue
from bot.application.releases import ReleaseMissing
from bot.domain.attendance.figures import Days, EndedOffer, Figures, Period, days_of, figures_of
from bot.domain.errors import BotError
from bot.domain.ownership import OwnerReason, Seen


@dataclass(frozen=True)
class Employed:
    """Somebody conversations may be with, and how many are."""

    agent: str
    role: str
    held: tuple[int, ...]
    offered: int
    capacity: int | None
    creditors: frozenset[str]


@dataclass(frozen=True)
class WaitsNow:
    conversation_id: int
    reason: str
    creditor: str | None
    urgent: bool
    since: datetime


class FloorBook(SpellBook, Protocol):
    """Where the floor is read from."""

    async def employed(self) -> Sequence[Employed]: ...

    async def waiting(self) -> Sequence[WaitsNow]:
        """Urgent ones first, then who has waited longest."""
        ...

    async def offers(self, since: datetime, creditor: str | None) -> Sequence[EndedOffer]: ...


@dataclass(frozen=True)
class FloorTools:
    book: FloorBook
    rota: RotaTools
    spells: KeptSpells = field(default_factory=KeptSpells)


@dataclass(frozen=True)
class OnFloor:
    """`is_online` None: Redis is away, and nobody can tell."""

    employed: Employed
    capacity: int
    is_online: bool | None
    on_pause: bool = False
    seen_at: datetime | None = None

    @property
    def load(self) -> int:
        return len(self.employed.held) + self.employed.offered


@dataclass(frozen=True)
class QueueNow:
    count: int
    urgent: int
    oldest: WaitsNow | None
    by_reason: Mapping[str, int]
    by_creditor: Mapping[str, int]


@dataclass(frozen=True)
class Floor:
    at: datetime
    team: tuple[OnFloor, ...]
    knows_presence: bool
    queue: QueueNow

    @property
    def online(self) -> int:
        return sum(one.is_online is True for one in self.team)


class NotHeldByAgent(BotError):
    """Nobody of the staff has it, or not any more: there is nothing to take."""

    def __init__(self, conversation_id: int) -> None:
        super().__init__(f"conversation {conversation_id} is with no agent now")


async def show_floor(creditor: str | None, member: Member, tools: FloorTools) -> Floor:
    """Now: agents who work or hold something, and the queue of one creditor or of all."""
    require(member.role, Right.READ_FIGURES)
    now, seen = tools.rota.tools.clock.now(), await _seen(tools.rota)
    team = [_on_floor(one, seen, now, tools.rota) for one in await tools.book.employed()]
    team.sort(key=lambda one: (one.is_online is not True, one.on_pause, -one.load, one.employed.agent))
    waiting = [one for one in await tools.book.waiting() if creditor is None or one.creditor == creditor]
    return Floor(now, tuple(team), seen is not None, _queue(waiting))


async def show_figures(period: Period, creditor: str | None, member: Member, tools: FloorTools) -> tuple[Days, Figures]:
    require(member.role, Right.READ_FIGURES)
    now = tools.rota.tools.clock.now()
    days = days_of(period, now)
    spells = await tools.spells.told(days.begin, creditor, now, tools.book)
    offers = await tools.book.offers(days.begin, creditor)
    return days, await asyncio.to_thread(figures_of, spells, offers, days)  # a month's take a tenth of a second


async def send_back_to_queue(conversation_id: int, member: Member, tools: FloorTools) -> None:
    """From an agent who is gone, to its old place in the queue; who did it is in the log."""
    require(member.role, Right.OVERRULE)
    rota = tools.rota
    held = await _held(conversation_id, tools)
    words = await back_in_queue(held.place, held.last_word, rota.tools)
    if not await rota.rota.send_back(held, OwnerReason.SENT_BACK, words, member.email):
        raise NotHeldByAgent(conversation_id)


async def creditors_of(member: Member, tools: FloorTools) -> list[str]:
    """Whose figures somebody may ask for; nobody's before the first release is live."""
    try:
        policies = (await tools.rota.tools.releases.live()).policies
    except ReleaseMissing:
        return []
    return sorted(slug for slug in policies if member.reach.has_creditor(slug))


async def _held(conversation_id: int, tools: FloorTools) -> HeldByAgent:
    if await tools.rota.tools.conversations.held(conversation_id) is None:
        raise ConversationMissing(conversation_id)
    for one in await tools.rota.rota.held():
        if one.place.conversation_id == conversation_id:
            return one
    raise NotHeldByAgent(conversation_id)


async def _seen(rota: RotaTools) -> Mapping[str, Seen] | None:
    try:
        return await rota.presence.seen()
    except PresenceAway:
        return None


def _on_floor(one: Employed, seen: Mapping[str, Seen] | None, now: datetime, rota: RotaTools) -> OnFloor:
    capacity = one.capacity or rota.capacity
    if seen is None:
        return OnFloor(one, capacity, None)
    last = seen.get(one.agent)
    if last is None:
        return OnFloor(one, capacity, is_online=False)
    return OnFloor(one, capacity, last.is_online(now, rota.patience), not last.takes, last.at)


def _queue(waiting: Sequence[WaitsNow]) -> QueueNow:
    return QueueNow(
        count=len(waiting),
        urgent=sum(one.urgent for one in waiting),
        oldest=min(waiting, key=lambda one: one.since, default=None),
        by_reason=dict(Counter(one.reason for one in waiting).most_common()),
        by_creditor=dict(Counter(one.creditor or "" for one in waiting).most_common()),
    )
