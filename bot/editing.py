"""Puts the parts together that admins change flows, texts and policy with."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI

from bot.adapters.db.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.release_shelf import ReleaseShelf
from bot.application.editor.bases import Base
from bot.application.releases import Releases, sources_of
from bot.assembly import Assembly, release_shelf, stored_releases
from bot.config import Settings
from console.editor.deps import EditorParts


def editor_routers() -> tuple[APIRouter, ...]:
    return ()


def bind_editor(app: FastAPI, assembly: Assembly) -> None:
    drafts, releases = SqlDrafts(assembly.database, assembly.clock), assembly.releases
    app.state.editor = EditorParts(drafts, releases, stored_bases(assembly.settings, assembly.database), assembly.clock)


@dataclass(frozen=True)
class StoredBases:
    """The `Bases` port over the releases every machine may load."""

    shelf: ReleaseShelf
    releases: Releases

    async def live(self) -> Base:
        return await self.of((await self.releases.live()).id)

    async def of(self, release_id: str) -> Base:
        return Base(release_id, sources_of(await self.shelf.files(release_id)))


def stored_bases(settings: Settings, database: Database) -> StoredBases:
    return StoredBases(release_shelf(settings, database), stored_releases(settings, database))
