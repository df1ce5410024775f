"""Before a version goes live: how many running conversations come along, and where the others stand (F2)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.application.moving import Place, moved_place, steps_like, steps_without_like
from bot.application.publish import PublishTools
from bot.application.releases import LoadedRelease, ReleaseMissing

ANY = ""  # no release is called so: whatever the bot holds runs on another one


@dataclass(frozen=True)
class Held:
    """Conversations at one step, which has no like under its name; `fits` are steps they could go on at instead."""

    step: str
    profile: str
    release: str  # of before, where the step has its name
    count: int
    fits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forecast:
    moving: int = 0
    staying: int = 0
    held: tuple[Held, ...] = ()


async def running_now(tools: PublishTools) -> int:
    return len(await tools.running.places_off(ANY))


async def forecast(release_id: str, tools: PublishTools, renamed: Mapping[str, str] | None = None) -> Forecast:
    """Of a release that is kept already; raises ReleaseMissing."""
    new = await tools.releases.get(release_id)
    places = await tools.running.places_off(new.id)
    olds = {release: await _release(release, tools) for release in {place.release for place in places}}
    stay = [place for place in places if _stays(place, olds[place.release], new, renamed or {})]
    return Forecast(len(places) - len(stay), len(stay), _held(stay, olds, new))


def _stays(place: Place, old: LoadedRelease | None, new: LoadedRelease, renamed: Mapping[str, str]) -> bool:
    return old is None or moved_place(place, old, new, renamed) is None


def _held(places: Sequence[Place], olds: Mapping[str, LoadedRelease | None], new: LoadedRelease) -> tuple[Held, ...]:
    """Where most of them stand first; a step named once, though several releases and creditors have it."""
    counts: Counter[str] = Counter()
    first: dict[str, Place] = {}
    fits: dict[str, list[str]] = {}
    for place in places:
        old = olds[place.release]
        for step in steps_without_like(place, old, new) if old is not None else ():
            like = steps_like(step, place.profile, old, new) if old is not None else ()
            fits[step] = [other for other in fits.get(step, like) if other in like]
            first.setdefault(step, place)
            counts[step] += 1
    return tuple(
        Held(step, first[step].profile, first[step].release, count, tuple(fits[step]))
        for step, count in counts.most_common()
    )


async def _release(release_id: str, tools: PublishTools) -> LoadedRelease | None:
    try:
        return await tools.releases.get(release_id)
    except ReleaseMissing:
        return None
