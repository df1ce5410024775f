"""No line is said twice word for word in one contact when the step has another wording for it (voice)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.application.desk import Desk
from bot.application.wording import Line, PlaceholderMissing, Texts, body_of
from bot.domain.conversation import Channel, VariableValue

AGAIN = "__again"
_SAID, _KEPT = "said", 80


def not_twice(desk: Desk, lines: Sequence[Line], texts: Texts, values: Mapping[str, VariableValue]) -> list[Line]:
    """Each line, or its step's other wording when that one was said longer ago or never."""
    bodies = _Bodies(texts, values, desk.conversation.channel)
    said = [mark for mark in desk.memory.get(_SAID, "").split(",") if mark]
    chosen = []
    for line in lines:
        fresher = line if line.in_full else _fresher(line, bodies, said)
        mark = bodies.mark(fresher)
        said = [*(kept for kept in said if kept != mark), mark][-_KEPT:]
        chosen.append(fresher)
    desk.memory[_SAID] = ",".join(said)
    return chosen


def _fresher(line: Line, bodies: "_Bodies", said: Sequence[str]) -> Line:
    name = line.response
    twin = name.removesuffix(AGAIN) if name.endswith(AGAIN) else name + AGAIN
    mark = bodies.mark(line)
    if mark not in said or not bodies.may_be_said(twin):
        return line
    other = replace(line, response=twin)
    try:
        other_mark = bodies.mark(other)
    except PlaceholderMissing:
        return line
    is_fresher = other_mark not in said or said.index(other_mark) < said.index(mark)
    return other if is_fresher else line


@dataclass(frozen=True)
class _Bodies:
    """What lines come to on this channel, told apart by a short mark: the words themselves are not kept."""

    texts: Texts
    values: Mapping[str, VariableValue]
    channel: Channel

    def may_be_said(self, name: str) -> bool:
        """What begins a talk begins it once, and what goes with a document is said when there is one."""
        text = self.texts.responses.get(name)
        return text is not None and not text.template and not text.attach

    def mark(self, line: Line) -> str:
        body = body_of(line, self.texts, self.values, self.channel)
        return hashlib.sha256(body.encode()).hexdigest()[:10]
