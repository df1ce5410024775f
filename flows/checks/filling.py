"""A text may use a placeholder only where every way there passes an act that fills it."""

from collections import deque
from functools import lru_cache

from flows.catalogue import ACTS
from flows.checks.case import Case
from flows.checks.references import FILLED_BY_ACTS
from flows.graph import placeholders_of
from flows.model import START_FLOW
from flows.moves import State, beginnings
from flows.walk import Exploration, Walked

WE_KNOW = ("first_name",)  # filled when we begin a contact
_BITS = {name: 1 << place for place, name in enumerate(sorted(FILLED_BY_ACTS))}


def check_filling(case: Case) -> None:
    nodes = ["", *case.graph.nodes]
    needed = [0, *(_needed(case, node) for node in case.graph.nodes)]
    per_node, walked = case.ways.codes.per_node, case.ways.walked
    told: set[tuple[str, str]] = set()
    if not any(needed[place] & ~have for place, have in _filled_at(walked).items()):
        return
    for code, have in _filled_on_every_way(walked).items():
        lacking = needed[code // per_node] & ~have
        for name in _names(lacking) if lacking else ():
            node = case.graph.nodes[nodes[code // per_node]]
            if (node.id, name) not in told:
                told.add((node.id, name))
                path = _way_without(case.ways, name, case.ways.codes.state(code))
                case.note("placeholder_unfilled", node, f"{{{name}}} pode chegar vazio por este caminho", path)


def filled_at(ways: Exploration) -> dict[str, frozenset[str]]:
    """By step, the placeholders of acts that its texts may use: filled however one comes there."""
    per_node = ways.codes.per_node
    return {
        ways.codes.node(place * per_node): frozenset(_names(bits)) for place, bits in _filled_at(ways.walked).items()
    }


@lru_cache(maxsize=16)
def _filled_at(ways: Walked) -> dict[int, int]:
    """The same, as sets of bits, by the place of the step among all."""
    found: dict[int, int] = {}
    for code, have in _filled_on_every_way(ways).items():
        place = code // ways.codes.per_node
        found[place] = found.get(place, have) & have
    return found


def _needed(case: Case, node: str) -> int:
    named = placeholders_of(case.graph.nodes[node].step) & FILLED_BY_ACTS - case.profile.globals.keys()
    return sum(_BITS[name] for name in named)


def _names(bits: int) -> list[str]:
    return [name for name, bit in _BITS.items() if bits & bit]


@lru_cache(maxsize=16)
def _filled_on_every_way(ways: Walked) -> dict[int, int]:
    """For each state, the placeholders filled on all ways to it, as a set of bits."""
    if not ways.came:
        return {}
    fills = [0, *(_fills(node.step.act) for node in ways.graph.nodes.values())]
    per_node, targets = ways.codes.per_node, ways.targets
    filled = {ways.codes.code(start): _given(start) for start in beginnings(ways.graph)}
    waiting = deque(filled)
    while waiting:
        code = waiting.popleft()
        after = filled[code] | fills[code // per_node]
        for target in targets[code]:
            known = filled.get(target)
            merged = after if known is None else known & after
            if merged != known:
                filled[target] = merged
                waiting.append(target)
    return filled


def _given(start: State) -> int:
    """Where we begin, the person is known by name."""
    return 0 if start.node.startswith(f"{START_FLOW}.") else sum(_BITS[name] for name in WE_KNOW)


def _fills(act: str) -> int:
    spec = ACTS.get(act)
    return sum(_BITS[name] for name in spec.fills) if spec else 0


def _way_without(ways: Exploration, name: str, goal: State) -> tuple[str, ...]:
    def fills(state: State) -> bool:
        begins_with_it = state in beginnings(ways.graph) and _given(state) & _BITS[name]
        return bool(begins_with_it or _fills(ways.graph.nodes[state.node].step.act) & _BITS[name])

    return ways.path_avoiding(goal, fills)
