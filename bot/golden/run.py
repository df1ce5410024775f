"""Golden conversations held with a release in a scratch database: the steps it goes through, not its words (F2, F3)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.application.messages import OutgoingMessage
from bot.application.ports import Dialogue, Meaning, Prediction, Utterance
from bot.application.releases import LoadedRelease
from bot.domain.errors import BotError
from bot.golden.debtors import PHONE
from bot.golden.events import EVENTS
from bot.golden.phone import HeldPhone, Line, Scratch, held_phone, scratch_place
from bot.golden.script import Golden, Said, hours_in

type Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Failure:
    """What an answer was not, in words."""

    file: str
    name: str
    said: str
    message: str


@dataclass(frozen=True)
class GoldenReport:
    """How the conversations went, and which steps of each profile they passed."""

    played: int
    failures: tuple[Failure, ...]
    visited: Mapping[str, frozenset[str]]
    steps: Mapping[str, int]

    def as_dict(self) -> dict[str, object]:
        coverage = {
            name: {"visited": len(self.visited.get(name, ())), "steps": all_} for name, all_ in self.steps.items()
        }
        failed = [vars(failure) for failure in self.failures]
        return {"played": self.played, "failed": failed, "coverage": coverage}


class Watched:
    """The dialogue, with what it walked through remembered."""

    def __init__(self, dialogue: Dialogue, release: LoadedRelease, profile: str) -> None:
        self.step = self.intent = self.heading = ""  # the last: where an act's answer leads
        self.visited: set[str] = set()
        self._dialogue = dialogue
        self._steps: Mapping[str, Mapping[str, Any]] = release.graph["profiles"][profile]["steps"]
        self._interrupts: Mapping[str, str] = release.graph["profiles"][profile]["interrupts"]
        self._saying = {
            step[key]: name for name, step in self._steps.items() for key in ("say", "again") if step.get(key)
        }

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        try:
            return self._seen(await self._dialogue.understand(release, slots, messages, facts))
        except BotError:
            await self._head(release, slots, messages)
            raise

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        outcomes = self._steps.get(slots.get("step", ""), {}).get("outcomes", {})
        self.heading = outcomes.get(outcome) or outcomes.get("*") or ""
        self._pass(self.heading)
        return self._seen(await self._dialogue.resume(release, slots, outcome))

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        return self._seen(await self._dialogue.enter(release, slots, step))

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        return await self._dialogue.mean(release, bursts)

    def headed(self) -> set[str]:
        """Where it was heading when it was refused: as far as that goes on by itself."""
        found, step = set[str](), self.heading
        while step and step not in found:
            found.add(step)
            step = self._steps.get(step, {}).get("next", "")
        return found

    async def _head(self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance]) -> None:
        """Where the words lead that were refused."""
        [meant] = await self._dialogue.mean(release, [messages])
        ways = self._steps.get(slots.get("step", ""), {}).get("wait", {})
        self.heading = ways.get(meant.intent) or self._interrupts.get(meant.intent) or ways.get("*") or ""

    def saw(self, messages: Sequence[OutgoingMessage]) -> None:
        """Lines that were not asked of the dialogue: what is told of a notice comes first in a turn."""
        self._say(line for message in messages for line in message.responses)

    def _seen(self, prediction: Prediction) -> Prediction:
        self.step = prediction.slots.get("step", self.step)
        self.intent = prediction.intent or self.intent
        self.visited.add(self.step)
        self._say(prediction.lines)
        return prediction

    def _say(self, lines: Iterable[str]) -> None:
        for step in (self._saying[line] for line in lines if line in self._saying):
            self.visited.add(step)
            self._pass(self._steps[step].get("next"))

    def _pass(self, step: str | None) -> None:
        """Through steps that neither say nor do anything, which no prediction stops at."""
        while step and not {"say", "act"} & self._steps[step].keys() and step not in self.visited:
            self.visited.add(step)
            step = self._steps[step].get("next")


async def run_golden(
    release: LoadedRelease, dialogue: Dialogue, scripts: Sequence[Golden], progress: Progress = lambda *_: None
) -> GoldenReport:
    """Hold every conversation; `progress` hears how many of how many are done, and the name of the next."""
    failures: list[Failure] = []
    visited: dict[str, set[str]] = {}
    async with scratch_place() as scratch:
        for number, script in enumerate(scripts):
            progress(number, len(scripts), script.name)
            watched = Watched(dialogue, release, script.profile)
            failures += await _hold(script, release, watched, scratch)
            visited.setdefault(script.profile, set()).update(watched.visited)
    progress(len(scripts), len(scripts), "")
    steps = {name: len(profile["steps"]) for name, profile in release.graph["profiles"].items()}
    return GoldenReport(len(scripts), tuple(failures), {name: frozenset(seen) for name, seen in visited.items()}, steps)


async def _hold(script: Golden, release: LoadedRelease, watched: Watched, scratch: Scratch) -> list[Failure]:
    line = Line(script.profile, script.debtor, script.channel, script.phone or PHONE)
    async with held_phone(line, release, watched, scratch) as phone:
        for said in script.said:
            if hours := hours_in(said.text):
                phone.clock.instant += timedelta(hours=hours)
                continue
            if wrong := await _answered(said, phone, watched):
                return [Failure(script.file, script.name, said.text, wrong)]  # what follows would only follow from it
    return []


async def _answered(said: Said, phone: HeldPhone, watched: Watched) -> str:
    """What is wrong with what came of it."""
    if said.taps and phone.tapped(said.taps) is None:
        return "essa opção não foi oferecida"
    if said.text in EVENTS:
        await EVENTS[said.text](phone)
        watched.saw(await phone.reads())
    else:
        watched.saw(await phone.send(said))
    return _wrong(said, watched)


def _wrong(said: Said, watched: Watched) -> str:
    if said.intent and watched.intent != said.intent:
        return f"entendeu «{watched.intent}», e se esperava «{said.intent}»"
    if said.step and watched.step != said.step:
        return f"parou em «{watched.step}», e se esperava «{said.step}»"
    return ""
