"""Rasa's own gate: a project it would warn of is not trained (F3).

What `rasa data validate --fail-on-warnings` looks for is looked for here, on the importer that training reads anyway,
and whatever Rasa warns of while training ends it. No fault of ours are: stories, of which we have none, that name no
intent and no text; intents that only the service sets (media, a tapped option), never trained; our only policy.

A model that is used again is not checked again: its sentences and pipeline are those that passed. What also depends on
flows and texts is checked at every publishing without Rasa, by flows/checks and flows/training_data:

| Rasa's warning                                   | stood for by                                                    |
|--------------------------------------------------|-----------------------------------------------------------------|
| a message labeled with an intent not in the domain | `unknown_intent` of a training file                           |
| an example labeled with several intents          | `ambiguous_sentence`                                            |
| an intent, text or action not used in any story  | `step_unreachable`, `flow_unused`                               |
| an intent, action or text used but not there     | `unknown_intent`, `unknown_act`, `unknown_step` of a flow       |
| an empty domain, slots, forms                    | written by flows/compile.py, the same for any content           |
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rasa.shared.importers.importer import TrainingDataImporter
from rasa.validator import Validator

_NOT_OF_US = re.compile(
    r"is not used in any story or rule"
    r"|is listed in the domain file, but is not found in the NLU training data"
    r"|Slot auto-fill has been removed in 3\.0"
    r"|Found a rule-based policy in your configuration but no rule-based training data"
    r"|'RulePolicy' is not included in the model's policy configuration"
)
_SAID_OF_CODE = (DeprecationWarning, PendingDeprecationWarning, FutureWarning, ImportWarning, ResourceWarning)
_OURS = {"rasa", "concilia_nlu"}  # what other libraries say of a machine keeps nothing from being published
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
MOST_REASONS = 10


class BrokenProject(Exception):
    """A project that Rasa warns of, with each warning."""

    def __init__(self, reasons: list[str]) -> None:
        shown = reasons[:MOST_REASONS]
        left_out = [f"and {len(reasons) - len(shown)} more"] if len(reasons) > len(shown) else []
        super().__init__("; ".join([*shown, *left_out]))
        self.reasons = reasons


@contextmanager
def refusing_warnings() -> Iterator[None]:
    """Whatever is warned of inside is raised as BrokenProject when the block ends well."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        yield
    if reasons := list(dict.fromkeys(_said(warning) for warning in heard if _is_of_us(warning))):
        raise BrokenProject(reasons)


def check_project(importer: TrainingDataImporter) -> None:
    """Raises BrokenProject."""
    with refusing_warnings():
        validator = Validator.from_importer(importer)
        if validator.domain.is_empty():
            raise BrokenProject(["the domain is empty"])
        is_good = all([check() for check in _checks(validator)])  # noqa: C419 - each of them tells
        validator.warn_if_config_mandatory_keys_are_not_set()
    if not is_good:
        raise BrokenProject(["rasa data validate finds the project invalid"])


def _checks(validator: Validator) -> tuple:
    return (
        validator.verify_domain_validity,
        validator.verify_actions_in_stories_rules,
        validator.verify_forms_in_stories_rules,
        validator.verify_form_slots,
        validator.verify_slot_mappings,
        lambda: validator.verify_nlu(ignore_warnings=False),
        lambda: validator.verify_story_structure(ignore_warnings=False),
    )


def _is_of_us(warning: warnings.WarningMessage) -> bool:
    if issubclass(warning.category, _SAID_OF_CODE) or not _OURS & set(Path(warning.filename).parts):
        return False
    return not _NOT_OF_US.search(str(warning.message))


def _said(warning: warnings.WarningMessage) -> str:
    return " ".join(_COLOUR.sub("", str(warning.message)).split())
