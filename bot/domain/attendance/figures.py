"""The figures of attendance over some days; docs/attendance-figures.md says in words what each one means."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from math import ceil
from zoneinfo import ZoneInfo

from bot.domain.attendance.spells import History, Spell, spells_of
from bot.domain.ownership import OwnerReason

ZONE = ZoneInfo("America/Sao_Paulo")
# A stint that ends so is finished work; one that fell back into the queue is not.
FINISHED = frozenset({OwnerReason.CLOSED, OwnerReason.RETURNED, OwnerReason.TRANSFERRED})
REFUSED, LAPSED = "refused", "lapsed"


class Period(StrEnum):
    TODAY = "today"
    YESTERDAY = "yesterday"
    WEEK = "7d"
    MONTH = "30d"


@dataclass(frozen=True)
class Days:
    """From one day to another, both in it, as they are counted in São Paulo."""

    first: date
    last: date

    def has(self, instant: datetime | None) -> bool:
        return instant is not None and self.begin <= instant < self._end

    @cached_property
    def begin(self) -> datetime:
        return _midnight(self.first)

    @cached_property
    def _end(self) -> datetime:
        return _midnight(self.last + timedelta(days=1))


@dataclass(frozen=True)
class EndedOffer:
    """A waiting conversation that was put to an agent, and what came of it."""

    agent: str
    creditor: str | None
    answer: str
    at: datetime


@dataclass(frozen=True)
class Spread:
    """Of durations in whole seconds, by nearest rank; None: there was none."""

    count: int = 0
    median_s: int | None = None
    p90_s: int | None = None


@dataclass(frozen=True)
class OfAgent:
    agent: str
    first_words: Spread
    handled: Spread
    went_back: int
    refused: int
    lapsed: int


@dataclass(frozen=True)
class Figures:
    handed_off: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)
    by_hour: tuple[int, ...] = (0,) * 24
    first_words: Spread = Spread()
    handled: Spread = Spread()
    abandoned: int = 0
    returned: int = 0
    closed: int = 0
    went_back: int = 0
    refused: int = 0
    lapsed: int = 0
    agents: tuple[OfAgent, ...] = ()


def _midnight(day: date) -> datetime:
    """In UTC, as what it is compared with: tens of thousands of instants are."""
    return datetime.combine(day, datetime.min.time(), ZONE).astimezone(UTC)


def days_of(period: Period, now: datetime) -> Days:
    """The last 7 and the last 30 days have today in them."""
    today = now.astimezone(ZONE).date()
    back = {Period.TODAY: 0, Period.YESTERDAY: 1, Period.WEEK: 6, Period.MONTH: 29}[period]
    return Days(today - timedelta(days=back), today - timedelta(days=1) if period is Period.YESTERDAY else today)


def figures(histories: Iterable[History], offers: Iterable[EndedOffer], days: Days, now: datetime) -> Figures:
    return figures_of([spell for history in histories for spell in spells_of(history, now)], offers, days)


def figures_of(spells: Sequence[Spell], offers: Iterable[EndedOffer], days: Days) -> Figures:
    """Each thing is counted on the day it happened; nothing of the bot's own is counted."""
    asked = [one for one in spells if one.was_asked and days.has(one.began_at)]
    hours = Counter(one.began_at.astimezone(ZONE).hour for one in asked)
    ended = Counter(one.ended_by for one in spells if days.has(one.ended_at))
    agents = _agents(spells, [one for one in offers if days.has(one.at)], days)
    return Figures(
        handed_off=len(asked),
        by_reason=dict(Counter(one.reason for one in asked).most_common()),
        by_hour=tuple(hours[hour] for hour in range(24)),
        first_words=spread([s for found in _first_words(spells, days).values() for s in found]),
        handled=spread([s for found in _handled(spells, days).values() for s in found]),
        abandoned=sum(days.has(one.abandoned_at) for one in spells),
        returned=ended[OwnerReason.RETURNED],
        closed=ended[OwnerReason.CLOSED],
        went_back=sum(one.went_back for one in agents),
        refused=sum(one.refused for one in agents),
        lapsed=sum(one.lapsed for one in agents),
        agents=tuple(agents),
    )


def spread(seconds: Sequence[int]) -> Spread:
    if not seconds:
        return Spread()
    return Spread(len(seconds), _ranked(seconds, 50), _ranked(seconds, 90))


def _ranked(seconds: Sequence[int], percent: int) -> int:
    """The smallest that at least this share of them does not pass."""
    return sorted(seconds)[ceil(len(seconds) * percent / 100) - 1]


def _agents(spells: Sequence[Spell], offers: Sequence[EndedOffer], days: Days) -> list[OfAgent]:
    said, handled, back = _first_words(spells, days), _handled(spells, days), _went_back(spells, days)
    answers = Counter((one.agent, one.answer) for one in offers if one.answer in {REFUSED, LAPSED})
    names = sorted({*said, *handled, *back, *(agent for agent, _ in answers)})
    return [
        OfAgent(
            name,
            spread(said.get(name, [])),
            spread(handled.get(name, [])),
            back[name],
            answers[name, REFUSED],
            answers[name, LAPSED],
        )
        for name in names
    ]


def _first_words(spells: Iterable[Spell], days: Days) -> dict[str, list[int]]:
    """From the hand-off to a person's first word, by who said it."""
    found: dict[str, list[int]] = defaultdict(list)
    for one in spells:
        said = one.first_word
        if one.was_asked and said is not None and said.by is not None and days.has(said.at):
            found[said.by].append(_seconds(said.at - one.began_at))
    return found


def _handled(spells: Iterable[Spell], days: Days) -> dict[str, list[int]]:
    """From taking it to closing it, giving it back or passing it on, by who held it."""
    found: dict[str, list[int]] = defaultdict(list)
    for stint in (stint for one in spells for stint in one.stints):
        if stint.ended_at is not None and stint.ended_by in FINISHED and days.has(stint.ended_at):
            found[stint.agent].append(_seconds(stint.ended_at - stint.began_at))
    return found


def _went_back(spells: Iterable[Spell], days: Days) -> Counter[str]:
    """Fallen back into the queue, not passed on."""
    return Counter(
        change.agent_before or ""
        for one in spells
        for change in one.went_back
        if change.reason not in FINISHED and days.has(change.at)
    )


def _seconds(lasted: timedelta) -> int:
    return int(lasted.total_seconds())
