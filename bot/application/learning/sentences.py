"""The sentences staff taught, as one file of a draft: standard Rasa training data, kept by the page of learning."""

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from bot.application.editor.drafts.drafts import SENTENCES
from bot.application.learning.groups import Phrase, digest_of, plain
from bot.application.learning.hiding import HIDDEN, says_something
from flows.training_data import Sentence, read_sentences

LEARNED = "learned.yml"
LEARNED_PATH = f"{SENTENCES}{LEARNED}"
MOST_OF_A_GROUP = 25
_HEAD = '# Frases aprendidas com as conversas (página "Aprender").\nversion: "3.1"\n\nnlu:\n'
_MARKUP = re.compile(r"[\[\](){}|#]")  # Rasa would read entities out of them
_LEADING = re.compile(r"^[\s\-#>]+")


def sentences_in(files: Mapping[str, str]) -> list[Sentence]:
    """All sentences of a draft."""
    taught = {path.removeprefix(SENTENCES): text for path, text in files.items() if path.startswith(SENTENCES)}
    return read_sentences(taught)[0]


def teachable(phrases: Iterable[Phrase]) -> list[str]:
    """What a draft learns of a group: without what was hidden, each once."""
    kept = {plain(text): text for text in map(_as_taught, (phrase.text for phrase in phrases)) if says_something(text)}
    return list(kept.values())[:MOST_OF_A_GROUP]


def with_taught(files: Mapping[str, str], intent: str, texts: Iterable[str]) -> str:
    """The file with more sentences; one taught already, under this intent or another, is not added again."""
    known = {plain(sentence.text) for sentence in sentences_in(files)}
    fresh = [Sentence(intent, text, LEARNED) for text in texts if plain(text) not in known]
    return written([*_learned(files), *fresh])


def without_taught(files: Mapping[str, str], intent: str, digests: Container[str]) -> str | None:
    """The file without those sentences of an intent; None when nothing is left in it."""
    kept = [each for each in _learned(files) if each.intent != intent or digest_of(each.text) not in digests]
    return written(kept) if kept else None


def taught_digests(phrases: Sequence[Phrase]) -> tuple[str, ...]:
    """By what the phrases of a group, and the sentences made of them, are known again."""
    return tuple(
        dict.fromkeys([phrase.digest for phrase in phrases] + [digest_of(text) for text in teachable(phrases)])
    )


def _learned(files: Mapping[str, str]) -> list[Sentence]:
    return read_sentences({LEARNED: files[LEARNED_PATH]})[0] if LEARNED_PATH in files else []


def written(sentences: Iterable[Sentence]) -> str:
    by_intent: dict[str, dict[str, None]] = defaultdict(dict)
    for sentence in sentences:
        by_intent[sentence.intent][sentence.text] = None
    blocks = (
        "".join([f"- intent: {intent}\n  examples: |\n", *_lines(by_intent[intent])]) for intent in sorted(by_intent)
    )
    return _HEAD + "\n".join(blocks)


def _lines(texts: Iterable[str]) -> list[str]:
    return [f"    - {text}\n" for text in texts]


def _as_taught(text: str) -> str:
    bare = _MARKUP.sub(" ", text.replace(HIDDEN, " "))
    return _LEADING.sub("", " ".join(bare.split())).strip()
