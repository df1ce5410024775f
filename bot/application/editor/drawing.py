"""What is drawn of a creditor's flows: all of them at once, or one with its steps (F1). Placing it is the page's."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.application.editor.script import Script, first_line
from bot.application.editor.ways import Way, interrupting, ways_out
from flows.graph import Node
from flows.model import Flow

# Of the ways to a place that many lead to, one is drawn; the others show when their step is looked at.
FEW = 4
ANY_MOMENT, WE_BEGIN, IT_BEGINS = "A qualquer momento", "Nós escrevemos", "Quem escreve começa aqui"
_NAMED = 3


@dataclass(frozen=True)
class Shape:
    """Something drawn: `asks`, `tells`, `acts`, `ends` or `returns` are steps; `exit` and `enter` other flows' doors;
    `flow` and `interrupt` whole flows. `leads` is what opens when it is chosen: "flow" or "flow.step"."""

    id: str
    kind: str
    label: str
    detail: str = ""
    leads: str = ""
    words: str = ""  # what a search finds it by
    is_first: bool = False


@dataclass(frozen=True)
class Line:
    """From one shape to another; one that is not `always` shown appears with either of them."""

    source: str
    target: str
    label: str = ""
    always: bool = True


@dataclass(frozen=True)
class Drawing:
    title: str
    about: str
    shapes: Sequence[Shape] = ()
    lines: Sequence[Line] = field(default_factory=tuple)


def draw_overview(script: Script) -> Drawing:
    """Flows as shapes, those that may interrupt apart from those the conversation goes through."""
    ways = list(_between_flows(script))
    apart = {flow.id for flow in script.profile.flows.values() if flow.interrupts}
    start = script.graph.start.partition(".")[0]
    shown = _shown([way for way in ways if not {way.source, way.target} & apart], start)
    return Drawing(
        script.profile.name,
        "",
        [_flow_shape(script, flow, start, flow in apart) for flow in script.profile.flows],
        [Line(way.source, way.target, "", way in shown) for way in ways],
    )


def draw_flow(script: Script, flow_id: str) -> Drawing | None:
    """Its steps, the doors to other flows, and who comes in; None when there is no such flow."""
    flow = script.flow(flow_id)
    if flow is None:
        return None
    nodes = script.steps_of(flow_id)
    entries = list(_entries(script, nodes))
    exits, lines = _leading_on(script, flow, nodes)
    return Drawing(
        script.flow_name(flow_id),
        script.about(flow_id),
        [*(shape for shape, _ in entries), *(_step_shape(script, node) for node in nodes), *exits],
        [*(Line(shape.id, target) for shape, target in entries), *lines],
    )


def kind_of(node: Node) -> str:
    step = node.step
    if step.act:
        return "acts"
    if step.returns:
        return "returns"
    if step.end:
        return "ends"
    return "asks" if step.waits else "tells"


def _shown(ways: Sequence[Way], start: str) -> set[Way]:
    """Ways to places few lead to, and one way, the first come by, to each of the others."""
    leading = Counter(way.target for way in ways)
    first = _first_ways(ways, start)
    return {way for way in ways if leading[way.target] <= FEW or way in first}


def _first_ways(ways: Sequence[Way], start: str) -> set[Way]:
    """The way each place is first come to from the start, or, out of its reach, the first that is written."""
    out: dict[str, list[Way]] = {}
    for way in ways:
        out.setdefault(way.source, []).append(way)
    found: dict[str, Way] = {}
    for begin in (start, *out):
        waiting = deque([begin])
        while waiting:
            for way in out.pop(waiting.popleft(), ()):
                if way.target != start and way.target not in found:
                    found[way.target] = way
                    waiting.append(way.target)
    return set(found.values())


def _between_flows(script: Script) -> Iterator[Way]:
    """Once for each pair of flows."""
    pairs = {
        (way.source.partition(".")[0], way.target.partition(".")[0]): way
        for flow in script.profile.flows
        for node in script.steps_of(flow)
        for way in ways_out(node)
        if way.leaves_flow
    }
    return (Way(source, target) for source, target in pairs)


def _flow_shape(script: Script, flow_id: str, start: str, is_apart: bool) -> Shape:
    name, about = script.flow_name(flow_id), script.about(flow_id)
    detail = ", ".join(interrupting(script, script.profile.flows[flow_id].entry))
    said = (_words(script, node) for node in script.steps_of(flow_id))
    kind = "interrupt" if is_apart else "flow"
    return Shape(flow_id, kind, name, detail, flow_id, " ".join((name, about, detail, *said)), flow_id == start)


def _step_shape(script: Script, node: Node) -> Shape:
    name = script.step_name(node.id)
    begins = script.profile.flows[node.flow].entry == node.id
    line = first_line(node)
    return Shape(node.id, kind_of(node), name, line if line != name else "", node.id, _words(script, node), begins)


def _words(script: Script, node: Node) -> str:
    texts = [text.everywhere() for text in node.step.texts()]
    return " ".join((script.step_name(node.id), *texts, *(button.label for button in node.step.buttons)))


def _leading_on(script: Script, flow: Flow, nodes: Iterable[Node]) -> tuple[list[Shape], list[Line]]:
    """The doors to other flows and all the lines between steps and to doors; a step has one line to another flow."""
    ways: dict[Way, list[Way]] = {}
    for way in (way for node in nodes for way in ways_out(node)):
        ways.setdefault(Way(way.source, _place(way)), []).append(way)
    shown = _shown(list(ways), flow.entry)
    doors = {way.target: _door(way) for way in reversed(ways) if way in shown}
    exits: dict[str, set[str]] = {}
    lines = []
    for pair, together in ways.items():
        target = pair.target
        if together[0].leaves_flow:
            target = _door(pair) if pair in shown else doors[pair.target]
            exits.setdefault(target, set()).update(way.target for way in together)
        lines.append(
            Line(pair.source, target, _told([told for way in together for told in way.answers]), pair in shown)
        )
    return [_exit_shape(script, door, sorted(targets)) for door, targets in exits.items()], lines


def _place(way: Way) -> str:
    """A step of the same flow, or another flow whole."""
    return way.target.partition(".")[0] if way.leaves_flow else way.target


def _door(way: Way) -> str:
    return f"exit:{way.source}>{way.target}"


def _exit_shape(script: Script, door: str, targets: Sequence[str]) -> Shape:
    flow = targets[0].partition(".")[0]
    one = len(targets) == 1
    return Shape(
        door, "exit", script.flow_name(flow), script.step_name(targets[0]) if one else "", targets[0] if one else flow
    )


def _entries(script: Script, nodes: Iterable[Node]) -> Iterator[tuple[Shape, str]]:
    """Who comes in, one shape for each step that is come to."""
    coming: dict[str, dict[str, str]] = {}
    for flow in script.profile.flows:
        for node in script.steps_of(flow):
            for way in ways_out(node):
                coming.setdefault(way.target, {}).setdefault(flow, script.flow_name(flow))
    for node in nodes:
        flows = {flow: name for flow, name in coming.get(node.id, {}).items() if flow != node.flow}
        yield from ((shape, node.id) for shape in _entry_shapes(script, node, flows))


def _entry_shapes(script: Script, node: Node, flows: dict[str, str]) -> Iterator[Shape]:
    interrupts = interrupting(script, node.id)
    if node.id == script.graph.start:
        yield Shape(f"start:{node.id}", "enter", IT_BEGINS)
    if node.id in script.graph.begins:
        yield Shape(f"begin:{node.id}", "enter", WE_BEGIN)
    if interrupts:
        yield Shape(f"interrupt:{node.id}", "enter", ANY_MOMENT, ", ".join(interrupts), node.id)
    if flows:
        leads = next(iter(flows)) if len(flows) == 1 else node.id
        yield Shape(f"enter:{node.id}", "enter", f"Vem de {_told(list(dict.fromkeys(flows.values())))}", leads=leads)


def _told(names: Sequence[str]) -> str:
    """The first few, and how many more."""
    more = f" e mais {len(names) - _NAMED}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
