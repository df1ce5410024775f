"""Publishing, rolling back, stopping and resuming: what staff do to what is live; nothing here trains (F2)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.application.moving import Place, moved_place
from bot.application.ports import Clock
from bot.application.publications import How, Publication, Publications, Signed
from bot.application.releases import LoadedRelease, ReleaseMissing, Releases
from bot.domain.errors import BotError


class Move(StrEnum):
    """What becomes of conversations that run on other releases."""

    FINISH = "finish"  # each goes on with the release it began with
    MAP = "map"  # those whose step has its like in the new one go there


class ReleaseUnfit(BotError):
    """A release made by another engine: this one cannot serve it."""

    def __init__(self, release_id: str) -> None:
        super().__init__(f"release {release_id} was made by another engine and cannot be served any more")
        self.release_id = release_id


class NeverLive(BotError):
    """Rolling back goes to what was live before, and to nothing else."""

    def __init__(self, release_id: str | None) -> None:
        what = f"release {release_id} was never live" if release_id else "nothing was live before"
        super().__init__(f"{what}: there is nothing to roll back to")
        self.release_id = release_id


class Shelf(Protocol):
    """Where releases are kept for every machine."""

    async def fits(self, release_id: str) -> bool: ...

    async def keep(self, release_id: str, at: datetime) -> None:
        """Twice is once; raises ReleaseMissing."""
        ...


class Running(Protocol):
    """Conversations the bot holds in the middle of something."""

    async def places_off(self, release_id: str) -> Sequence[Place]:
        """Of those that run on any other release."""
        ...

    async def move(self, before: Place, after: Place) -> bool:
        """False, and nothing moved, where a turn is at work on it or it stands elsewhere by now."""
        ...


@dataclass(frozen=True)
class PublishTools:
    shelf: Shelf
    publications: Publications
    releases: Releases
    running: Running
    clock: Clock


@dataclass(frozen=True)
class Order:
    """A release to make live, on whose word, and what becomes of running conversations."""

    release: str
    signed: Signed
    move: Move = Move.FINISH
    renamed: Mapping[str, str] = field(default_factory=dict)  # a step of before, and what it is called now


@dataclass(frozen=True)
class Published:
    """The row written, and how many conversations came along or finish where they are."""

    publication: Publication
    moved: int = 0
    stayed: int = 0


async def publish(order: Order, tools: PublishTools) -> Published:
    """Make a stored release live; raises ReleaseMissing or ReleaseUnfit."""
    return await _make_live(order, How.PUBLISHED, tools)


async def roll_back(release_id: str | None, signed: Signed, tools: PublishTools) -> Published:
    """Make live what was live before, or the release named; raises NeverLive or ReleaseUnfit."""
    target = release_id or await _before(tools.publications)
    if target is None or not await tools.publications.was_live(target):
        raise NeverLive(target)
    return await _make_live(Order(target, signed), How.ROLLED_BACK, tools)


async def stop(signed: Signed, tools: PublishTools) -> Publication:
    """Every conversation goes to people from its next turn on, until `resume`; raises ReleaseMissing."""
    return await _switch(How.STOPPED, signed, tools)


async def resume(signed: Signed, tools: PublishTools) -> Publication:
    """The bot answers again; what went to people stays with them. Raises ReleaseMissing."""
    return await _switch(How.RESUMED, signed, tools)


async def _make_live(order: Order, how: How, tools: PublishTools) -> Published:
    if not await tools.shelf.fits(order.release):
        await tools.releases.get(order.release)  # says so when it is nowhere
        raise ReleaseUnfit(order.release)
    await tools.shelf.keep(order.release, tools.clock.now())
    new = await tools.releases.get(order.release)
    row = await tools.publications.add(order.release, how, order.signed, tools.clock.now())
    return Published(row, *(await _move_all(order, new, tools) if order.move is Move.MAP else (0, 0)))


async def _move_all(order: Order, new: LoadedRelease, tools: PublishTools) -> tuple[int, int]:
    """How many moved, and how many stay."""
    places = await tools.running.places_off(new.id)
    moved = 0
    for place in places:
        old = await _release_of(place, tools)
        after = moved_place(place, old, new, order.renamed) if old is not None else None
        moved += after is not None and await tools.running.move(place, after)
    return moved, len(places) - moved


async def _release_of(place: Place, tools: PublishTools) -> LoadedRelease | None:
    try:
        return await tools.releases.get(place.release)
    except ReleaseMissing:
        return None


async def _before(publications: Publications) -> str | None:
    """What was live before what is live now."""
    in_force = await publications.in_force()
    live = in_force.release if in_force is not None else None
    return await publications.live_before(live) if live is not None else None


async def _switch(how: How, signed: Signed, tools: PublishTools) -> Publication:
    in_force = await tools.publications.in_force()
    if in_force is None:
        raise ReleaseMissing(None)
    last = await tools.publications.last(How.STOPPED, How.RESUMED)
    if last is not None and last.how is how:
        return last  # twice is once
    return await tools.publications.add(in_force.release, how, signed, tools.clock.now())
