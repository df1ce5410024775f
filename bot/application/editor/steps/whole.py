"""Steps made whole in one edit: with a name, words to begin with, and a place on the way they are put in."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.application.editor.steps.changes import At, Files
from flows.editing.leads import set_way
from flows.editing.references import flow_in, flows_in
from flows.editing.refused import EditRefused
from flows.editing.shape import add_step, duplicate_step, move_step
from flows.editing.step_names import name_step
from flows.model import OTHERWISE
from flows.step_names import STEP_NAMES_FILE

KINDS = ("wait", "next", "act", "end", "return")
TO_WRITE = "Escreva aqui o que o robô diz."
TO_WRITE_AGAIN = "Voltando ao assunto: escreva aqui como retomar."
_LONGEST_CODE, _LONGEST_NAME = 36, 60


@dataclass(frozen=True)
class NewStep:
    """A step below another, under a name of staff's; between it and the next where the other just goes on."""

    kind: str
    words: str
    act: str = ""

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        if self.kind not in KINDS or (self.kind == "act" and not self.act):
            raise EditRefused("unknown_word", "Escolha o que a nova etapa faz.")
        code = code_for(files, at.path, self.words)
        on = _leads_on(files, at)
        text = add_step(files, at.path, at.step, code, self._fields(on or at.step))
        if on:
            text = set_way(text, at.step, "next", code)
        return {at.path: text, **_named(files, at, code, self.words)}

    def told(self, step: str, target: str) -> str:
        return f"Nova etapa «{self.words}» depois de «{step}»"

    def _fields(self, on: str) -> Mapping[str, Any]:
        said = {"say": {"whatsapp": TO_WRITE, "sms": TO_WRITE}}
        again = {"again": {"whatsapp": TO_WRITE_AGAIN, "sms": TO_WRITE_AGAIN}}
        fields: Mapping[str, Mapping[str, Any]] = {
            "wait": {**said, **again, "wait": {"affirm": on}},
            "next": {**said, "next": on},
            "act": {"act": self.act, "outcomes": {OTHERWISE: on}},
            "end": {**said, "end": True},
            "return": {**said, "return": True},
        }
        return fields[self.kind]


@dataclass(frozen=True)
class CopyStep:
    """The same again below it, under another name; nothing leads there yet."""

    words: str

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        code = code_for(files, at.path, self.words)
        return {at.path: duplicate_step(files, at.path, at.step, code), **_named(files, at, code, self.words)}

    def told(self, step: str, target: str) -> str:
        return f"Cópia de «{step}»: «{self.words}»"


@dataclass(frozen=True)
class ShiftStep:
    """One place up or down in the list of its flow."""

    is_up: bool

    def made(self, files: Files, at: At) -> Mapping[str, str]:
        order = _order(files, at.path)
        place = order.index(at.step) if at.step in order else 0
        if place + (-1 if self.is_up else 1) not in range(len(order)):
            edge = "primeira" if self.is_up else "última"
            raise EditRefused("at_edge", f"Esta já é a {edge} etapa do fluxo.")
        above = place - 2 if self.is_up else place + 1
        return {at.path: move_step(files, at.path, at.step, order[above] if above >= 0 else None)}

    def told(self, step: str, target: str) -> str:
        return f"Lugar de «{step}»: uma posição {'acima' if self.is_up else 'abaixo'}"


def code_for(files: Files, path: str, words: str) -> str:
    """A code of our own from the name staff give, as nobody should have to think of one."""
    name = " ".join(words.split())
    if not name or len(name) > _LONGEST_NAME:
        raise EditRefused("bad_name", f"Dê um nome à etapa, com até {_LONGEST_NAME} letras.")
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_CODE].strip("_")
    code = code if code[:1].isalpha() else f"etapa_{code}".strip("_")
    taken = {*_order(files, path), *(flow.flow for flow in flows_in(files))}
    endings = ("", *(f"_{number}" for number in range(2, 100)))
    return next((code + ending for ending in endings if code + ending not in taken), code)


def _order(files: Files, path: str) -> list[str]:
    flow = flow_in(path, files.get(path, ""))
    return list(flow.steps) if flow is not None else []


def _leads_on(files: Files, at: At) -> str:
    """Where a step that waits for nothing goes on to."""
    flow = flow_in(at.path, files.get(at.path, ""))
    step = flow.steps.get(at.step) if flow is not None else None
    return str(step.get("next") or "") if isinstance(step, dict) else ""


def _named(files: Files, at: At, code: str, words: str) -> Mapping[str, str]:
    flow = flow_in(at.path, files.get(at.path, ""))
    if flow is None or STEP_NAMES_FILE not in files:
        return {}
    return {STEP_NAMES_FILE: name_step(files[STEP_NAMES_FILE], f"{flow.flow}.{code}", words)}
