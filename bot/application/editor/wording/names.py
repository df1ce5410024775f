"""What a manager calls the phrases that acts put together and the values within them, with an example of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.application.editor.steps.values import Value, Values
from flows.phrase_names import PHRASES

NAMES_FILE = Path(__file__).with_name("phrases.yml")


@dataclass(frozen=True)
class Group:
    """Phrases of one subject, by what they are called."""

    id: str
    name: str
    phrases: Mapping[str, str]


@cache
def phrase_groups() -> tuple[Group, ...]:
    return tuple(Group(one["id"], one["name"], one["phrases"]) for one in _document()["groups"])


@cache
def phrase_called(name: str) -> str:
    return next((group.phrases[name] for group in phrase_groups() if name in group.phrases), name)


@cache
def values_of(phrase: str) -> Values:
    """What the phrase may name."""
    told = _document()["values"]
    return Values([Value(code, *told[code], here=True) for code in sorted(PHRASES.get(phrase, ()))])


@cache
def _document() -> dict[str, dict[str, list[str]]]:
    read: dict[str, dict[str, list[str]]] = yaml.load(NAMES_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return read
