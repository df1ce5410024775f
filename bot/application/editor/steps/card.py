"""One step as staff read it: what it says on each channel, its buttons, where it leads and who leads to it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.application.editor.drawing import kind_of
from bot.application.editor.script import Script
from bot.application.editor.steps.ways import interrupting, ways_in, ways_out
from flows.graph import Node
from flows.intents import payload_intent
from flows.model import CHANNELS, OTHERWISE, Text
from flows.names import names

_VALUE = re.compile(r"\{([^{}\s]*)\}")


@dataclass(frozen=True)
class Piece:
    """Words of a text, or the name of a value that stands in them."""

    text: str
    is_value: bool = False


@dataclass(frozen=True)
class Said:
    """The same thing on each channel."""

    again: bool
    channels: Sequence[tuple[str, Sequence[Piece]]]


@dataclass(frozen=True)
class Choice:
    """A button, what touching it means, and the step that is then come to; none of ours where it interrupts."""

    label: str
    meaning: str
    target: str


@dataclass(frozen=True)
class Neighbour:
    """A step beside this one, the flow when it is of another, and what leads there."""

    step: str
    name: str
    flow: str
    answers: Sequence[str]


@dataclass(frozen=True)
class StepCard:
    id: str
    kind: str
    name: str
    act: str
    arguments: Sequence[str]
    said: Sequence[Said]
    choices: Sequence[Choice]
    options: str
    out: Sequence[Neighbour]
    back: Sequence[Neighbour]
    interrupts: Sequence[str]


def step_card(script: Script, step_id: str) -> StepCard | None:
    node = script.graph.nodes.get(step_id)
    if node is None:
        return None
    step = node.step
    return StepCard(
        id=step_id,
        kind=kind_of(node),
        name=script.step_name(step_id),
        act=names().act(step.act) if step.act else "",
        arguments=[names().argument(value) for value in step.args.values()],
        said=list(_said(node)),
        choices=[_choice(node, button.label, button.payload) for button in step.buttons],
        options=names().placeholder(step.options_from) if step.options_from else "",
        out=[_neighbour(script, node, way.target, way.answers) for way in ways_out(node)],
        back=[_neighbour(script, node, way.source, way.answers) for way in ways_in(script, step_id)],
        interrupts=interrupting(script, step_id),
    )


def pieces(text: str) -> list[Piece]:
    """Words and values, in order."""
    parts = _VALUE.split(text)  # words and names in turn
    told = [Piece(names().placeholder(part), True) if place % 2 else Piece(part) for place, part in enumerate(parts)]
    return [piece for piece in told if piece.text]


def _said(node: Node) -> Iterator[Said]:
    if node.step.say is not None:
        yield _on_channels(node.step.say, again=False)
    if node.step.again is not None:
        yield _on_channels(node.step.again, again=True)


def _on_channels(text: Text, *, again: bool) -> Said:
    return Said(again, [(channel, pieces(text.on(channel).strip())) for channel in CHANNELS])


def _choice(node: Node, label: str, payload: str) -> Choice:
    intent = payload_intent(payload)
    return Choice(label, names().intent(intent), node.wait.get(intent) or node.wait.get(OTHERWISE, ""))


def _neighbour(script: Script, node: Node, step_id: str, answers: Sequence[str]) -> Neighbour:
    flow = step_id.partition(".")[0]
    return Neighbour(step_id, script.step_name(step_id), "" if flow == node.flow else script.flow_name(flow), answers)
