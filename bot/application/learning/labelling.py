"""Going through what was not understood: the groups left, a label for one, and taking the last label back."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rapidfuzz import fuzz, process

from bot.application.agents.reach import Reach, reach
from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.drafts import Draft, DraftFiles, Drafts, Edit, StaleDraft
from bot.application.learning.groups import Group, grouped, plain, without
from bot.application.learning.hiding import vocabulary_of
from bot.application.learning.ports import Guesser, Heard, Label, LearningBook
from bot.application.learning.sentences import (
    LEARNED_PATH,
    sentences_in,
    taught_digests,
    teachable,
    with_taught,
    without_taught,
)
from bot.application.ports import Clock
from bot.domain.errors import BotError
from flows.intent_names import INTENT_NAMES, IntentName, name_of
from flows.intent_names import teachable as teachable_intents
from flows.intents import TRAINED_INTENTS
from flows.training_data import Sentence, read_sentences

LOOK_BACK = timedelta(days=30)
FRESH_FOR = timedelta(seconds=60)
GUESSES = 5
TRIES = 4  # somebody else may write into the draft meanwhile
NEAREST = 40


class GroupGone(BotError):
    """Somebody else labelled it, or what was heard is too old by now."""


class IntentUnknown(BotError):
    """Not among what sentences may teach."""


class DraftBusy(BotError):
    """Others kept writing the same file; nothing was changed."""


@dataclass(frozen=True)
class Seen:
    """Everything grouped at a moment, of a release."""

    release: str
    at: datetime
    groups: Sequence[Group]
    sentences: Sequence[Sentence]


@dataclass
class LearningTools:
    """What the use cases here work with; the groups are kept for a minute, as making them takes a second."""

    book: LearningBook
    drafts: Drafts
    bases: Bases
    guesser: Guesser
    clock: Clock
    sure: float = 0.8
    _seen: dict[Reach, Seen] = field(default_factory=dict, repr=False)  # nobody sees what another's reach found
    _looking: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def seen(self) -> Seen:
        async with self._looking:
            now = self.clock.now()
            self._seen = {whose: seen for whose, seen in self._seen.items() if now - seen.at < FRESH_FOR}
            if reach() not in self._seen:
                self._seen[reach()] = await self._look(now)
            return self._seen[reach()]

    def look_again(self) -> None:
        self._seen.clear()

    async def _look(self, now: datetime) -> Seen:
        base = await self.bases.live()
        heard = await self.book.heard(now - LOOK_BACK, self.sure)
        sentences = read_sentences(base.sources.training.sentences)[0]
        taught = frozenset(plain(sentence.text) for sentence in sentences)
        groups = await asyncio.to_thread(_grouped, heard, sentences, taught)
        return Seen(base.release, now, groups, sentences)


@dataclass(frozen=True)
class Bench:
    """What the page shows: the group to label, those after it, and how far the work is."""

    group: Group | None
    guesses: Sequence[IntentName]
    coming: Sequence[Group]
    left: int
    done_today: int
    last: Label | None


async def groups_left(tools: LearningTools) -> list[Group]:
    seen = await tools.seen()
    return without(seen.groups, await tools.book.labelled())


async def bench(by: str, tools: LearningTools, skipped: Sequence[str] = (), coming: int = 8) -> Bench:
    """The most frequent group not skipped; when all were, the first again."""
    left = await groups_left(tools)
    waiting = [group for group in left if group.key not in skipped] or left
    now = tools.clock.now()
    midnight = tools.clock.business_now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = now - (tools.clock.business_now() - midnight)
    group = waiting[0] if waiting else None
    return Bench(
        group=group,
        guesses=await best_guesses(group, tools) if group else (),
        coming=waiting[1 : coming + 1],
        left=len(left),
        done_today=await tools.book.labelled_since(by, today),
        last=await tools.book.last_of(by),
    )


async def best_guesses(group: Group, tools: LearningTools) -> Sequence[IntentName]:
    """First the classifier's, then those whose sentences look most alike."""
    seen = await tools.seen()
    texts = [phrase.text for phrase in group.phrases[:3]]
    ranked = await tools.guesser.guesses(seen.release, texts)
    ordered = [intent for guesses in ranked for intent in guesses]
    ordered += await asyncio.to_thread(_alike, texts[0], seen.sentences)
    allowed = {name.intent for name in intents_to_choose()}
    distinct = [intent for intent in dict.fromkeys(ordered) if intent in allowed]
    return [INTENT_NAMES[intent] for intent in distinct[:GUESSES]]


