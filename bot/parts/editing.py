"""Puts the parts together that admins change flows, texts and policy with."""

from dataclasses import dataclass

from fastapi import APIRouter, FastAPI

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.engine import Database
from bot.adapters.db.portfolio.book import SqlPortfolioBook
from bot.adapters.release_shelf import ReleaseShelf
from bot.application.editor.drafts.bases import Base
from bot.application.editor.policy.desk import PolicyTools
from bot.application.releases import Releases, sources_of
from bot.assembly import Assembly, release_shelf, stored_releases
from bot.config import Settings
from console.editor.answers.pages import answers_router
from console.editor.deps import EditorParts
from console.editor.drafts.bar import draft_bar_router
from console.editor.drafts.pages import drafts_router
from console.editor.drawing.pages import graph_router
from console.editor.forms.pages import forms_router
from console.editor.panel.pages import panel_router
from console.editor.policy.pages import policy_router
from console.editor.wording.pages import wording_router


def editor_routers() -> tuple[APIRouter, ...]:
    """The drawn pages come last: to them any word after a draft is a creditor's."""
    texts = (policy_router(), answers_router(), wording_router(), forms_router())
    return drafts_router(), draft_bar_router(), *texts, panel_router(), graph_router()


def bind_editor(app: FastAPI, assembly: Assembly) -> None:
    drafts, releases = SqlDrafts(assembly.database, assembly.clock), assembly.releases
    app.state.editor = EditorParts(drafts, releases, stored_bases(assembly.settings, assembly.database), assembly.clock)
    looks, book = SqlConversations(assembly.database, assembly.clock), SqlPortfolioBook(assembly.database)
    app.state.policy = PolicyTools(drafts, releases, book, looks, assembly.clock)


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
