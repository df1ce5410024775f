"""What staff call the steps of the flows, as steps.yml of the common content holds them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from flows.problems import Problem
from flows.reading import Notes, read_document, refuse_unknown, words_by_key

STEP_NAMES_FILE = "common/steps.yml"


@dataclass(frozen=True)
class StepNames:
    """A step without a name of its own is called by its id: it can be chosen before anybody names it."""

    groups: Mapping[str, str] = field(default_factory=dict)
    steps: Mapping[str, str] = field(default_factory=dict)

    def of(self, step: str) -> str:
        return self.steps.get(step, step)

    def shown(self, step: str) -> str:
        """As agents read it: by its own name or its flow's, or nothing, never an id."""
        return self.steps.get(step) or self.groups.get(step.partition(".")[0], "")

    def group_of(self, step: str) -> str:
        flow = step.partition(".")[0]
        return self.groups.get(flow, flow)


def read_step_names(text: str) -> tuple[StepNames, list[Problem]]:
    step_names, problems = _read(text)
    return step_names, list(problems)


@lru_cache(maxsize=16)
def _read(text: str) -> tuple[StepNames, tuple[Problem, ...]]:
    """Once for each text: every check asks, and an edit seldom changes it."""
    notes = Notes(STEP_NAMES_FILE)
    given = read_document(text, notes)
    refuse_unknown(given, {"groups", "steps"}, notes)
    groups, steps = (words_by_key(given.get(key), notes, key) for key in ("groups", "steps"))
    return StepNames(groups, steps), tuple(notes.problems)
