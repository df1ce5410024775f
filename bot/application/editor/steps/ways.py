"""Where a step leads and who leads to it, each way told by what the person means or what an act answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.application.editor.script import Script
from flows.graph import Node
from flows.model import OTHERWISE
from flows.names import names

COMING_BACK = "Ao voltar a esta etapa"
OTHER_OUTCOME = "Nos outros casos"


@dataclass(frozen=True)
class Way:
    """From a step to another, by any of the answers named; by none when it just goes on."""

    source: str
    target: str
    answers: tuple[str, ...] = ()

    @property
    def leaves_flow(self) -> bool:
        return self.source.partition(".")[0] != self.target.partition(".")[0]


def ways_out(node: Node) -> list[Way]:
    """One for each place it leads to, in the order they are written."""
    answers: dict[str, list[str]] = {}
    for target, answer in _leading(node):
        told = answers.setdefault(target, [])
        if answer:
            told.append(answer)
    return [Way(node.id, target, tuple(told)) for target, told in answers.items()]


def ways_in(script: Script, step_id: str) -> list[Way]:
    return [way for node in script.graph.nodes.values() for way in ways_out(node) if way.target == step_id]


def interrupting(script: Script, step_id: str) -> list[str]:
    """What a person may say at any moment to come to the step."""
    return [names().intent(intent) for intent, entry in script.graph.interrupts.items() if entry == step_id]


def _leading(node: Node) -> Iterator[tuple[str, str]]:
    act = node.step.act
    for outcome, target in node.outcomes.items():
        yield target, OTHER_OUTCOME if outcome == OTHERWISE else names().outcome(act, outcome).capitalize()
    for intent, target in node.wait.items():
        yield target, names().intent(intent)
    if node.next:
        yield node.next, ""
    if node.resume:
        yield node.resume, COMING_BACK
