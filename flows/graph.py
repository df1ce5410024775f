"""The graph of one profile: its steps under full names, and where each leads."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from flows.model import FALLBACK_FLOW, START_FLOW, Flow, Profile, Step, Text
from flows.problems import Problem

VERIFIED = "verified"
_PLACEHOLDER = re.compile(r"\{([^{}\s]*)\}")


@dataclass(frozen=True)
class Node:
    """A step in its place: references resolved to "flow.step"; `unanswered` is what its act never answers here."""

    id: str
    flow: str
    step: Step
    outcomes: Mapping[str, str]
    wait: Mapping[str, str]
    next: str
    resume: str
    unanswered: frozenset[str] = frozenset()

    @property
    def listens(self) -> bool:
        """Whether an answer may come here: a waiting step, or an end that hears a last word."""
        return self.step.waits or (self.step.end and bool(self.wait))


@dataclass(frozen=True)
class Graph:
    """What FlowPolicy executes for a profile; `interrupts` lead from any waiting step by intent.

    `begins` are the steps we speak from unasked, and whether the person is verified by then.
    """

    profile: str
    start: str
    fallback: str
    interrupts: Mapping[str, str]
    nodes: Mapping[str, Node]
    begins: Mapping[str, bool] = field(default_factory=dict)

    @cached_property
    def returning_flows(self) -> frozenset[str]:
        return frozenset(node.flow for node in self.nodes.values() if node.step.returns)


def build_graph(profile: Profile) -> tuple[Graph, list[Problem]]:
    """The graph, and the references that lead nowhere (left out of it)."""
    builder = _Builder(profile)
    nodes = {
        f"{flow.id}.{step.id}": builder.node(flow, step)
        for flow in profile.flows.values()
        for step in flow.steps.values()
    }
    graph = Graph(
        profile.slug,
        builder.entry_of(START_FLOW),
        builder.entry_of(FALLBACK_FLOW),
        builder.interrupts(),
        dict(sorted(nodes.items())),
        builder.begins(),
    )
    return graph, builder.problems


class _Builder:
    """Resolves references, noting those that lead nowhere."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.problems: list[Problem] = []

    def node(self, flow: Flow, step: Step) -> Node:
        return Node(
            id=f"{flow.id}.{step.id}",
            flow=flow.id,
            step=step,
            outcomes=self._targets(flow, step, step.outcomes),
            wait=self._targets(flow, step, step.wait or {}),
            next=self._target(flow, step, step.next) if step.next else "",
            resume=self._target(flow, step, step.resume) if step.resume else "",
            unanswered=self.profile.unanswered.get(step.act, frozenset()),
        )

    def entry_of(self, flow_id: str) -> str:
        if flow_id in self.profile.flows:
            return self.profile.flows[flow_id].entry
        message = f"o perfil «{self.profile.slug}» precisa do fluxo «{flow_id}»"
        self.problems.append(Problem("flow_missing", flow_id, "", (), message, self.profile.slug))
        return ""

    def begins(self) -> dict[str, bool]:
        flows = self.profile.flows.values()
        return {f"{flow.id}.{step}": known == VERIFIED for flow in flows for step, known in flow.begins.items()}

    def interrupts(self) -> dict[str, str]:
        found: dict[str, Flow] = {}
        for flow in self.profile.flows.values():
            for intent in flow.interrupts:
                if intent in found:
                    message = f"a intenção «{intent}» já interrompe para o fluxo «{found[intent].id}»"
                    self._note("interrupt_twice", flow, "", message)
                found.setdefault(intent, flow)
        return {intent: flow.entry for intent, flow in sorted(found.items())}

    def _targets(self, flow: Flow, step: Step, references: Mapping[str, str]) -> dict[str, str]:
        resolved = {key: self._target(flow, step, reference) for key, reference in references.items()}
        return {key: target for key, target in resolved.items() if target}

    def _target(self, flow: Flow, step: Step, reference: str) -> str:
        if reference in flow.steps:
            return f"{flow.id}.{reference}"
        other, dot, name = reference.partition(".")
        known = self.profile.flows.get(other)
        if known is not None and not dot:
            return known.entry
        if known is not None and name in known.steps:
            return reference
        self._note("unknown_step", flow, step.id, f"leva a «{reference}», que não existe neste perfil")
        return ""

    def _note(self, code: str, flow: Flow, step: str, message: str) -> None:
        self.problems.append(Problem(code, flow.id, step, (), message, self.profile.slug, flow.file))


@lru_cache(maxsize=8192)
def placeholders(text: str) -> tuple[str, ...]:
    """The names between braces, in order of appearance."""
    return tuple(matched.group(1) for matched in _PLACEHOLDER.finditer(text))


def placeholders_of(step: Step) -> frozenset[str]:
    """All a step's texts need to be filled, its list of options included."""
    named = {name for text in step.texts() for name in placeholders(text.everywhere())}
    return frozenset(named | ({step.options_from} if step.options_from else set()))


def response_id(profile: str, node: str) -> str:
    return f"utter_{profile}__{node.replace('.', '__')}"


def responses_of(graph: Graph) -> Iterator[tuple[str, Step, Text]]:
    """Every text of a profile under the name it is said by."""
    for node in graph.nodes.values():
        name = response_id(graph.profile, node.id)
        if node.step.say is not None:
            yield name, node.step, node.step.say
        if node.step.again is not None:
            yield f"{name}__again", node.step, node.step.again
