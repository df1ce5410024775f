"""Gives a step another code; whatever leads to it, in any file, follows."""

from collections.abc import Mapping
from typing import Any

from ruamel.yaml.comments import CommentedMap

from flows.editing.document import open_flow
from flows.editing.references import Written, flows_in, targets_of
from flows.editing.refused import EditRefused
from flows.editing.shape import refuse_fixed, refuse_name
from flows.editing.step_names import rename_named
from flows.editing.values import rename_key
from flows.step_names import STEP_NAMES_FILE

type Files = Mapping[str, str]


def rename_step(files: Files, path: str, step: str, name: str) -> dict[str, str]:
    """The files that change, by path: the flow's own in every folder, those that name the step, and the names' list."""
    if path not in files:
        raise EditRefused("no_file", "Este fluxo não está mais no rascunho.")
    document = open_flow(files[path])
    document.step(step)
    refuse_fixed(document, step, "renomeada")
    known, flow = flows_in(files), document.flow
    same = [one.path for one in known if one.flow == flow and step in one.steps]
    for other in same:
        refuse_name(files, open_flow(files[other]), name)
    changed = {
        one.path: _followed(files[one.path], one, flow, (step, name)) for one in known if _names(one, flow, step)
    }
    if STEP_NAMES_FILE in files:
        changed[STEP_NAMES_FILE] = rename_named(files[STEP_NAMES_FILE], f"{flow}.{step}", f"{flow}.{name}")
    return {one: text for one, text in changed.items() if text != files[one]}


def _names(written: Written, flow: str, step: str) -> bool:
    if written.flow == flow and step in written.steps:
        return True
    meant = (flow, step)
    return any(written.resolved(target) == meant for one in written.steps.values() for target in targets_of(one))


def _followed(text: str, written: Written, flow: str, names: tuple[str, str]) -> str:
    old, new = names
    document = open_flow(text)
    follow = _Follower(written, flow, old, new)
    for step in document.steps.values():
        follow.in_step(step)
    if written.flow == flow and old in document.steps:
        rename_key(document.steps, old, new)
        begins = document.root.get("begins")
        if isinstance(begins, CommentedMap) and old in begins:
            rename_key(begins, old, new)
    return document.written({new: old} if written.flow == flow else None)


class _Follower:
    """Turns references in place: what several steps share means the same in each."""

    def __init__(self, written: Written, flow: str, old: str, new: str) -> None:
        self._written = written
        self._meant = (flow, old)
        self._new = new

    def in_step(self, step: Any) -> None:
        if not isinstance(step, CommentedMap):
            return
        for key in ("outcomes", "wait"):
            pairs = step.get(key)
            for on in list(pairs) if isinstance(pairs, CommentedMap) else ():
                self._turn(pairs, on)
        for key in ("next", "resume"):
            self._turn(step, key)

    def _turn(self, pairs: CommentedMap, key: str) -> None:
        target = pairs.get(key)
        if isinstance(target, str) and self._written.resolved(target) == self._meant:
            flow = f"{self._meant[0]}." if "." in target else ""
            pairs[key] = f"{flow}{self._new}"
