"""Training sentences as Rasa writes them: read, masked as the service masks, and each kept once."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flows.intents import TRAINED_INTENTS
from flows.problems import Problem
from flows.reading import Notes, read_document, refuse_unknown, text_of

type Mask = Callable[[str], str]

_BULLET = re.compile(r"^\s*-\s+(.+?)\s*$")


@dataclass(frozen=True)
class Sentence:
    """One example, and the file it came from."""

    intent: str
    text: str
    file: str


def read_sentences(files: Mapping[str, str]) -> tuple[list[Sentence], list[Problem]]:
    problems: list[Problem] = []
    found: list[Sentence] = []
    for name in sorted(files):
        sentences, faults = _sentences_in(name, files[name])
        found += sentences
        problems += faults
    return found, problems


@lru_cache(maxsize=256)
def _sentences_in(name: str, text: str) -> tuple[tuple[Sentence, ...], tuple[Problem, ...]]:
    notes = Notes(name)
    return tuple(_sentences_of(text, notes)), tuple(notes.problems)


def _sentences_of(text: str, notes: Notes) -> Iterable[Sentence]:
    document = read_document(text, notes)
    refuse_unknown(document, {"version", "nlu"}, notes)
    blocks = document.get("nlu") or []
    for block in blocks if isinstance(blocks, list) else []:
        intent = str(block.get("intent", "")) if isinstance(block, dict) else ""
        if intent not in TRAINED_INTENTS:
            notes.add("unknown_intent", f"intenção desconhecida nos exemplos: «{intent}»")
            continue
        for line in text_of(block.get("examples"), notes, f"examples de {intent}").splitlines():
            matched = _BULLET.match(line)
            if matched:
                yield Sentence(intent, matched.group(1), notes.file)


def masked_examples(sentences: Iterable[Sentence], mask: Mask) -> tuple[dict[str, list[str]], list[Problem]]:
    """Sentences by intent, masked and kept once.

    Different sentences may mask alike ("dia 10", "10/12/1980"): the intent most of them teach keeps the masked one.
    The same sentence under two intents is a mistake of its author, and reported.
    """
    written = list(sentences)
    masked = [_masked(mask, sentence.text) for sentence in written]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence, text in zip(written, masked, strict=True):
        votes[text.casefold()][sentence.intent] += 1
    by_intent: dict[str, dict[str, str]] = defaultdict(dict)
    for text in masked:
        [(intent, _)] = votes[text.casefold()].most_common(1)
        by_intent[intent].setdefault(text.casefold(), text)
    return {intent: sorted(by_intent[intent].values()) for intent in sorted(by_intent)}, _taught_twice(written)


@lru_cache(maxsize=32_768)
def _masked(mask: Mask, text: str) -> str:
    """Masked once: an edit changes a few sentences of thousands."""
    return " ".join(mask(text).split())


def _taught_twice(sentences: Iterable[Sentence]) -> list[Problem]:
    first: dict[str, Sentence] = {}
    problems: list[Problem] = []
    for sentence in sentences:
        earlier = first.setdefault(" ".join(sentence.text.casefold().split()), sentence)
        if earlier.intent != sentence.intent:
            message = f"«{sentence.text}» ensina {sentence.intent} e também {earlier.intent} ({earlier.file})"
            problems.append(Problem("ambiguous_sentence", "", "", (), message, file=sentence.file))
    return problems
