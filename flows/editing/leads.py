"""Changes where a step leads, and which act it performs."""

from collections.abc import Mapping

from ruamel.yaml.comments import CommentedMap

from flows.catalogue import ACTS
from flows.editing.document import clean, open_flow
from flows.editing.refused import EditRefused
from flows.editing.values import drop, inline_map, own_map, put, put_last_but_otherwise
from flows.model import OTHERWISE

WAYS = ("wait", "next", "end", "return")
_FLAGS = ("end", "return")
_OF_WAITING = ("again", "resume", "expects", "sure")  # mean nothing at a step that asks nothing


def set_transition(text: str, step: str, on: str, target: str | None) -> str:
    """Where an outcome of the act, or an intent that is waited for, leads; None takes the transition out."""
    document = open_flow(text)
    found = document.step(step)
    key = "outcomes" if "act" in found else "wait"
    pairs = own_map(found, key)
    if pairs.get(on) == target:
        return text
    if target is None:
        drop(pairs, on)
    else:
        put_last_but_otherwise(pairs, on, target, OTHERWISE)
    put(found, key, pairs)
    return document.written()


def set_way(text: str, step: str, way: str, target: str = "") -> str:
    """How a step goes on: waits for an answer, on to a `target`, to the end, or back to what was interrupted."""
    document = open_flow(text)
    found = document.step(step)
    _refuse_way(found, way, target)
    for other in WAYS:
        if other != way and not (way == "end" and other == "wait"):
            drop(found, other)
    if way == "wait":
        put(found, "wait", own_map(found, "wait"))
    else:
        put(found, way, True if way in _FLAGS else target)
        for key in _OF_WAITING:
            drop(found, key)
    return document.written()


def set_act(text: str, step: str, act: str, arguments: Mapping[str, str] | None = None) -> str:
    """Another act, or other fixed words for it; transitions of outcomes it cannot have are taken out."""
    document = open_flow(text)
    found = document.step(step)
    _refuse_act(found, act)
    put(found, "act", act)
    if arguments:
        put(found, "with", inline_map({key: clean(value) for key, value in arguments.items()}))
    elif arguments is not None:
        drop(found, "with")
    _keep_possible(found, act)
    return document.written()


def _keep_possible(step: CommentedMap, act: str) -> None:
    possible = ACTS[act].outcomes
    outcomes = own_map(step, "outcomes")
    for name in [name for name in outcomes if name != OTHERWISE and not possible & {name, OTHERWISE}]:
        del outcomes[name]
    put(step, "outcomes", outcomes)


def _refuse_way(step: CommentedMap, way: str, target: str) -> None:
    if way not in WAYS:
        raise EditRefused("unknown_word", f"Uma etapa não segue por «{way}».")
    if "act" in step:
        raise EditRefused("silent_step", "Uma etapa de ação segue pelo resultado da ação.")
    if way == "next" and not target:
        raise EditRefused("no_target", "Escolha para qual etapa seguir.")


def _refuse_act(step: CommentedMap, act: str) -> None:
    if act not in ACTS:
        raise EditRefused("unknown_act", f"Não existe a ação «{act}».")
    if "act" not in step:
        raise EditRefused("speaking_step", "Esta etapa fala. Crie outra etapa para a ação.")
