"""F2: before a version goes live, how many running conversations come along, and where the others could go on."""

from bot.application.editor.publishing.moves import Forecast, Held, forecast, running_now
from bot.application.moving import Place
from bot.application.publish import PublishTools
from bot.application.releases import LoadedRelease
from tests.fake_publications import FakePublications
from tests.fakes import FakeClock
from tests.unit.application.test_publish import ASKS, AllReleases, FakeRunning, a_release

ENDS = {"say": "utter", "end": True}


def tools(new: LoadedRelease, *places: Place) -> PublishTools:
    releases = AllReleases({"old": a_release("old", offer__ask=ASKS, bye__bye=ENDS), "new": new})
    return PublishTools(releases, FakePublications.of("old"), releases, FakeRunning(list(places)), FakeClock())


async def test_a_step_with_another_name_holds_its_conversations_until_somebody_says_which_it_is() -> None:
    new = a_release("new", bye__bye=ENDS, offer__propose=ASKS)
    places = [Place(1, "old", "teste", "offer.ask"), Place(2, "old", "teste", "bye.bye", return_to="offer.ask")]
    given = tools(new, *places, Place(3, "old", "teste", "bye.bye"))

    assert await forecast("new", given) == Forecast(1, 2, (Held("offer.ask", "teste", "old", 2, ("offer.propose",)),))
    assert await forecast("new", given, {"offer.ask": "offer.propose"}) == Forecast(3, 0)
    assert await running_now(given) == 3


async def test_steps_that_are_new_come_first_among_those_that_fit() -> None:
    old = a_release("old", offer__again=ASKS, offer__ask=ASKS)
    given = tools(a_release("new", offer__again=ASKS, offer__propose=ASKS), Place(1, "old", "teste", "offer.ask"))
    given.releases.known["old"] = old  # type: ignore[attr-defined]

    [held] = (await forecast("new", given)).held

    assert held.fits == ("offer.propose", "offer.again")


async def test_what_fits_no_step_or_runs_on_a_release_that_is_gone_stays() -> None:
    new = a_release("new", offer__propose={**ASKS, "expects": ["money"]})
    given = tools(new, Place(1, "old", "teste", "offer.ask"), Place(2, "gone", "teste", "offer.ask"))

    found = await forecast("new", given)

    assert found == Forecast(0, 2, (Held("offer.ask", "teste", "old", 1, ()),))


async def test_only_steps_that_fit_wherever_they_stand_are_offered() -> None:
    """The same step of two versions of before: what fits one of them only would leave the other behind."""
    more = {**ASKS, "wait": {**ASKS["wait"], "ask_discount": "offer.lower"}}  # type: ignore[dict-item]
    given = tools(
        a_release("new", offer__propose=ASKS, offer__wide=more),
        Place(1, "old", "teste", "offer.ask"),
        Place(2, "older", "teste", "offer.ask"),
    )
    given.releases.known["older"] = a_release("older", offer__ask=more)  # type: ignore[attr-defined]

    [held] = (await forecast("new", given)).held

    assert (held.count, held.fits) == (2, ("offer.wide",))
