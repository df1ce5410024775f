"""Training sentences compared: which were added and taken away, by what they mean."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from flows.intent_names import INTENT_NAMES


@dataclass(frozen=True)
class SentenceChange:
    """Of one intent, by the name staff read."""

    intent: str
    name: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def sentence_changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[SentenceChange, ...]:
    """A sentence moved from one file to another is no change."""
    old, new = _by_intent(before), _by_intent(after)
    changes = (_change(intent, old.get(intent, {}), new.get(intent, {})) for intent in sorted({*old, *new}))
    return tuple(one for one in changes if one.added or one.removed)


def _change(intent: str, old: Mapping[str, None], new: Mapping[str, None]) -> SentenceChange:
    known = INTENT_NAMES.get(intent)
    added, removed = (tuple(one for one in these if one not in those) for these, those in ((new, old), (old, new)))
    return SentenceChange(intent, known.name if known else intent, added, removed)


def _by_intent(files: Mapping[str, str]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for text in files.values():
        for block in _blocks(text):
            lines = str(block.get("examples") or "").splitlines()
            sentences = (line.strip().removeprefix("-").strip() for line in lines)
            found[str(block["intent"])].update(dict.fromkeys(filter(None, sentences)))
    return found


def _blocks(text: str) -> list[dict[str, object]]:
    """A file that is not what it should be has no sentences: the checks say so."""
    try:
        document = yaml.load(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError:
        return []
    blocks = document.get("nlu") if isinstance(document, dict) else None
    return [one for one in blocks if isinstance(one, dict) and "intent" in one] if isinstance(blocks, list) else []
