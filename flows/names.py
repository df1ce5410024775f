"""What staff call answers, acts, their outcomes and arguments, and the values texts are filled with."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from flows.catalogue import ACTS, ANY_INTENT
from flows.intent_names import name_of

NAMES_FILE = Path(__file__).with_suffix(".yml")


@dataclass(frozen=True)
class Names:
    """What has no name is called by its code: new words can be used before anybody names them."""

    answers: Mapping[str, str] = field(default_factory=dict)
    acts: Mapping[str, str] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    arguments: Mapping[str, str] = field(default_factory=dict)
    placeholders: Mapping[str, str] = field(default_factory=dict)

    def intent(self, code: str) -> str:
        return self.answers.get(code) or name_of(code)

    def act(self, code: str) -> str:
        return self.acts.get(code, code)

    def argument(self, code: str) -> str:
        return self.arguments.get(code, code)

    def placeholder(self, code: str) -> str:
        return self.placeholders.get(code, code)

    def outcome(self, act: str, code: str) -> str:
        """An act whose outcome may be any intent speaks of what was meant."""
        if act in ACTS and ANY_INTENT in ACTS[act].outcomes:
            return self.intent(code)
        return self.outcomes.get(code) or self.intent(code)


@cache
def names() -> Names:
    return Names(**yaml.load(NAMES_FILE.read_text(encoding="utf-8"), yaml.CSafeLoader))
