"""The parts of the pages of publishing and of versions: real tables, and a preparing that a test decides."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.editor.reviews import SqlReviews
from bot.adapters.db.engine import Database
from bot.adapters.db.tables.releases import ReleaseModelRow, ReleaseRow
from bot.application.editor.differences.told import ToldDifferences
from bot.application.editor.publishing.preparing import PrepareTools, PreparingFailed, Say
from bot.application.editor.publishing.publishing import PublishingTools
from bot.application.editor.publishing.reviews import Outcome, Stage, Talks, Wish
from bot.application.moving import Place
from bot.application.ports import Clock
from bot.application.publications import How, Publication, Signed
from bot.application.publish import PublishTools
from bot.application.releases import LoadedRelease
from bot.application.wording import Texts
from console.editor.deps import EditorParts
from console.editor.publishing.deps import ReleaseParts
from console.learning.deps import LearningParts

LIVE, MADE = "abcdef123456", "0123456789ab"
GOOD = Outcome(MADE, talks=Talks(12, steps=300, steps_seen=60))


@dataclass
class Prepared:
    """The `Preparer` port: tells its stages, waits while it is held back, and finds what the test says."""

    outcome: Outcome | None = GOOD
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    asked: list[Wish] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.may_end.set()

    async def prepare(self, wish: Wish, say: Say) -> Outcome:
        self.asked.append(wish)
        await say(Stage.CHECKING, "")
        await say(Stage.TALKING, "3/12")
        await self.may_end.wait()
        if self.outcome is None:
            raise PreparingFailed("no core was free")
        return self.outcome


class EveryShelf:
    """The `Shelf` port: whatever is asked for is there."""

    async def fits(self, release_id: str) -> bool:
        return True

    async def keep(self, release_id: str, at: datetime) -> None:
        """It is kept."""


@dataclass
class SomeRun:
    """The `Running` port, of the conversations a test puts there."""

    places: list[Place] = field(default_factory=list)

    async def places_off(self, release_id: str) -> Sequence[Place]:
        return [place for place in self.places if place.release != release_id]

    async def move(self, before: Place, after: Place) -> bool:
        self.places[self.places.index(before)] = after
        return True


@dataclass
class AnyRelease:
    """The `Releases` port, as far as publishing asks it: what a test puts there, and else without a flow."""

    known: dict[str, LoadedRelease] = field(default_factory=dict)

    async def live(self) -> LoadedRelease:
        return await self.get(LIVE)

    async def get(self, release_id: str) -> LoadedRelease:
        return self.known.get(release_id) or LoadedRelease(release_id, {"profiles": {}}, Texts({}), {})


def release_parts(
    database: Database,
    clock: Clock,
    editor: EditorParts,
    learning: LearningParts,
    prepared: Prepared | None = None,
) -> ReleaseParts:
    publications, reviews = SqlPublications(database), SqlReviews(database, clock)
    live = PublishTools(EveryShelf(), publications, AnyRelease(), SomeRun(), clock)
    prepare = PrepareTools(reviews, prepared or Prepared(), learning.measuring, clock)
    tools = PublishingTools(editor.drafts, editor.bases, reviews, live, prepare)
    return ReleaseParts(tools, learning.measuring.measurements, ToldDifferences(editor.bases))


async def kept(database: Database, clock: Clock, *releases: str) -> None:
    """Rows a publication may point to."""
    async with database.writing() as session:
        session.add(ReleaseModelRow(model_id="model", content=b""))
        await session.flush()
        for release in releases:
            session.add(ReleaseRow(id=release, engine=3, model_id="model", files=b"", made_at=clock.now()))


async def made_live(database: Database, clock: Clock, release: str = LIVE, **said: str) -> Publication:
    words: Mapping[str, str] = {"by": "concilia", "note": "conteúdo instalado com o programa", **said}
    return await SqlPublications(database).add(release, How.CHECKOUT, Signed(**words), clock.now())
