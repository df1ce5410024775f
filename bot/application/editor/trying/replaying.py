"""Replays of a draft beside the service: begun, told of while under way, and read once done."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.application.editor.trying.ports import Held, Work, WorkState
from bot.application.editor.trying.replay import Change, Replay, Stage, replay_in, walk_again
from bot.application.editor.trying.trying import NeedsTraining, Trial, TrialTools, trial_of
from bot.application.learning.hiding import Vocabulary, hidden, readable, vocabulary_of
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.domain.errors import BotError
from flows.training_data import read_sentences

USUAL, MOST = 50, 500


@dataclass(frozen=True)
class Asked:
    """Which conversations, on what, and who asked."""

    draft_id: int
    profile: str
    by: str
    limit: int = USUAL
    as_live: bool = False


@dataclass(frozen=True)
class ToldChange:
    """A change with what was written then, as staff may read it."""

    change: Change
    said: str


@dataclass
class Hiding:
    """What may be shown of what people wrote, by the live release's sentences; read once a release."""

    release: str = ""
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary(frozenset()))

    async def of(self, tools: TrialTools) -> Vocabulary:
        live = await tools.bases.live()
        if live.release != self.release:
            sentences = read_sentences(live.sources.training.sentences)[0]
            self.release, self.vocabulary = live.release, vocabulary_of(sentences)
        return self.vocabulary


async def start_replay(asked: Asked, tools: TrialTools) -> NeedsTraining | None:
    """Nothing where it is under way already. Raises as `trial_of`."""
    trial = await trial_of(asked.draft_id, tools, as_live=asked.as_live)
    if isinstance(trial, NeedsTraining):
        return trial
    work = await tools.work.begin(_key(asked.draft_id, asked.profile), asked.by)
    if work is not None:
        tools.begin(_replay(asked, trial, work, tools))
    return None


async def last_replay(draft_id: int, profile: str, tools: TrialTools) -> tuple[Work | None, Replay | None]:
    """How far the last one is, and what it found."""
    work = await tools.work.last(_key(draft_id, profile))
    found = replay_in(work.result) if work is not None and work.state is WorkState.DONE else None
    return work, found


async def told(changes: Sequence[Change], tools: TrialTools, hiding: Hiding) -> list[ToldChange]:
    """With what was written, of which nothing personal is left."""
    said = await tools.held.said([change.turn for change in changes])
    vocabulary = await hiding.of(tools)

    def shown() -> dict[int, str]:
        return {
            turn: readable(hidden(one.text, replace(vocabulary, names=vocabulary.names | one.names, _seen={})))
            for turn, one in said.items()
        }

    words: Mapping[int, str] = await asyncio.to_thread(shown)
    return [ToldChange(change, words.get(change.turn, "")) for change in changes]


async def _replay(asked: Asked, trial: Trial, work: Work, tools: TrialTools) -> None:
    """One conversation after the other, so that debtors who write meanwhile hardly wait."""
    state, result = WorkState.FAILED, ""
    try:
        ids = await tools.held.last(asked.profile, min(asked.limit, MOST))
        found = Replay(trial.release, trial.version, trial.as_live)
        loaded = await tools.releases.get(trial.release)
        then: dict[str, LoadedRelease] = {}
        for number, conversation_id in enumerate(ids):
            if not await tools.work.note(work, f"{number}/{len(ids)}"):
                return
            held = await tools.held.held(conversation_id)
            if held is not None:
                stage = Stage(loaded, await _with_releases(held, then, tools), tools.dialogue)
                found = found.with_one(*await walk_again(held, stage))
        state, result = WorkState.DONE, found.as_json()
    except BotError as error:
        result = str(error)
    finally:
        await tools.work.end(work, state, result)


async def _with_releases(held: Held, then: dict[str, LoadedRelease], tools: TrialTools) -> Mapping[str, LoadedRelease]:
    """Those its turns were held on, where they are still kept."""
    for release_id in {turn.release for turn in held.turns} - set(then):
        try:
            then[release_id] = await tools.releases.get(release_id)
        except ReleaseMissing:
            continue
    return then


def _key(draft_id: int, profile: str) -> str:
    return f"replay {draft_id} {profile}"
