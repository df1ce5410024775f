"""Changes which steps a flow has and in which order: added, duplicated, removed, moved."""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from flows.editing.document import FlowDocument, open_flow
from flows.editing.fixed_steps import FIXED_STEPS
from flows.editing.references import flows_in, who_leads_to
from flows.editing.refused import EditRefused
from flows.editing.values import inline_map, inline_words, line, put

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_TEXTS, _PAIRS, _LISTS = ("say", "again"), ("with", "outcomes", "wait"), ("expects", "sure")
type Files = Mapping[str, str]


def add_step(files: Files, path: str, after: str, name: str, fields: Mapping[str, Any]) -> str:
    """A new step below another, with the fields a file would hold."""
    document = _opened(files, path)
    refuse_name(files, document, name)
    made = CommentedMap()
    for key, value in fields.items():
        put(made, key, _styled(key, value))
    _insert_after(document, after, name, made)
    return document.written()


def duplicate_step(files: Files, path: str, step: str, name: str) -> str:
    """The same again under another name, below it; nothing leads there yet."""
    document = _opened(files, path)
    refuse_name(files, document, name)
    found = document.step(step)
    copied = CommentedMap()
    for key, value in found.items():
        anchor = getattr(value, "anchor", None)
        copied[key] = value if anchor is not None and anchor.value else deepcopy(value)
    _insert_after(document, step, name, copied)
    return document.written()


def remove_step(files: Files, path: str, step: str) -> str:
    """Refused while something leads there, or the service itself does."""
    document = _opened(files, path)
    document.step(step)
    refuse_fixed(document, step, "tirada")
    leading = who_leads_to(files, path, step)
    if "" in leading:
        raise EditRefused("entry", "É a primeira etapa do fluxo, por onde se entra nele: ponha outra antes dela.")
    if leading:
        raise EditRefused("led_to", f"Ainda levam a esta etapa: {', '.join(leading)}.", tuple(leading))
    if len(document.steps) == 1:
        raise EditRefused("last_step", "É a única etapa do fluxo.")
    begins = document.root.get("begins")
    if isinstance(begins, CommentedMap) and step in begins:
        raise EditRefused("begins", "Por esta etapa o robô começa a conversa por conta própria.")
    del document.steps[step]
    return document.written()


def move_step(files: Files, path: str, step: str, after: str | None) -> str:
    """To below another step, or to the top (None): the first is where one enters the flow."""
    document = _opened(files, path)
    found = document.step(step)
    if after == step:
        return files[path]
    if after is not None:
        document.step(after)
    steps = document.steps
    del steps[step]
    place = 0 if after is None else list(steps).index(after) + 1
    steps.insert(place, step, found)
    return document.written()


def refuse_name(files: Files, document: FlowDocument, name: str) -> None:
    if not _NAME.fullmatch(name):
        raise EditRefused("bad_name", "O código da etapa usa letras minúsculas sem acento, números e «_».")
    if name in document.steps:
        raise EditRefused("name_taken", f"Já existe a etapa «{name}» neste fluxo.")
    if name in {flow.flow for flow in flows_in(files)}:
        raise EditRefused("name_taken", f"Já existe um fluxo «{name}»: escolha outro código.")


def refuse_fixed(document: FlowDocument, step: str, done: str) -> None:
    if f"{document.flow}.{step}" in FIXED_STEPS:
        raise EditRefused("fixed_step", f"O sistema conta com esta etapa: ela não pode ser {done}.")


def _opened(files: Files, path: str) -> FlowDocument:
    if path not in files:
        raise EditRefused("no_file", "Este fluxo não está mais no rascunho.")
    return open_flow(files[path])


def _insert_after(document: FlowDocument, after: str, name: str, step: CommentedMap) -> None:
    document.step(after)
    document.steps.insert(list(document.steps).index(after) + 1, name, step)


def _styled(key: str, value: Any) -> Any:
    """As authors write it."""
    if isinstance(value, str):
        return line(value)
    if key in _TEXTS:
        return CommentedMap({name: line(words) for name, words in value.items()})
    if key in _PAIRS:
        return inline_map(value) if key == "with" else CommentedMap(value)
    if key in _LISTS:
        return inline_words(value)
    return CommentedSeq([inline_map(one) for one in value]) if key == "buttons" else value
