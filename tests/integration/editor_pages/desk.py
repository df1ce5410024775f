"""The parts of the pages of flows, with content that needs no store: a release live, and drafts in the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.release_store import sources_in
from bot.application.editor.drafts.bases import Base
from bot.application.ports import Clock
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.application.wording import Texts
from console.editor.deps import EditorParts
from tests.checkout import ROOT

RELEASE = "abcdef123456"


@dataclass
class Stored:
    """The `Releases` and `Bases` ports with one release, or none."""

    files: Mapping[str, str] | None

    async def live(self) -> LoadedRelease:
        return await self.get(RELEASE)

    async def get(self, release_id: str) -> LoadedRelease:
        if self.files is None:
            raise ReleaseMissing(None)
        return LoadedRelease(release_id, {"profiles": {}}, Texts({}), {})


@dataclass
class StoredSources:
    files: Mapping[str, str] | None

    async def live(self) -> Base:
        return await self.of(RELEASE)

    async def of(self, release_id: str) -> Base:
        if self.files is None:
            raise ReleaseMissing(release_id)
        return Base(release_id, replace(sources_in(ROOT), content=self.files))


def editor_parts(database: Database, clock: Clock, files: Mapping[str, str] | None) -> EditorParts:
    return EditorParts(SqlDrafts(database, clock), Stored(files), StoredSources(files), clock)
