"""The bodies the server accepts, checked field by field, as plain values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from concilia_nlu.turn import Message

Value = TypeVar("Value")
MESSAGE_TYPES: dict[str, Any] = {
    "text": str,
    "intent": (str, type(None)),
    "source": (str, type(None)),
    "conditional": bool,
}


class MalformedBody(Exception):
    """The body lacks something or holds something of another kind. Names the field, never its value."""


@dataclass(frozen=True)
class Body:
    """A JSON object whose fields are asked for one by one."""

    fields: Mapping[str, Any]

    def text(self, name: str) -> str:
        return self._of(name, str)

    def mapping(self, name: str) -> dict[str, Any]:
        return self._of(name, dict)

    def optional_mapping(self, name: str) -> dict[str, Any]:
        return self.mapping(name) if self.fields.get(name) is not None else {}

    def texts(self, name: str) -> list[str]:
        texts = self._of(name, list)
        if not all(isinstance(text, str) for text in texts):
            raise MalformedBody(f"{name} must be a list of texts")
        return texts

    def messages(self) -> list[Message]:
        return _messages("messages", self._of("messages", list))

    def bursts(self) -> list[list[Message]]:
        return [_messages("bursts", burst) for burst in self._of("bursts", list)]

    def _of(self, name: str, kind: type[Value]) -> Value:
        value = self.fields.get(name)
        if not isinstance(value, kind):
            raise MalformedBody(f"{name} must be a {kind.__name__}")
        return value


def read_body(raw: bytes) -> Body:
    try:
        fields = json.loads(raw)
    except ValueError:
        raise MalformedBody("the body is not JSON") from None
    if not isinstance(fields, dict):
        raise MalformedBody("the body must be an object")
    return Body(fields)


def _messages(name: str, items: object) -> list[Message]:
    if not isinstance(items, list) or not items:
        raise MalformedBody(f"{name} must not be empty")
    return [_message(item) for item in items]


def _message(item: object) -> Message:
    if not isinstance(item, dict):
        raise MalformedBody("each message must be an object")
    known = {name: item[name] for name in MESSAGE_TYPES if name in item}
    for name, value in known.items():
        if not isinstance(value, MESSAGE_TYPES[name]):
            raise MalformedBody(f"a message's {name} is of another kind")
    if not known.get("text") and not known.get("intent"):
        known["text"] = ""
    return Message(**known)
