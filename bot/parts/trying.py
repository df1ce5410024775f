"""Puts the parts together of trying drafts: trials, replays, phones that get one."""

import asyncio
import sys
from collections.abc import Mapping, Sequence

from fastapi import APIRouter, FastAPI

from bot.adapters.db.editor.trying import SqlTrialPhones, SqlTrialWork
from bot.adapters.db.held_talks import SqlHeldBook
from bot.adapters.nlu_client import DialogueRefused
from bot.adapters.release_shelf import ReleaseShelf
from bot.apart.command import run_apart
from bot.apart.training import told_to_child
from bot.application.editor.trying.ports import Say, TrainingBroke
from bot.application.editor.trying.replay import PlaceGone
from bot.application.editor.trying.trying import TrialTools
from bot.application.ports import Clock, Dialogue, Meaning, Prediction, Utterance
from bot.application.releases import Build, Releases, ensure_release
from bot.assembly import Assembly, release_shelf
from bot.config import Settings
from console.editor.deps import EditorParts
from console.editor.trying.deps import TryParts
from console.editor.trying.pages import try_router
from console.editor.trying.replay import replay_router

TRAIN = (sys.executable, "-m", "bot.apart.training")


def try_routers() -> tuple[APIRouter, ...]:
    return try_router(), replay_router()


def bind_trying(app: FastAPI, assembly: Assembly) -> None:
    """After the editor, whose parts it works with."""
    editor: EditorParts = app.state.editor
    database, clock = assembly.database, assembly.clock
    store = StoredTrials(assembly.settings, release_shelf(assembly.settings, database), assembly.releases, clock)
    tools = TrialTools(
        editor.drafts,
        editor.bases,
        assembly.releases,
        store,
        SqlTrialWork(database, clock),
        SqlTrialPhones(database, clock),
        SqlHeldBook(database),
        Walking(assembly.dialogue),
        clock,
    )
    app.state.trying = TryParts(tools)


class Walking:
    """The dialogue, for walks that may come to where a release does not go on."""

    def __init__(self, dialogue: Dialogue) -> None:
        self._dialogue = dialogue

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        try:
            return await self._dialogue.understand(release, slots, messages, facts)
        except DialogueRefused as refused:
            raise PlaceGone(refused.detail) from refused

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        try:
            return await self._dialogue.resume(release, slots, outcome)
        except DialogueRefused as refused:
            raise PlaceGone(refused.detail) from refused

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return await self._dialogue.enter(release, slots, step)

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return await self._dialogue.mean(release, bursts)


class StoredTrials:
    """The `TrialStore` port: this machine's folder, and the database for the others."""

    def __init__(
        self,
        settings: Settings,
        shelf: ReleaseShelf,
        releases: Releases,
        clock: Clock,
    ) -> None:
        self._settings = settings
        self._shelf = shelf
        self._releases = releases
        self._clock = clock

    async def has(self, release_id: str) -> bool:
        return await self._shelf.fits(release_id)

    async def has_model(self, build: Build) -> bool:
        return (self._settings.model_cache / f"{build.model_id}.tar.gz").is_file()

    async def keep(self, build: Build) -> None:
        await asyncio.to_thread(ensure_release, build, self._shelf.folder, _NoTraining())
        await self._shelf.keep(build.id, self._clock.now())

    async def train(self, draft_id: int, build: Build, say: Say) -> None:
        live = (await self._releases.live()).id
        told = told_to_child(self._settings, draft_id, live, build.id)

        async def hear(line: str) -> bool:
            await say(line.strip())
            return False

        ended = await run_apart(TRAIN, hear, told)
        if ended.code != 0:
            raise TrainingBroke(ended.last)


class _NoTraining:
    """What is kept here has its model already."""

    def train(self, project: object, out: object) -> None:
        raise TrainingBroke("the model is no longer kept")
