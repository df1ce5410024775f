"""F2: publishing, rolling back, stopping and resuming, and what becomes of conversations that run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest

from bot.application.moving import Place, moved_place
from bot.application.publications import How, InForce, Signed
from bot.application.publish import (
    Move,
    NeverLive,
    Order,
    PublishTools,
    ReleaseUnfit,
    publish,
    resume,
    roll_back,
    stop,
)
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.application.wording import Texts
from tests.fake_publications import FakePublications
from tests.fakes import FakeClock

ANA = Signed("ana@exemplo.invalid", "entrada menor")
ASKS = {"say": "utter", "wait": {"affirm": "offer.yes", "deny": "offer.no"}, "expects": ["yes_no"]}


def a_release(release_id: str, **steps: Mapping[str, Any]) -> LoadedRelease:
    named = {name.replace("__", "."): step for name, step in steps.items()}
    return LoadedRelease(release_id, {"profiles": {"teste": {"steps": named}}}, Texts({}), {"teste": None})  # type: ignore[dict-item]


@dataclass
class AllReleases:
    """The releases of the test, of which some are of another engine."""

    known: dict[str, LoadedRelease]
    unfit: set[str] = field(default_factory=set)
    kept: list[str] = field(default_factory=list)

    async def live(self) -> LoadedRelease:
        raise NotImplementedError

    async def get(self, release_id: str) -> LoadedRelease:
        if release_id not in self.known:
            raise ReleaseMissing(release_id)
        return self.known[release_id]

    async def fits(self, release_id: str) -> bool:
        return release_id in self.known and release_id not in self.unfit

    async def keep(self, release_id: str, at: datetime) -> None:
        self.kept.append(release_id)


@dataclass
class FakeRunning:
    """Conversations in the middle of something; those busy cannot be moved."""

    places: list[Place] = field(default_factory=list)
    busy: set[int] = field(default_factory=set)

    async def places_off(self, release_id: str) -> Sequence[Place]:
        return [place for place in self.places if place.release != release_id]

    async def move(self, before: Place, after: Place) -> bool:
        if before.conversation_id in self.busy:
            return False
        self.places[self.places.index(before)] = after
        return True


@pytest.fixture
def releases() -> AllReleases:
    return AllReleases({name: a_release(name, offer__ask=ASKS) for name in ("old", "new", "newer")})


@pytest.fixture
def tools(releases: AllReleases) -> PublishTools:
    return PublishTools(releases, FakePublications.of("old"), releases, FakeRunning(), FakeClock())


async def live(tools: PublishTools) -> str:
    in_force = await tools.publications.in_force()
    assert in_force is not None
    return in_force.release


async def test_a_published_release_is_live_and_the_history_says_on_whose_word(
    tools: PublishTools, releases: AllReleases
) -> None:
    published = await publish(Order("new", ANA), tools)

    assert await live(tools) == "new"
    assert releases.kept == ["new"]
    assert (published.publication.how, published.publication.by) == (How.PUBLISHED, ANA.by)
    assert published.publication.note == "entrada menor"


async def test_a_release_that_is_nowhere_is_not_published(tools: PublishTools) -> None:
    with pytest.raises(ReleaseMissing):
        await publish(Order("nowhere", ANA), tools)

    assert await live(tools) == "old"


async def test_a_release_of_another_engine_is_refused(tools: PublishTools, releases: AllReleases) -> None:
    releases.unfit.add("new")

    with pytest.raises(ReleaseUnfit):
        await publish(Order("new", ANA), tools)

    assert await live(tools) == "old"


async def test_rolling_back_makes_live_what_was_live_before(tools: PublishTools) -> None:
    await publish(Order("new", ANA), tools)

    row = (await roll_back(None, ANA, tools)).publication

    assert (row.release, row.how) == ("old", How.ROLLED_BACK)
    assert await live(tools) == "old"


async def test_rolling_back_goes_to_the_release_named(tools: PublishTools) -> None:
    for release in ("new", "newer"):
        await publish(Order(release, ANA), tools)

    assert (await roll_back("old", ANA, tools)).publication.release == "old"


@pytest.mark.parametrize("release", ["new", None])
async def test_what_was_never_live_is_not_rolled_back_to(release: str | None, tools: PublishTools) -> None:
    with pytest.raises(NeverLive):
        await roll_back(release, ANA, tools)

    assert await live(tools) == "old"


async def test_a_stop_lasts_over_a_rollback_until_it_is_resumed(tools: PublishTools) -> None:
    """F2: taking a bad release back does not let the bot speak again by itself."""
    await publish(Order("new", ANA), tools)
    await stop(ANA, tools)
    await roll_back(None, ANA, tools)
    assert await tools.publications.in_force() == InForce("old", stopped=True)

    await resume(ANA, tools)

    assert await tools.publications.in_force() == InForce("old", stopped=False)


async def test_stopping_twice_is_once(tools: PublishTools) -> None:
    first = await stop(ANA, tools)

    assert await stop(ANA, tools) == first
    assert len(await tools.publications.history(10)) == 2


async def test_nothing_is_stopped_before_something_is_live(tools: PublishTools) -> None:
    empty = PublishTools(tools.shelf, FakePublications(), tools.releases, tools.running, tools.clock)

    with pytest.raises(ReleaseMissing):
        await stop(ANA, empty)


async def test_running_conversations_finish_where_they_are_unless_asked(tools: PublishTools) -> None:
    place = Place(1, "old", "teste", "offer.ask")
    tools.running.places.append(place)  # type: ignore[attr-defined]

    published = await publish(Order("new", ANA), tools)

    assert (published.moved, published.stayed) == (0, 0)
    assert await tools.running.places_off("new") == [place]


async def test_those_that_can_be_moved_are_and_the_others_are_counted(
    tools: PublishTools, releases: AllReleases
) -> None:
    releases.known["new"] = a_release("new", offer__propose=ASKS, bye__bye={"end": True})
    running = FakeRunning(
        [
            Place(1, "old", "teste", "offer.ask"),
            Place(2, "old", "teste", "offer.ask"),  # a turn is at work on it
            Place(3, "gone", "teste", "offer.ask"),
            Place(4, "newer", "teste", "offer.ask", return_to="titles.ask"),
        ],
        busy={2},
    )
    tools = PublishTools(tools.shelf, tools.publications, releases, running, tools.clock)

    published = await publish(Order("new", ANA, Move.MAP, {"offer.ask": "offer.propose"}), tools)

    assert (published.moved, published.stayed) == (1, 3)
    assert running.places[0] == Place(1, "new", "teste", "offer.propose")
    assert [place.release for place in running.places[1:]] == ["old", "gone", "newer"]


@pytest.mark.parametrize(
    "step",
    [
        {**ASKS, "expects": ["money"]},
        {**ASKS, "wait": {"affirm": "offer.yes"}},  # a button offered would lead nowhere
        {"say": "utter", "end": True},
        {"act": "quote", "outcomes": {}},
    ],
)
def test_a_step_unlike_the_one_of_before_takes_nobody_in(step: Mapping[str, Any]) -> None:
    old, new = a_release("old", offer__ask=ASKS), a_release("new", offer__ask=step)

    assert moved_place(Place(1, "old", "teste", "offer.ask"), old, new, {}) is None


def test_a_step_that_waits_for_more_than_before_takes_them_in() -> None:
    more = {**ASKS, "wait": {**ASKS["wait"], "ask_discount": "offer.lower"}}  # type: ignore[dict-item]
    old, new = a_release("old", offer__ask=ASKS), a_release("new", offer__ask=more)

    after = moved_place(Place(1, "old", "teste", "offer.ask", "offer.ask"), old, new, {})

    assert after == Place(1, "new", "teste", "offer.ask", "offer.ask")


def test_a_creditor_that_is_not_in_the_new_release_keeps_its_conversations() -> None:
    old = a_release("old", offer__ask=ASKS)

    assert moved_place(Place(1, "old", "outro", "offer.ask"), old, a_release("new", offer__ask=ASKS), {}) is None
