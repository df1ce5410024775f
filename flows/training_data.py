"""Training sentences as Rasa writes them: read, masked as the service masks, and each kept once."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

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
        found += _sentences_of(files[name], Notes(name, problems=problems))
    return found, problems


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
    """Sentences by intent, masked and kept once; one meaning two things stays with the first and is reported."""
    owner: dict[str, Sentence] = {}
    problems: list[Problem] = []
    for sentence in sentences:
        text = " ".join(mask(sentence.text).split())
        first = owner.setdefault(text.casefold(), Sentence(sentence.intent, text, sentence.file))
        if first.intent != sentence.intent:
            message = f"«{sentence.text}» ensina {sentence.intent} e também {first.intent} ({first.file})"
            problems.append(Problem("ambiguous_sentence", "", "", (), message, file=sentence.file))
    by_intent: dict[str, list[str]] = {}
    for kept in owner.values():
        by_intent.setdefault(kept.intent, []).append(kept.text)
    return {intent: sorted(by_intent[intent]) for intent in sorted(by_intent)}, problems
