"""Puts values into a flow's mapping the way its authors write them, and never into what another step shares."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from flows.editing.document import clean

# As steps are written: what is done, what is said, what is offered, how it goes on.
ORDER = (
    *("act", "with", "outcomes", "say", "again", "resume", "buttons", "options_from", "tap_only", "alone"),
    *("template", "attach", "expects", "wait", "sure", "next", "end", "return"),
)


def put(step: CommentedMap, key: str, value: Any) -> None:
    """In the place of the old value, or where such a value is usually written."""
    if key in step:
        step[key] = keep_comment(value, step[key])
        return
    later = [known for known in step if known in ORDER and ORDER.index(known) > ORDER.index(key)]
    place = list(step).index(later[0]) if later else len(step)
    step.insert(place, key, value)


def drop(step: CommentedMap, key: str) -> None:
    if key in step:
        del step[key]


def own_map(step: CommentedMap, key: str) -> CommentedMap:
    """The mapping to be changed for this step alone: one that others share is copied first."""
    found = step.get(key)
    if not isinstance(found, CommentedMap):
        return CommentedMap()
    if found.anchor.value is None:
        return found
    copied: CommentedMap = deepcopy(found)
    copied.yaml_set_anchor(None)
    return copied


def put_last_but_otherwise(pairs: CommentedMap, key: str, value: Any, otherwise: str) -> None:
    """A new pair goes before the one that stands for all others."""
    if key in pairs or otherwise not in pairs:
        pairs[key] = value
    else:
        pairs.insert(list(pairs).index(otherwise), key, value)


def rename_key(pairs: CommentedMap, old: str, new: str) -> None:
    """In its place; the comment beside it stays with it."""
    place, value, comment = list(pairs).index(old), pairs[old], pairs.ca.items.pop(old, None)
    del pairs[old]
    pairs.insert(place, new, value)
    if comment is not None:
        pairs.ca.items[new] = comment


def line(words: str, *, inline: bool = False) -> Any:
    """A text as authors write it: several lines as a block, quoted only where it must be."""
    told = clean(words)
    if "\n" in told:
        return LiteralScalarString(told + "\n")
    written = f"{{a: {told}}}" if inline else f"a: {told}"
    return told if _reads_as(written, told) else DoubleQuotedScalarString(told)


def inline_map(pairs: Mapping[str, str]) -> CommentedMap:
    made = CommentedMap({key: line(value, inline=True) for key, value in pairs.items()})
    made.fa.set_flow_style()
    return made


def inline_words(words: Sequence[str]) -> CommentedSeq:
    made = CommentedSeq(words)
    made.fa.set_flow_style()
    return made


def _reads_as(written: str, told: str) -> bool:
    try:
        return bool(yaml.load(written, yaml.CSafeLoader) == {"a": told})
    except yaml.YAMLError:
        return False


def keep_comment(value: Any, before: Any) -> Any:
    """Lines under a block of text hang on the text."""
    comment = getattr(before, "comment", None)
    if comment is not None and isinstance(before, LiteralScalarString) and isinstance(value, LiteralScalarString):
        setattr(value, "comment", comment)  # noqa: B010 - its class does not declare it
    return value
