"""A text may use a placeholder only where every way there passes an act that fills it."""

from collections import deque

from flows.catalogue import ACTS
from flows.checks.case import Case
from flows.checks.references import FILLED_BY_ACTS
from flows.graph import Graph, placeholders_of
from flows.model import START_FLOW
from flows.walk import Edge, Exploration, State, beginnings, breadth_first, path_from

WE_KNOW = ("first_name",)  # filled when we begin a contact
_BITS = {name: 1 << place for place, name in enumerate(sorted(FILLED_BY_ACTS))}


def check_filling(case: Case) -> None:
    filled = _filled_on_every_way(case.ways)
    told: set[tuple[str, str]] = set()
    for state, have in filled.items():
        node = case.graph.nodes[state.node]
        for name in sorted(placeholders_of(node.step) & FILLED_BY_ACTS - case.profile.globals.keys()):
            if not have & _BITS[name] and (node.id, name) not in told:
                told.add((node.id, name))
                path = _way_without(case.ways, name, state)
                case.note("placeholder_unfilled", node, f"{{{name}}} pode chegar vazio por este caminho", path)


def _filled_on_every_way(ways: Exploration) -> dict[State, int]:
    """For each state, the placeholders filled on all ways to it, as a set of bits."""
    if not ways.origin:
        return {}
    starts = beginnings(ways.graph)
    filled = {start: _given(start) for start in starts}
    waiting = deque(starts)
    while waiting:
        state = waiting.popleft()
        after = filled[state] | _fills(ways.graph, state)
        for _, target in ways.edges[state]:
            known = filled.get(target)
            merged = after if known is None else known & after
            if merged != known:
                filled[target] = merged
                waiting.append(target)
    return filled


def _given(start: State) -> int:
    """Where we begin, the person is known by name."""
    return 0 if start.node.startswith(f"{START_FLOW}.") else sum(_BITS[name] for name in WE_KNOW)


def _fills(graph: Graph, state: State) -> int:
    spec = ACTS.get(graph.nodes[state.node].step.act)
    return sum(_BITS[name] for name in spec.fills) if spec else 0


def _way_without(ways: Exploration, name: str, goal: State) -> tuple[str, ...]:
    def onward(state: State) -> list[Edge]:
        return [] if _fills(ways.graph, state) & _BITS[name] else ways.edges[state]

    starts = [start for start in beginnings(ways.graph) if not _given(start) & _BITS[name]]
    return path_from(breadth_first(starts, onward), goal)
