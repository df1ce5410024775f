"""What several messages of one turn mean together: one intent, and whether a yes among them was conditional. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from concilia_nlu.graph import Graph
from concilia_nlu.walk import AFFIRM

OUT_OF_SCOPE = "out_of_scope"
FROM_NLU = "nlu"
ALTERNATIVES = 3


@dataclass(frozen=True)
class Guess:
    """One intent the classifier considered."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What one message meant, by whom it was read, and what else it might have been."""

    intent: str
    confidence: float = 1.0
    source: str = "reader"
    conditional: bool = False
    alternatives: tuple[Guess, ...] = ()


def reading_of(ranking: Sequence[Guess], threshold: float) -> Reading:
    """The best guess, or out_of_scope when it is not good enough."""
    if not ranking:
        return Reading(OUT_OF_SCOPE, 0.0, FROM_NLU)
    best = ranking[0]
    intent = best.name if best.confidence >= threshold else OUT_OF_SCOPE
    return Reading(intent, best.confidence, FROM_NLU, alternatives=tuple(ranking[:ALTERNATIVES]))


def merge(readings: Sequence[Reading], graph: Graph) -> Reading:
    """Take the messages of a turn as one: what is urgent first, then what says something, the last word counting."""
    urgent = [reading for name in graph.priority for reading in readings if reading.intent == name]
    if urgent:
        return replace(urgent[0], conditional=_any_conditional(readings))
    meant = _meaningful(readings, graph)
    others = [reading for reading in meant if reading.intent != AFFIRM]
    chosen = (others or meant)[-1]
    conditional = _any_conditional(readings) or len(others) not in (0, len(meant))
    return _no_surer_than_the_rest(replace(chosen, conditional=conditional), readings)


def _meaningful(readings: Sequence[Reading], graph: Graph) -> Sequence[Reading]:
    not_fillers = [reading for reading in readings if reading.intent not in graph.fillers] or readings
    return [reading for reading in not_fillers if reading.intent != OUT_OF_SCOPE] or not_fillers


def _any_conditional(readings: Sequence[Reading]) -> bool:
    return any(reading.conditional for reading in readings)


def _no_surer_than_the_rest(chosen: Reading, readings: Sequence[Reading]) -> Reading:
    """A yes beside something not understood may carry a condition (P16): it is only as sure as that other message."""
    unread = [reading.confidence for reading in readings if reading.intent == OUT_OF_SCOPE]
    if chosen.intent != AFFIRM or not unread:
        return chosen
    return replace(chosen, confidence=min([chosen.confidence, *unread]), source=FROM_NLU)
