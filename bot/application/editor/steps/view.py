"""All that a panel to edit one step shows: its words, what they cost, its ways, and what may be chosen instead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.application.editor.drafts.edits import seen_digest
from bot.application.editor.script import Script
from bot.application.editor.steps.changes import At
from bot.application.editor.steps.ways import OTHER_OUTCOME, interrupting, ways_in
from flows.catalogue import ACTS, ANY_INTENT, PAPERS, PROFILE_PLACEHOLDERS
from flows.checks.filling import filled_at
from flows.editing.fixed_steps import FIXED_STEPS
from flows.graph import Node
from flows.gsm7 import outside_gsm7, segments, to_gsm7
from flows.intents import payload_intent
from flows.model import CHANNELS, OTHERWISE, Step, Text
from flows.names import names
from flows.parsing import ATTACHMENTS, HINTS
from flows.walk import explore

MOST_BUTTONS, LONGEST_LABEL, LONGEST_OPTION = 3, 20, 24


@dataclass(frozen=True)
class Choosable:
    """Something that may be picked from a list: its code, and its name in Portuguese."""

    code: str
    name: str


@dataclass(frozen=True)
class Words:
    """A text on a channel; `sms` is how an SMS shows it, `lost` the signs it cannot carry."""

    said: str  # say, again
    channel: str
    text: str
    length: int
    segments: int = 0
    sms: str = ""
    lost: Sequence[str] = ()


@dataclass(frozen=True)
class ButtonView:
    label: str
    payload: str
    meaning: str
    spare: int  # characters left; below nought it is too long


@dataclass(frozen=True)
class Transition:
    """What the person means, or the act answers, and the step it leads to."""

    on: str
    name: str
    written: str  # as the file says it
    target: Choosable


@dataclass(frozen=True)
class ActView:
    """An act that exists: what it does, its answers, and the fixed words it may be given."""

    code: str
    name: str
    outcomes: Sequence[Choosable]
    arguments: Sequence[Choosable]


@dataclass(frozen=True)
class StepView:
    """`digest` is given back with an edit; `is_fixed`: the service counts on the step's code."""

    at: At
    id: str
    name: str
    own_name: str
    step: Step
    way: str  # act, wait, next, end, return
    words: Sequence[Words]
    is_shared: bool
    buttons: Sequence[ButtonView]
    transitions: Sequence[Transition]
    unrouted: Sequence[Choosable]  # outcomes of the act, or intents, that lead nowhere of their own yet
    leads_here: Sequence[str]
    interrupts: Sequence[str]  # what people say at any moment to come here
    placeholders: Sequence[Choosable]
    digest: str
    is_fixed: bool


@dataclass(frozen=True)
class Palette:
    """What any step of a creditor's conversation may be made of."""

    acts: Sequence[ActView]
    targets: Sequence[Choosable]
    intents: Sequence[Choosable]
    papers: Sequence[str]
    hints: Sequence[str]


def step_view(script: Script, files: Mapping[str, str], flow: str, step: str) -> StepView | None:
    """None when the creditor has no such step; seconds of work the first time for a graph."""
    node = script.graph.nodes.get(f"{flow}.{step}")
    found = script.flow(flow)
    if node is None or found is None:
        return None
    at = At(found.file, step)
    return StepView(
        at=at,
        id=node.id,
        name=script.step_name(node.id),
        own_name=script.step_names.steps.get(node.id, ""),
        step=node.step,
        way=way_of(node.step),
        words=list(_words(node.step)),
        is_shared=bool(node.step.say and node.step.say.shared),
        buttons=[_button(button.label, button.payload) for button in node.step.buttons],
        transitions=list(_transitions(script, node)),
        unrouted=_unrouted(script, node),
        leads_here=[_named(script, way.source) for way in ways_in(script, node.id)],
        interrupts=interrupting(script, node.id),
        placeholders=offered(script, node.id),
        digest=seen_digest(files, at),
        is_fixed=node.id in FIXED_STEPS,
    )


