"""Which of several things a few words name: by its code, or by a word that only its own label has (P4)."""

import re
from collections.abc import Mapping

from bot.domain.reading.text import fold

_WORDS = 6  # more than these tell a story
_SHORTEST = 4
_REFUSES = frozenset({"nao", "menos", "exceto", "sem", "nem"})


def named_in(text: str, labels: Mapping[str, str]) -> str | None:
    """The key whose code or label is named, when one alone is: "so o 50" for "050", "a de opme" for its label."""
    written = next((key for key in labels if key in text), None)
    if written is not None:
        return written
    said = re.findall(r"[a-z0-9]+", fold(text))
    if len(said) > _WORDS or _REFUSES & set(said):
        return None
    found = {key for key in labels if _number_of(key) in said} or {
        key for key, own in _own_words(labels).items() if own & set(said)
    }
    return found.pop() if len(found) == 1 else None


def _number_of(key: str) -> str:
    """Of two figures or more: a smaller number is a count or a place in a list."""
    number = key.lstrip("0")
    return number if number.isdigit() and len(number) > 1 else key


def _own_words(labels: Mapping[str, str]) -> dict[str, set[str]]:
    """The words of each label that no other has."""
    words = {
        key: {word for word in re.findall(r"[a-z]+", fold(label)) if len(word) >= _SHORTEST}
        for key, label in labels.items()
    }
    return {
        key: mine.difference(*(others for other, others in words.items() if other != key))
        for key, mine in words.items()
    }
