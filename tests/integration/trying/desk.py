"""Trying drafts in tests: real tables, releases kept in memory, and a dialogue that walks any graph by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.editor.trying import SqlTrialPhones, SqlTrialWork
from bot.adapters.db.engine import Database
from bot.adapters.db.held_talks import SqlHeldBook
from bot.adapters.release_store import sources_in
from bot.application.editor.drafts.bases import Base
from bot.application.editor.trying.ports import Say, TrainingBroke
from bot.application.editor.trying.trying import TrialTools
from bot.application.ports import ActCall, Clock, Meaning, Prediction, Utterance
from bot.application.releases import Build, LoadedRelease, ReleaseMissing, load_release
from console.editor.deps import EditorParts
from console.editor.trying.deps import TryParts
from tests.checkout import ROOT, checkout_build, checkout_release


@dataclass
class Kept:
    """The `TrialStore`, `Releases` and `Bases` ports: the checkout's release is live, others are tried."""

    builds: dict[str, Build] = field(default_factory=dict)
    models: set[str] = field(default_factory=set)
    breaks: bool = False

    @classmethod
    def of_checkout(cls) -> "Kept":
        build = checkout_build()
        return cls({build.id: build}, {build.model_id})

    async def has(self, release_id: str) -> bool:
        return release_id in self.builds

    async def has_model(self, build: Build) -> bool:
        return build.model_id in self.models

    async def keep(self, build: Build) -> None:
        self.builds[build.id] = build

    async def train(self, draft_id: int, build: Build, say: Say) -> None:
        await say("training: the words…")
        if self.breaks:
            raise TrainingBroke("no room on the disk")
        self.models.add(build.model_id)
        await self.keep(build)

    async def live(self) -> LoadedRelease:
        return checkout_release()

    async def get(self, release_id: str) -> LoadedRelease:
        if release_id not in self.builds:
            raise ReleaseMissing(release_id)
        return load_release(self.builds[release_id].files)


class CheckoutBases:
    async def live(self) -> Base:
        return await self.of(checkout_build().id)

    async def of(self, release_id: str) -> Base:
        return Base(release_id, sources_in(ROOT))


@dataclass
class Walker:
    """The `Dialogue` port over the graphs of releases; what texts mean is told beforehand."""

    kept: Kept
    means: Mapping[str, str] = field(default_factory=dict)

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        intent = messages[0].intent or self.means.get(messages[0].text, "out_of_scope")
        steps = await self._steps(release, slots)
        here = steps.get(slots.get("step", ""), {})
        profile = (await self.kept.get(release)).graph["profiles"][slots["profile"]]
        ways = here.get("wait", {})
        target = (
            ways.get(intent) or profile["interrupts"].get(intent) or ways.get("*") or profile["start"]
            if here
            else profile["start"]
        )
        return replace(self._from(steps, target), intent=intent, confidence=1.0)

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        steps = await self._steps(release, slots)
        outcomes = steps[slots["step"]]["outcomes"]
        return self._from(steps, outcomes.get(outcome) or outcomes["*"])

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return self._from(await self._steps(release, slots), step)

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return [Meaning(self.means.get(burst[0].text, "out_of_scope"), 1.0) for burst in bursts]

    async def _steps(self, release: str, slots: Mapping[str, str]) -> Mapping[str, dict[str, object]]:
        found: Mapping[str, dict[str, object]] = (await self.kept.get(release)).graph["profiles"][slots["profile"]][
            "steps"
        ]
        return found

    def _from(self, steps: Mapping[str, dict[str, object]], target: str) -> Prediction:
        lines: list[str] = []
        while True:
            step = steps[target]
            if step.get("act"):
                return Prediction(tuple(lines), ActCall(str(step["act"]), {}), {"step": target})
            if step.get("say"):
                lines.append(str(step["say"]))
            if not step.get("next"):
                return Prediction(tuple(lines), None, {"step": target})
            target = str(step["next"])


def trial_tools(
    database: Database, clock: Clock, kept: Kept | None = None, means: Mapping[str, str] | None = None
) -> TrialTools:
    kept = kept or Kept.of_checkout()
    return TrialTools(
        SqlDrafts(database, clock),
        CheckoutBases(),
        kept,
        kept,
        SqlTrialWork(database, clock),
        SqlTrialPhones(database, clock),
        SqlHeldBook(database),
        Walker(kept, means or {}),
        clock,
    )


def try_parts(database: Database, clock: Clock, editor: EditorParts | None = None) -> TryParts:
    tools = trial_tools(database, clock)
    return TryParts(replace(tools, drafts=editor.drafts) if editor is not None else tools)