def palette(script: Script) -> Palette:
    steps = [node for flow in script.profile.flows for node in script.steps_of(flow)]
    return Palette(
        acts=sorted((_act(code) for code in ACTS), key=lambda one: one.name.casefold()),
        targets=[Choosable(node.id, f"{script.flow_name(node.flow)}: {script.step_name(node.id)}") for node in steps],
        intents=_intents(script),
        papers=sorted(PAPERS | ATTACHMENTS),
        hints=sorted(HINTS),
    )


def offered(script: Script, node_id: str) -> list[Choosable]:
    """Values a text may name here: those of the house, and what is filled however one comes here."""
    filled = filled_at(explore(script.graph)).get(node_id, frozenset())
    known = PROFILE_PLACEHOLDERS | script.profile.globals.keys() | filled
    return sorted((Choosable(code, names().placeholder(code)) for code in known), key=lambda one: one.name.casefold())


def way_of(step: Step) -> str:
    if step.act:
        return "act"
    if step.end or step.returns:
        return "end" if step.end else "return"
    return "next" if step.next else "wait"


def _words(step: Step) -> Iterator[Words]:
    for said, text in (("say", step.say), ("again", step.again)):
        for channel in CHANNELS if text is not None else ():
            yield _on(said, channel, text or Text())


def _on(said: str, channel: str, text: Text) -> Words:
    told = text.on(channel)
    if channel != "sms":
        return Words(said, channel, told, len(told))
    plain = to_gsm7(told)
    return Words(said, channel, told, len(plain), segments(plain), plain, outside_gsm7(told))


def _button(label: str, payload: str) -> ButtonView:
    return ButtonView(label, payload, names().intent(payload_intent(payload)), LONGEST_LABEL - len(label))


def _transitions(script: Script, node: Node) -> Iterator[Transition]:
    """As written and as resolved: one that leads nowhere has a target without a name."""
    written = node.step.outcomes if node.step.act else node.step.wait or {}
    resolved = node.outcomes if node.step.act else node.wait
    for on, target in written.items():
        goal = resolved.get(on, "")
        yield Transition(on, _meant(node.step.act, on), target, Choosable(goal, _named(script, goal)))


def _unrouted(script: Script, node: Node) -> list[Choosable]:
    if node.step.act in ACTS and ANY_INTENT not in ACTS[node.step.act].outcomes:
        codes = sorted(ACTS[node.step.act].outcomes - node.step.outcomes.keys())
        return [Choosable(code, names().outcome(node.step.act, code)) for code in codes]
    routed = node.step.outcomes if node.step.act else node.step.wait
    return [one for one in _intents(script) if routed is not None and one.code not in routed]


def _intents(script: Script) -> list[Choosable]:
    """What people of this conversation are understood to mean anywhere in it."""
    steps = [node.step for node in script.graph.nodes.values()]
    codes = {on for step in steps for on in step.wait or ()} | script.graph.interrupts.keys()
    codes |= {payload_intent(button.payload) for step in steps for button in step.buttons}
    named = [Choosable(code, names().intent(code)) for code in codes - {OTHERWISE}]
    return sorted(named, key=lambda one: one.name.casefold())


def _act(code: str) -> ActView:
    spec = ACTS[code]
    outcomes = [Choosable(one, names().outcome(code, one)) for one in sorted(spec.outcomes - {ANY_INTENT})]
    arguments = [Choosable(one, names().argument(one)) for one in sorted(spec.arguments)]
    return ActView(code, names().act(code), outcomes, arguments)


def _meant(act: str, on: str) -> str:
    if on == OTHERWISE:
        return OTHER_OUTCOME
    return names().outcome(act, on) if act else names().intent(on)


def _named(script: Script, node_id: str) -> str:
    return script.step_name(node_id) if node_id in script.graph.nodes else node_id
