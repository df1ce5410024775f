"""Understanding before and after a draft, on sentences neither was taught: what publishing warns of."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from itertools import batched

from bot.application.learning.groups import plain
from bot.application.learning.sentences import LEARNED, written
from bot.application.nlu_scores import Answer, macro_f1, score_by_intent
from bot.application.ports import Dialogue
from bot.application.releases import Sources
from bot.application.understand import understand_each
from bot.domain.errors import BotError
from flows.training_data import Sentence, read_sentences

DAY = date(2026, 11, 21)
BATCH = 100
ONE_IN = 5  # of the draft's own sentences, kept from its training
WORSE_F1, WORSE_RECALL, ENOUGH_SENTENCES = 0.005, 0.05, 20
WORST_PAIRS = 15


class NothingToMeasure(BotError):
    """No sentence is left that neither was taught."""

    def __init__(self) -> None:
        super().__init__("no sentence is left that neither the live release nor the draft was taught")


@dataclass(frozen=True)
class Split:
    """What the draft's model is trained from, and the sentences both are asked."""

    training: Sequence[Sentence]
    asked: Sequence[Sentence]


@dataclass(frozen=True)
class Change:
    """How one intent fared, in parts of one."""

    intent: str
    sentences: int
    recall_before: float
    recall_after: float
    f1_before: float
    f1_after: float

    @property
    def is_worse(self) -> bool:
        return self.sentences >= ENOUGH_SENTENCES and _lost(self.recall_before, self.recall_after) > WORSE_RECALL


@dataclass(frozen=True)
class Confusion:
    """How often one meaning was taken for another."""

    meant: str
    taken: str
    before: int
    after: int


@dataclass(frozen=True)
class Measured:
    """The live release beside the draft, on the same sentences; holds no sentence."""

    release: str
    draft_id: int
    draft_version: int
    sentences: int
    f1_before: float
    f1_after: float
    changes: tuple[Change, ...]
    confusions: tuple[Confusion, ...]

    @property
    def worse_intents(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.is_worse)

    @property
    def is_worse_overall(self) -> bool:
        return _lost(self.f1_before, self.f1_after) > WORSE_F1

    @property
    def is_worse(self) -> bool:
        """Publishing warns: over all intents, or of one with sentences enough to say so."""
        return self.is_worse_overall or bool(self.worse_intents)

    def as_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def _lost(before: float, after: float) -> float:
    """Without what a division leaves in the last places."""
    return round(before - after, 9)


def measured_in(text: str) -> Measured:
    """What `as_json` wrote."""
    told = json.loads(text)
    changes = tuple(Change(**change) for change in told.pop("changes"))
    confusions = tuple(Confusion(**pair) for pair in told.pop("confusions"))
    return Measured(**told, changes=changes, confusions=confusions)


def split(live: Sources, draft: Sources, kept: Iterable[Sentence]) -> Split:
    """Of every intent one in five of the sentences the draft adds is only asked; so are those kept for measuring."""
    before, after = _sentences(live), _sentences(draft)
    known = {plain(sentence.text) for sentence in before}
    held = _held_out([sentence for sentence in after if plain(sentence.text) not in known])
    held_texts = {plain(sentence.text) for sentence in held}
    training = [sentence for sentence in after if plain(sentence.text) not in held_texts]
    taught = known | {plain(sentence.text) for sentence in training}
    asked = {plain(sentence.text): sentence for sentence in [*kept, *held]}
    fresh = [sentence for text, sentence in asked.items() if text not in taught]
    if not fresh:
        raise NothingToMeasure
    return Split(training, fresh)


def sources_to_train(live: Sources, training: Iterable[Sentence]) -> Sources:
    """The live content with other sentences: what flows the draft is in the middle of changing does not matter here."""
    return replace(live, training=replace(live.training, sentences={LEARNED: written(training)}))


async def answers_of(release: str, sentences: Iterable[Sentence], dialogue: Dialogue) -> list[Answer]:
    """What a release takes each sentence for, readers and all."""
    found: list[Answer] = []
    for batch in batched(sentences, BATCH):
        understood = await understand_each([sentence.text for sentence in batch], dialogue, release, DAY)
        found += [
            Answer(sentence.text, sentence.intent, each.meant.intent, each.meant.confidence)
            for sentence, each in zip(batch, understood, strict=True)
        ]
    return found


def compare(draft: tuple[int, int], release: str, before: Sequence[Answer], after: Sequence[Answer]) -> Measured:
    """`draft`: its id and version."""
    olds = {score.intent: score for score in score_by_intent(before)}
    changes = tuple(
        Change(new.intent, new.sentences, olds[new.intent].recall, new.recall, olds[new.intent].f1, new.f1)
        for new in score_by_intent(after)
    )
    f1 = (macro_f1(before), macro_f1(after))
    return Measured(release, *draft, len(after), *f1, changes, _confusions(before, after))


def _confusions(before: Sequence[Answer], after: Sequence[Answer]) -> tuple[Confusion, ...]:
    was, now = _mistakes(before), _mistakes(after)
    pairs = sorted(was.keys() | now.keys(), key=lambda pair: (-now[pair], -was[pair], pair))
    return tuple(Confusion(*pair, was[pair], now[pair]) for pair in pairs[:WORST_PAIRS])


def _mistakes(answers: Iterable[Answer]) -> Counter[tuple[str, str]]:
    return Counter((answer.meant, answer.taken) for answer in answers if not answer.is_right)


def _held_out(sentences: Iterable[Sentence]) -> list[Sentence]:
    by_intent: dict[str, dict[str, Sentence]] = defaultdict(dict)
    for sentence in sentences:
        by_intent[sentence.intent][hashlib.sha256(plain(sentence.text).encode()).hexdigest()] = sentence
    chosen = (sorted(by_intent[intent].items())[ONE_IN - 1 :: ONE_IN] for intent in sorted(by_intent))
    return [sentence for some in chosen for _, sentence in some]


def _sentences(sources: Sources) -> list[Sentence]:
    return read_sentences(sources.training.sentences)[0]