def intents_to_choose() -> list[IntentName]:
    return teachable_intents(TRAINED_INTENTS)


async def label(key: str, intent: str, draft_id: int, by: str, tools: LearningTools) -> int:
    """Teach a draft the sentences of a group; gives how many were added."""
    if intent not in {name.intent for name in intents_to_choose()}:
        raise IntentUnknown(intent)
    group = await _group(key, tools)
    texts = teachable(group.phrases)
    before = await _write(draft_id, by, _Taught(intent, texts), tools)
    kept = Label(secrets.token_hex(8), intent, by, tools.clock.now(), draft_id, taught_digests(group.phrases))
    await tools.book.keep(kept)
    return before


async def dismiss(key: str, by: str, tools: LearningTools) -> None:
    """It teaches nothing: it is not shown again."""
    group = await _group(key, tools)
    digests = taught_digests(group.phrases)
    await tools.book.keep(Label(secrets.token_hex(8), "", by, tools.clock.now(), None, digests))


async def undo_last(by: str, tools: LearningTools) -> Label | None:
    """The group comes back, and its sentences leave the draft if that is open still."""
    last = await tools.book.last_of(by)
    if last is None:
        return None
    if last.draft_id is not None and any(draft.id == last.draft_id for draft in await tools.drafts.open_drafts()):
        await _write(last.draft_id, by, _Taken(last.intent, frozenset(last.digests)), tools)
    await tools.book.forget(last.batch)
    return last


async def choose_draft(draft_id: int | None, tools: LearningTools) -> tuple[Draft | None, Sequence[Draft]]:
    """The open draft asked for, else the newest."""
    known = await tools.drafts.open_drafts()
    return next((draft for draft in known if draft.id == draft_id), known[0] if known else None), known


@dataclass(frozen=True)
class _Taught:
    intent: str
    texts: Sequence[str]

    def applied(self, files: DraftFiles) -> str | None:
        return with_taught(files.files, self.intent, self.texts)

    @property
    def told(self) -> str:
        return f"Frases para «{name_of(self.intent)}»"


@dataclass(frozen=True)
class _Taken:
    intent: str
    digests: frozenset[str]

    def applied(self, files: DraftFiles) -> str | None:
        return without_taught(files.files, self.intent, self.digests)

    @property
    def told(self) -> str:
        return f"Frases de «{name_of(self.intent)}» desfeitas"


async def _write(draft_id: int, by: str, change: _Taught | _Taken, tools: LearningTools) -> int:
    """How many sentences there are more; again on what is there now when somebody wrote meanwhile."""
    for _ in range(TRIES):
        files = await tools.drafts.files(draft_id)
        before, after = files.files.get(LEARNED_PATH), change.applied(files)
        if _count(before) == _count(after):
            return 0
        edit = Edit(draft_id, by, change.told, {LEARNED_PATH: before}, {LEARNED_PATH: after})
        if not isinstance(await tools.drafts.write(edit), StaleDraft):
            return _count(after) - _count(before)
    raise DraftBusy(draft_id)


def _count(text: str | None) -> int:
    return len(sentences_in({LEARNED_PATH: text})) if text else 0


async def _group(key: str, tools: LearningTools) -> Group:
    found = next((group for group in await groups_left(tools) if group.key == key), None)
    if found is None:
        raise GroupGone(key)
    return found


def _grouped(heard: Sequence[Heard], sentences: Sequence[Sentence], taught: frozenset[str]) -> list[Group]:
    return grouped(heard, vocabulary_of(sentences), taught)


def _alike(text: str, sentences: Sequence[Sentence]) -> list[str]:
    texts = [plain(sentence.text) for sentence in sentences]
    near = process.extract(plain(text), texts, scorer=fuzz.token_sort_ratio, limit=NEAREST)
    return [sentences[place].intent for _, _, place in near]
