"""What is drawn of a creditor's flows: all of them at once, or one with its steps (F1). Placing it is the page's."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.application.editor.script import Script, first_line
from bot.application.editor.steps.ways import Way, interrupting, ways_out
from flows.graph import Node
from flows.model import Flow

# The ways to a place that more lead to are drawn only when it or their step is looked at: the rest can be read.
FEW = 3
ANY_MOMENT, WE_BEGIN, IT_BEGINS = "A qualquer momento", "Nós escrevemos", "Quem escreve começa aqui"
_NAMED, _ANSWERS = 2, 3


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
    through = [way for way in ways if not {way.source, way.target} & apart]
    shown = _shown(through, start)
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
    exits, lines = _leading_on(script, flow, nodes)
    kept_back = Counter(line.target for line in lines if not line.always)
    entries = list(_entries(script, nodes, kept_back))
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
    few = _to_places_of_few(ways)
    return few | _first_ways(ways, start)


def _to_places_of_few(ways: Sequence[Way]) -> set[Way]:
    leading = Counter(way.target for way in ways)
    return {way for way in ways if leading[way.target] <= FEW}


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
    return Shape(node.id, kind_of(node), name, line if line not in name else "", node.id, _words(script, node), begins)


def _words(script: Script, node: Node) -> str:
    texts = [text.whatsapp for text in node.step.texts()]
    return " ".join((script.step_name(node.id), *texts, *(button.label for button in node.step.buttons)))


def _leading_on(script: Script, flow: Flow, nodes: Iterable[Node]) -> tuple[list[Shape], list[Line]]:
    """The doors to other flows and all the lines between steps and to doors; a step has one line to another flow."""
    ways: dict[Way, list[Way]] = {}
    for way in (way for node in nodes for way in ways_out(node)):
        ways.setdefault(Way(way.source, _place(way)), []).append(way)
    first = _first_ways(list(ways), flow.entry)
    shown = _to_places_of_few(list(ways)) | {way for way in first if ways[way][0].leaves_flow}
    doors = {way.target: _door(way) for way in reversed(ways) if way in shown}
    exits: dict[str, set[str]] = {}
    lines = []
    for pair, together in ways.items():
        target = pair.target
        if together[0].leaves_flow:
            target = _door(pair) if pair in shown else doors[pair.target]
            exits.setdefault(target, set()).update(way.target for way in together)
        answers = [answer for way in together for answer in way.answers]
        lines.append(Line(pair.source, target, _told(answers, " · ", _ANSWERS), pair in shown))
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


def _entries(script: Script, nodes: Iterable[Node], kept_back: Mapping[str, int]) -> Iterator[tuple[Shape, str]]:
    """Who comes in, for each step come to: other flows, and as many steps of this one as are not drawn to it."""
    coming: dict[str, dict[str, str]] = {}
    for flow in script.profile.flows:
        for node in script.steps_of(flow):
            for way in ways_out(node):
                coming.setdefault(way.target, {}).setdefault(flow, script.flow_name(flow))
    for node in nodes:
        flows = {flow: name for flow, name in coming.get(node.id, {}).items() if flow != node.flow}
        shapes = [*_beginnings(script, node), *_coming(node, flows, kept_back.get(node.id, 0))]
        yield from ((shape, node.id) for shape in shapes)


def _beginnings(script: Script, node: Node) -> Iterator[Shape]:
    interrupts = interrupting(script, node.id)
    if node.id == script.graph.start:
        yield Shape(f"start:{node.id}", "enter", IT_BEGINS, leads=node.id)
    if node.id in script.graph.begins:
        yield Shape(f"begin:{node.id}", "enter", WE_BEGIN, leads=node.id)
    if interrupts:
        yield Shape(f"interrupt:{node.id}", "enter", f"{ANY_MOMENT}: {_told(interrupts)}", leads=node.id)


def _coming(node: Node, flows: Mapping[str, str], kept_back: int) -> Iterator[Shape]:
    here = [f"{kept_back} etapas daqui"] if kept_back else []
    names = [*here, *dict.fromkeys(flows.values())]
    if names:
        leads = next(iter(flows)) if len(flows) == 1 and not here else node.id
        yield Shape(f"enter:{node.id}", "enter", f"Vem de {_told(names)}", ", ".join(names), leads)


def _told(names: Sequence[str], between: str = ", ", most: int = _NAMED) -> str:
    """The first few, and how many more."""
    more = f" e mais {len(names) - most}" if len(names) > most else ""
    return between.join(names[:most]) + more
