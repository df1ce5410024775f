"""Turns a step that speaks into one that acts and back, and changes how one comes back to it."""

from collections.abc import Mapping

from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from flows.catalogue import ACTS
from flows.editing.document import clean, open_flow
from flows.editing.refused import EditRefused
from flows.editing.shape import refuse_fixed
from flows.editing.values import drop, inline_map, line, put
from flows.model import CHANNELS, OTHERWISE

_OF_ACTS = ("act", "with", "outcomes")


def turn_into_act(text: str, step: str, act: str, arguments: Mapping[str, str]) -> str:
    """Whatever the act answers leads where the step went on to; its words are gone."""
    document = open_flow(text)
    found = document.step(step)
    refuse_fixed(document, step, "trocada")
    if "act" in found:
        raise EditRefused("silent_step", "Esta etapa já faz uma ação.")
    if act not in ACTS:
        raise EditRefused("unknown_act", "Escolha a ação.")
    goal = str(found.get("next") or "") or _first(found, "wait")
    _refuse_aimless(goal)
    for key in list(found):
        drop(found, key)
    put(found, "act", act)
    if arguments:
        put(found, "with", inline_map({key: clean(value) for key, value in arguments.items()}))
    put(found, "outcomes", inline_map({DoubleQuotedScalarString(OTHERWISE): goal}))
    return document.written()


def turn_into_speech(text: str, step: str, words: str) -> str:
    """It says the words on both channels, and goes on where the act led first."""
    document = open_flow(text)
    found = document.step(step)
    refuse_fixed(document, step, "trocada")
    if "act" not in found:
        raise EditRefused("speaking_step", "Esta etapa já fala.")
    goal = _first(found, "outcomes")
    _refuse_aimless(goal)
    for key in _OF_ACTS:
        drop(found, key)
    put(found, "say", _on_both(words))
    put(found, "next", goal)
    return document.written()


def set_coming_back(text: str, step: str, target: str, words: str) -> str:
    """After another subject: by the step named or, without one, with a text: the `words`, until others are written."""
    document = open_flow(text)
    found = document.step(step)
    if "wait" not in found or "act" in found:
        raise EditRefused("not_waiting", "Só se volta a uma etapa que espera resposta.")
    if str(found.get("resume") or "") == target:
        return text
    if target:
        drop(found, "again")
        put(found, "resume", target)
    else:
        drop(found, "resume")
        put(found, "again", _on_both(words))
    return document.written()


def _first(step: CommentedMap, key: str) -> str:
    """Where what stands for all others leads, else the first."""
    pairs = step.get(key)
    if not isinstance(pairs, dict) or not pairs:
        return ""
    return str(pairs.get(OTHERWISE) or next(iter(pairs.values())))


def _refuse_aimless(goal: str) -> None:
    if not goal:
        raise EditRefused("no_target", "Escolha antes para qual etapa esta segue.")


def _on_both(words: str) -> CommentedMap:
    return CommentedMap({channel: line(clean(words)) for channel in CHANNELS})
