"""A field of a step as two people may both change it: what it holds now, told so that it can be compared."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from bot.application.editor.drafts.edits import StepEdit
from bot.application.editor.steps.changes import (
    SetButtons,
    SetFlag,
    SetList,
    SetText,
    SetTransition,
    SetWay,
    SetWord,
    StepChange,
)
from bot.application.editor.steps.turning import ComeBack
from flows.editing.references import flow_in
from flows.model import CHANNELS


def field_now(files: Mapping[str, str], edit: StepEdit) -> str | None:
    """None for what is not one field, or a step that is gone."""
    flow = flow_in(edit.at.path, files.get(edit.at.path, ""))
    step = flow.steps.get(edit.at.step) if flow is not None else None
    return held(step, edit.change) if isinstance(step, dict) else None


def held(step: Mapping[str, Any], change: StepChange) -> str | None:
    match change:
        case SetText():
            return _text(step.get(change.said), change.channel)
        case SetButtons():
            return buttons_told([(str(one["label"]), str(one["intent"])) for one in step.get("buttons") or ()])
        case SetTransition():
            pairs = step.get("outcomes" if "act" in step else "wait") or {}
            return str(pairs.get(change.on, ""))
        case SetWay() | ComeBack():
            return str(step.get("next" if isinstance(change, SetWay) else "resume") or "")
        case SetList() | SetWord() | SetFlag():
            return _small(step.get(change.name), change)
        case _:
            return None


def buttons_told(buttons: list[tuple[str, str]]) -> str:
    return json.dumps(buttons, ensure_ascii=False, separators=(",", ":"))


def list_told(words: Iterable[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False, separators=(",", ":"))


def _small(value: object, change: SetList | SetWord | SetFlag) -> str:
    if isinstance(change, SetList):
        return list_told(map(str, value) if isinstance(value, list) else [str(value)] if value else [])
    return ("yes" if value else "no") if isinstance(change, SetFlag) else str(value or "")


def _text(value: object, channel: str) -> str:
    if isinstance(value, dict):
        value = value.get(channel or CHANNELS[0], "")
    return str(value or "").strip()
