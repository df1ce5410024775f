"""Puts the parts together of publishing drafts, and of what is live: history, rolling back, stopping."""

import sys
from collections.abc import Sequence
from functools import partial

from fastapi import APIRouter, FastAPI

from bot.adapters.db.editor.publications import SqlPublications
from bot.adapters.db.editor.reviews import SqlReviews
from bot.adapters.db.editor.running import SqlRunning
from bot.apart.command import run_apart
from bot.apart.told import SEPARATOR, told_to_child
from bot.application.editor.differences.told import ToldDifferences
from bot.application.editor.publishing.preparing import PrepareTools, PreparingFailed, Say
from bot.application.editor.publishing.publishing import PublishingTools
from bot.application.editor.publishing.reviews import Outcome, Stage, Wish, outcome_in
from bot.application.publish import PublishTools
from bot.assembly import Assembly, release_shelf
from bot.config import Settings
from console.editor.deps import EditorParts
from console.editor.publishing.deps import ReleaseParts
from console.editor.publishing.pages import publishing_router
from console.editor.publishing.releases import releases_router, robot_router
from console.learning.deps import LearningParts

PREPARE = (sys.executable, "-m", "bot.apart.preparing")
STAGES = {stage.value for stage in Stage}


def release_routers() -> tuple[APIRouter, ...]:
    return publishing_router(), releases_router(), robot_router()


def bind_releases(app: FastAPI, assembly: Assembly) -> None:
    """After the editor and learning, whose parts it works with."""
    editor: EditorParts = app.state.editor
    learning: LearningParts = app.state.learning
    database, clock, settings = assembly.database, assembly.clock, assembly.settings
    reviews = SqlReviews(database, clock)
    shelf, publications = release_shelf(settings, database), SqlPublications(database)
    live = PublishTools(shelf, publications, assembly.releases, SqlRunning(database, clock), clock)
    prepare = PrepareTools(reviews, PreparingApart(settings), learning.measuring, clock)
    tools = PublishingTools(editor.drafts, editor.bases, reviews, live, prepare, settings.review)
    app.state.releases = ReleaseParts(tools, learning.measuring.measurements, ToldDifferences(editor.bases))
    app.state.is_stopped = partial(_is_stopped, publications)


async def _is_stopped(publications: SqlPublications) -> bool:
    """As the history says now: a page shown after the button must know."""
    in_force = await publications.in_force()
    return bool(in_force and in_force.stopped)


class PreparingApart:
    """The `Preparer` port: a process of its own, which ends with this one."""

    def __init__(self, settings: Settings, command: Sequence[str] = PREPARE) -> None:
        self._settings = settings
        self._command = command

    async def prepare(self, wish: Wish, say: Say) -> Outcome:
        async def hear(line: str) -> bool:
            stage, separator, told = line.partition(SEPARATOR)
            tells = bool(separator) and stage in STAGES
            if tells:
                await say(Stage(stage), told)
            return tells

        ended = await run_apart(self._command, hear, told_to_child(self._settings, wish))
        if ended.code != 0:
            raise PreparingFailed(ended.last)
        return outcome_in(ended.written)
