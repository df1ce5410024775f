"""Figures of attendance: told a second, slow way from the same log, and at the limits of their definitions (H2)."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.attendance.figures import (
    ZONE,
    Days,
    EndedOffer,
    Figures,
    OfAgent,
    Period,
    Spread,
    days_of,
    figures,
    spread,
)
from bot.domain.attendance.spells import WINDOW, History, Word, spells_of
from bot.domain.conversation import Owner
from bot.domain.ownership import OwnerChange

BEGIN = datetime(2026, 11, 18, 12, tzinfo=UTC)
AGENTS = ("ana@exemplo.invalid", "bia@exemplo.invalid")
BOT, QUEUE, AGENT = Owner.BOT, Owner.QUEUE, Owner.AGENT
REASONS = {
    (BOT, QUEUE): ("asked", "hardship"),
    (BOT, AGENT): ("accepted", "began"),
    (QUEUE, AGENT): ("accepted", "spoke"),
    (QUEUE, BOT): ("closed", "returned"),
    (AGENT, QUEUE): ("agent_gone", "agent_idle", "sent_back", "transferred"),
    (AGENT, AGENT): ("transferred",),
    (AGENT, BOT): ("closed", "returned"),
}


@st.composite
def a_history(draw: st.DrawFn) -> History:
    """Any walk among owners, with any words said anywhere around it."""
    number, at, owner, agent = draw(st.integers(1, 3)), BEGIN, BOT, None
    changes, words = [], []
    for epoch in range(1, draw(st.integers(0, 9)) + 1):
        at += timedelta(minutes=draw(st.integers(1, 2000)))
        after = draw(st.sampled_from([two for one, two in REASONS if one is owner]))
        reason = draw(st.sampled_from(REASONS[owner, after]))
        taker = draw(st.sampled_from(AGENTS)) if after is AGENT else None
        changes.append(OwnerChange(number, owner, after, taker or "bot", reason, at, epoch, agent, taker))
        owner, agent = after, taker
    for minutes, by in draw(st.lists(st.tuples(st.integers(-3000, 20_000), st.sampled_from((None, *AGENTS))))):
        words.append(Word(BEGIN + timedelta(minutes=minutes, seconds=30), by))  # never at the instant of a change
    words.sort(key=lambda word: word.at)
    return History(number, draw(st.sampled_from(("cassems", None))), draw(st.booleans()), changes, words)


an_offer = st.builds(
    EndedOffer,
    st.sampled_from(AGENTS),
    st.just("cassems"),
    st.sampled_from(("accepted", "refused", "lapsed", "withdrawn")),
    st.integers(0, 20_000).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
)


@dataclass
class Replay:
    """The slow way: every moment of every conversation is lived through, one after another."""

    days: Days
    asked: Counter[str] = field(default_factory=Counter)
    hours: Counter[int] = field(default_factory=Counter)
    ended: Counter[str] = field(default_factory=Counter)
    back: Counter[str] = field(default_factory=Counter)
    waits: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    handled: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    abandoned: int = 0

    def live_through(self, history: History, now: datetime) -> None:
        self.begun: datetime | None = None
        self.held_since = self.newest = self.begun
        self.was_asked = self.is_answered = self.is_lost = False
        moments: list[tuple[datetime, int, OwnerChange | Word | None]] = [(one.at, 0, one) for one in history.changes]
        moments += [(word.at, 1 if word.by else 3, word) for word in history.words]
        if history.has_window:
            moments += [(word.at + WINDOW, 2, None) for word in history.words if word.by is None]
        for at, _, event in sorted(moments, key=lambda one: one[:2]):
            if at <= now:
                self.meet(at, event)

    def meet(self, at: datetime, event: OwnerChange | Word | None) -> None:
        if event is None:
            self.let_the_window_close(at)
        elif isinstance(event, OwnerChange):
            self.leave(at, event)
            self.arrive(at, event)
        elif event.by is None:
            self.newest = at
        else:
            self.hear(at, event.by)

    def let_the_window_close(self, at: datetime) -> None:
        if self.newest is not None and at == self.newest + WINDOW and self.begun is not None and at > self.begun:
            self.lose(at)

    def lose(self, at: datetime) -> None:
        if self.was_asked and not (self.is_answered or self.is_lost):
            self.is_lost = True
            self.abandoned += self.days.has(at)

    def hear(self, at: datetime, agent: str) -> None:
        if self.begun is not None and not self.is_answered:
            self.is_answered = True
            if self.was_asked and self.days.has(at):
                self.waits[agent].append(_s(at - self.begun))

    def leave(self, at: datetime, change: OwnerChange) -> None:
        agent, is_ours = change.agent_before, self.days.has(at)
        if agent and self.held_since and is_ours and change.reason in {"closed", "returned", "transferred"}:
            self.handled[agent].append(_s(at - self.held_since))
        if agent and change.after is QUEUE and change.reason != "transferred":
            self.back[agent] += is_ours
        self.held_since = at if change.after is AGENT else None

    def arrive(self, at: datetime, change: OwnerChange) -> None:
        if change.before is BOT:
            self.begun, self.was_asked = at, change.after is QUEUE
            self.is_answered = self.is_lost = False
            if self.was_asked and self.days.has(at):
                self.asked[change.reason] += 1
                self.hours[at.astimezone(ZONE).hour] += 1
        if change.after is BOT:
            self.ended[change.reason] += self.days.has(at)
            self.lose(at)
            self.begun = None


def replayed(histories: Sequence[History], offers: Sequence[EndedOffer], days: Days, now: datetime) -> Figures:
    replay = Replay(days)
    for history in histories:
        replay.live_through(history, now)
    refused = Counter(one.agent for one in offers if one.answer == "refused" and days.has(one.at))
    lapsed = Counter(one.agent for one in offers if one.answer == "lapsed" and days.has(one.at))
    waits, handled = replay.waits, replay.handled
    names = sorted({*waits, *handled, *(+replay.back), *refused, *lapsed})
    return Figures(
        handed_off=replay.asked.total(),
        by_reason=dict(replay.asked),
        by_hour=tuple(replay.hours[hour] for hour in range(24)),
        first_words=slow_spread([one for found in waits.values() for one in found]),
        handled=slow_spread([one for found in handled.values() for one in found]),
        abandoned=replay.abandoned,
        returned=replay.ended["returned"],
        closed=replay.ended["closed"],
        went_back=replay.back.total(),
        refused=refused.total(),
        lapsed=lapsed.total(),
        agents=tuple(
            OfAgent(
                name,
                slow_spread(waits.get(name, [])),
                slow_spread(handled.get(name, [])),
                replay.back[name],
                refused[name],
                lapsed[name],
            )
            for name in names
        ),
    )


def slow_spread(seconds: Sequence[int]) -> Spread:
    """The smallest that half, or nine in ten, do not pass: by counting for each."""
    if not seconds:
        return Spread()
    median, p90 = (
        min(one for one in seconds if sum(other <= one for other in seconds) * 100 >= share * len(seconds))
        for share in (50, 90)
    )
    return Spread(len(seconds), median, p90)


def _s(lasted: timedelta) -> int:
    return int(lasted.total_seconds())


@given(st.lists(a_history(), max_size=4), st.lists(an_offer, max_size=6), st.integers(0, 9), st.integers(0, 3000))
def test_the_figures_are_what_living_through_the_log_gives(
    histories: list[History], offers: list[EndedOffer], length: int, later: int
) -> None:
    moments = [one.at for history in histories for one in (*history.changes, *history.words)]
    now = max([BEGIN, *moments]) + timedelta(minutes=later)
    days = Days(BEGIN.date(), BEGIN.date() + timedelta(days=length))

    assert figures(histories, offers, days, now) == replayed(histories, offers, days, now)


def asked_and(*more: OwnerChange, words: Sequence[Word] = (), has_window: bool = True) -> History:
    """A debtor who wrote, and was put in the queue a minute later."""
    asked = OwnerChange(1, BOT, QUEUE, "bot", "asked", BEGIN, 1)
    return History(1, "cassems", has_window, [asked, *more], [Word(BEGIN - timedelta(minutes=1)), *words])


def told(history: History, *, after: timedelta = timedelta(days=3)) -> Figures:
    return figures([history], (), Days(BEGIN.date(), BEGIN.date() + timedelta(days=5)), BEGIN + after)


def test_the_debtor_is_lost_when_the_window_closes_and_not_a_second_before() -> None:
    closes = WINDOW - timedelta(minutes=1)

    assert told(asked_and(), after=closes).abandoned == 1
    assert told(asked_and(), after=closes - timedelta(seconds=1)).abandoned == 0
    assert told(asked_and(has_window=False)).abandoned == 0  # an SMS may be answered at any time


def test_whoever_writes_again_keeps_the_window_open() -> None:
    again = Word(BEGIN + timedelta(hours=23))

    assert told(asked_and(words=[again]), after=timedelta(hours=46)).abandoned == 0
    assert told(asked_and(words=[again]), after=timedelta(hours=47)).abandoned == 1


def test_a_conversation_closed_without_a_word_was_abandoned_once() -> None:
    closed = OwnerChange(1, QUEUE, BOT, AGENTS[0], "closed", BEGIN + timedelta(hours=30), 2)

    found = told(asked_and(closed))

    assert (found.abandoned, found.closed, found.first_words.count) == (1, 1, 0)


def test_a_word_before_the_window_closes_is_an_answer_whoever_closes_it_later() -> None:
    accepted = OwnerChange(1, QUEUE, AGENT, AGENTS[0], "accepted", BEGIN + timedelta(minutes=2), 2, None, AGENTS[0])
    said = Word(BEGIN + timedelta(minutes=3), AGENTS[0])
    closed = OwnerChange(1, AGENT, BOT, AGENTS[0], "closed", BEGIN + timedelta(minutes=9), 3, AGENTS[0])

    found = told(asked_and(accepted, closed, words=[said]))

    assert (found.abandoned, found.first_words, found.handled) == (0, Spread(1, 180, 180), Spread(1, 420, 420))


def test_what_a_person_began_is_no_request_of_the_debtors() -> None:
    began = OwnerChange(1, BOT, AGENT, AGENTS[0], "began", BEGIN, 1, None, AGENTS[0])
    history = History(1, "cassems", True, [began], [Word(BEGIN, AGENTS[0])])

    found = told(history)

    assert (found.handed_off, found.first_words.count, found.abandoned) == (0, 0, 0)
    assert spells_of(history, BEGIN)[0].was_asked is False


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        (Period.TODAY, "2026-11-19", "2026-11-19"),
        (Period.YESTERDAY, "2026-11-18", "2026-11-18"),
        (Period.WEEK, "2026-11-13", "2026-11-19"),
        (Period.MONTH, "2026-10-21", "2026-11-19"),
    ],
)
def test_days_are_those_of_sao_paulo(period: Period, first: str, last: str) -> None:
    late = datetime(2026, 11, 20, 2, 59, 59, tzinfo=UTC)  # 23:59:59 of the 19th there

    days = days_of(period, late)

    assert (days.first.isoformat(), days.last.isoformat()) == (first, last)
    assert days.has(late) is (period is not Period.YESTERDAY)
    assert not days.has(late + timedelta(seconds=1))


@pytest.mark.parametrize(
    ("seconds", "median", "p90"),
    [([5], 5, 5), ([1, 2], 1, 2), ([1, 2, 3], 2, 3), (list(range(1, 11)), 5, 9), (list(range(1, 12)), 6, 10)],
)
def test_a_spread_names_times_that_were_really_taken(seconds: list[int], median: int, p90: int) -> None:
    assert spread(list(reversed(seconds))) == Spread(len(seconds), median, p90)
