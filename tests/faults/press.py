"""What publishes and rolls back beside a running service, as the console does; some editions are really trained."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from bot.adapters.db.editor.running import SqlRunning
from bot.adapters.nlu_client import NluClient
from bot.adapters.release_shelf import ReleaseShelf
from bot.adapters.release_store import ReleaseFolder
from bot.adapters.trainer import SubprocessTrainer
from bot.application.publications import Signed
from bot.application.publish import Move, Order, Published, PublishTools, publish, roll_back
from bot.application.releases import Sources, build_release, ensure_release, sources_of
from bot.assembly import release_push
from bot.config import Settings
from bot.publishing import NLU, opened_publishing
from tests.faults.editions import edition

ANSWERS_WITHIN_S = 300.0
ANA, BIA = "ana@exemplo.invalid", "bia@exemplo.invalid"


@dataclass
class Press:
    """Makes editions in a folder of its own, whose models nobody has trained but the first."""

    tools: PublishTools
    dialogue: NluClient
    folder: ReleaseFolder
    first: Sources
    parts: Path
    editions: dict[str, int]  # by release
    moved_to: set[str] = field(default_factory=set)  # releases running conversations were asked to go to
    nlu_servers: int = 1
    made_s: list[float] = field(default_factory=list)
    trained_s: list[float] = field(default_factory=list)
    trainings: list[Path] = field(default_factory=list)

    async def publishes(self, number: int, *, trains: bool = False, move: Move = Move.FINISH) -> Published:
        """Made and asked something on every nlu server first, as preparing does; then made live."""
        began = monotonic()
        release = await asyncio.to_thread(self._made, number, trains)
        await self.tools.shelf.keep(release, self.tools.clock.now())
        for _ in range(self.nlu_servers):
            await self.dialogue.alternatives(release, ["oi"])
        (self.trained_s if trains else self.made_s).append(monotonic() - began)
        self.editions[release] = number
        if move is Move.MAP:
            self.moved_to.add(release)
        return await publish(Order(release, Signed(ANA, f"edição {number}", BIA), move), self.tools)

    async def rolls_back(self) -> Published:
        return await roll_back(None, Signed(ANA, "voltar"), self.tools)

    def _made(self, number: int, trains: bool) -> str:
        build, before = build_release(edition(self.first, number, other_sentences=trains)), len(self.trainings)
        ensure_release(build, self.folder, self)
        assert (len(self.trainings) > before) is trains
        return build.id

    def train(self, project: Path, out: Path) -> None:
        """The `Trainer` port, counted."""
        self.trainings.append(project)
        SubprocessTrainer(NLU / ".venv" / "bin" / "python", NLU / "train.py", self.parts, lambda _: None).train(
            project, out
        )


@asynccontextmanager
async def opened_press(settings: Settings, cached: ReleaseFolder, release: str) -> AsyncIterator[Press]:
    """`release` is what the service began with."""
    folder = ReleaseFolder(settings.releases, settings.home / "models")
    folder.put(release, cached.packed(release))
    async with opened_publishing(settings) as opened:
        shelf = ReleaseShelf(folder, opened.kept)
        running = SqlRunning(opened.database, opened.clock)
        tools = PublishTools(shelf, opened.publications, opened.releases, running, opened.clock)
        first, parts = sources_of(folder.files(release)), settings.home / "parts"
        dialogue = NluClient(settings.nlu_url, timeout_s=ANSWERS_WITHIN_S, push=release_push(settings, opened.database))
        try:
            yield Press(tools, dialogue, folder, first, parts, {release: 0}, nlu_servers=len(settings.nlu_url))
        finally:
            await dialogue.close()
