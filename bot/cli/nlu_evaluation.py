"""The sentences kept for measuring, put through a release: never those its training holds too."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from pathlib import Path

from bot.adapters.nlu_client import NluClient
from bot.application.learning.evaluation import BATCH, answers_of
from bot.application.learning.groups import plain
from bot.application.nlu_page import Evaluation
from bot.application.nlu_scores import Answer
from bot.application.ports import Meaning, Utterance
from bot.domain.reading.mask import mask
from flows.compile import GRAPH_FILE
from flows.training_data import Sentence, read_sentences

FIRST, LATER = "first", ("second", "third", "fourth")


async def evaluate_release(release: Path, nlu: Path, dialogue: NluClient) -> Evaluation:
    """Both figures of every set: of all that understands, and of the classifier alone."""
    trained = {plain(sentence.text) for sentence in sentences_in(nlu / "data")}
    kept: dict[str, list[Sentence]] = defaultdict(list)
    left_out: dict[str, int] = defaultdict(int)
    for sentence in sentences_in(nlu / "tests" / "evaluation"):
        name = Path(sentence.file).stem
        name = name if name in LATER else FIRST
        left_out[name] += plain(sentence.text) in trained
        if plain(sentence.text) not in trained:
            kept[name].append(sentence)
    return Evaluation(
        whole={name: await answers_of(release.name, kept[name], dialogue) for name in sorted(kept)},
        classifier={name: await _classifier(release.name, kept[name], dialogue) for name in sorted(kept)},
        left_out=left_out,
        sure_threshold=json.loads((release / GRAPH_FILE).read_text(encoding="utf-8"))["sure_threshold"],
    )


def sentences_in(folder: Path) -> list[Sentence]:
    return read_sentences(_files_in(folder))[0]


async def _classifier(release: str, sentences: Iterable[Sentence], dialogue: NluClient) -> Sequence[Answer]:
    """The masked text as one clause nobody has read."""
    found: list[Answer] = []
    for batch in batched(sentences, BATCH):
        bursts = [[Utterance(mask(sentence.text))] for sentence in batch]
        found += _answers(batch, await dialogue.mean(release, bursts))
    return found


def _answers(sentences: Sequence[Sentence], meanings: Sequence[Meaning]) -> list[Answer]:
    return [
        Answer(sentence.text, sentence.intent, meant.intent, meant.confidence)
        for sentence, meant in zip(sentences, meanings, strict=True)
    ]


def _files_in(folder: Path) -> Mapping[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.yml"))}
