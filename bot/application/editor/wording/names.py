"""What a manager calls the phrases that acts put together and the values within them, with an example of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

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
    told: Mapping[str, tuple[str, str]] = _document()["values"]
    named = [(code, *told[code]) for code in sorted(PHRASES.get(phrase, ()))]
    return Values([Value(code, name, sample, here=True) for code, name, sample in named])


@cache
def _document() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(NAMES_FILE.read_text("utf-8"), yaml.CSafeLoader)
    return read
