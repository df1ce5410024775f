"""Every way a conversation can go in a profile's graph, as FlowPolicy walks it, and the shortest way to each place.

States are numbers here: a profile has some thirty thousand of them, and an editor checks at every change.
"""

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from flows.graph import Graph
from flows.moves import ASKS_LEVEL, OPENS, Deal, Edge, State, beginnings, is_usual, leaving

_INTERRUPTED = "?"  # stands for whichever step was left, when a table serves all of them
_DEALS = len(Deal)


@dataclass(frozen=True, eq=False)
class Walked:
    """The states met, each with the one it was first come from (a beginning: itself), and where each leads.

    Of the graph only what leads where may be asked: another one, with other texts, may share the walk.
    """

    graph: Graph
    codes: "Codes"
    came: dict[int, int] = field(default_factory=dict)
    targets: dict[int, list[int]] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Exploration:
    """All states reachable from the start, in the order they are met, and the shortest way to each."""

    graph: Graph
    walked: Walked

    @property
    def codes(self) -> "Codes":
        return self.walked.codes

    @property
    def came(self) -> dict[int, int]:
        return self.walked.came

    def states(self) -> Iterator[State]:
        return map(self.codes.state, self.came)

    @cached_property
    def firsts(self) -> list[State]:
        """The first state of each step for each proof and deal, whatever it was interrupted at."""
        found: dict[int, int] = {}
        for code in self.came:
            found.setdefault(code // self.codes.size, code)
        return [self.codes.state(code) for code in found.values()]

    @cached_property
    def first(self) -> dict[str, State]:
        found: dict[str, State] = {}
        for state in self.firsts:
            found.setdefault(state.node, state)
        return found

    def onward(self, state: State) -> list[Edge]:
        return leaving(self.graph, state)

    def path_to(self, state: State) -> tuple[str, ...]:
        return self._path(self.came, self.codes.code(state))

    def path_to_node(self, node: str) -> tuple[str, ...]:
        return self.path_to(self.first[node]) if node in self.first else ()

    def path_avoiding(self, goal: State, avoided: Callable[[State], bool]) -> tuple[str, ...]:
        """The shortest way that leaves no avoided state; () when every way does."""
        starts = [self.codes.code(start) for start in beginnings(self.graph) if not avoided(start)]
        shut = {
            code // self.codes.size for code in map(self.codes.code, self.firsts) if avoided(self.codes.state(code))
        }
        came = _spread(starts, lambda code: [] if code // self.codes.size in shut else self.walked.targets[code])
        return self._path(came, self.codes.code(goal))

    def _path(self, came: dict[int, int], code: int) -> tuple[str, ...]:
        """The steps to a state, each with the answer or outcome that leads on: "identity.ask [inform_identity]"."""
        if code not in came:
            return ()
        steps = [self.codes.state(code).node]
        while came[code] != code:
            before, after = self.codes.state(came[code]), self.codes.state(code)
            label = next(label for label, target in self.onward(before) if target == after)
            steps.append(f"{before.node} [{label}]" if label else before.node)
            code = came[code]
        return tuple(reversed(steps))


class Codes:
    """A state as one number and back: step, proof and deal together, then the step that was interrupted."""

    def __init__(self, graph: Graph) -> None:
        self._names = ["", *graph.nodes]
        self._places = {name: place for place, name in enumerate(self._names)}
        self.size = len(self._names)
        self._per_node = self.size * 2 * _DEALS

    def code(self, state: State) -> int:
        kind = (self._places[state.node] * 2 + state.verified) * _DEALS + state.deal
        return kind * self.size + self._places.get(state.return_to, 0)

    def node(self, code: int) -> str:
        return self._names[code // self._per_node]

    def state(self, code: int) -> State:
        kind, left = divmod(code, self.size)
        place, deal = divmod(kind, _DEALS)
        return State(self._names[place // 2], bool(place % 2), self._names[left], Deal(deal))


def explore(graph: Graph) -> Exploration:
    """The same walk for graphs that differ in their texts only."""
    return Exploration(graph, _explored(_Shape(graph)))


class _Shape:
    """A graph as the walk sees it: what leads where, not what is said."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._key = _wiring(graph)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Shape) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _wiring(graph: Graph) -> Hashable:
    nodes = tuple(
        (
            *(node.id, node.step.act, node.next, node.resume, node.step.end, node.step.returns, node.step.waits),
            *(tuple(sorted(node.outcomes.items())), tuple(sorted(node.wait.items())), tuple(sorted(node.step.sure))),
        )
        for node in graph.nodes.values()
    )
    return graph.start, graph.fallback, tuple(graph.interrupts.items()), tuple(graph.begins.items()), nodes


@lru_cache(maxsize=16)
def _explored(shape: _Shape) -> Walked:
    graph = shape.graph
    codes = Codes(graph)
    targets: dict[int, list[int]] = {}
    if graph.start not in graph.nodes:
        return Walked(graph, codes)
    moves = _Moves(graph, codes)

    def onward(code: int) -> list[int]:
        targets[code] = found = moves.onward(code)
        return found

    starts = [codes.code(start) for start in beginnings(graph)]
    usual = _spread(starts, moves.usual)
    return Walked(graph, codes, _spread(starts, onward, usual), targets)


def _spread(
    starts: list[int], onward: Callable[[int], list[int]], known: dict[int, int] | None = None
) -> dict[int, int]:
    """Breadth first: each number met, with the one it was first met from; what is known already is gone on from.

    One beginning after the other, the debtor's own first: a way that a person can follow alone is told before others.
    """
    came = dict(known or {})
    for start in starts:
        waiting = [] if start in came else [start]
        came.setdefault(start, start)
        _go_on(waiting, came, onward)
    if known:
        _go_on(list(known), came, onward)
    return came


def _go_on(waiting: list[int], came: dict[int, int], onward: Callable[[int], list[int]]) -> None:
    for code in waiting:  # grows while it is walked
        for target in onward(code):
            if target not in came:
                came[target] = code
                waiting.append(target)


class _Moves:
    """Where each state leads, worked out once for all steps that an interruption may have left."""

    def __init__(self, graph: Graph, codes: Codes) -> None:
        self._graph, self._codes = graph, codes
        self._goes_back = {place for place, node in enumerate(graph.nodes.values(), 1) if node.step.returns}
        acts = enumerate((node.step.act for node in graph.nodes.values()), 1)
        self._depends = {place for place, act in acts if act in {OPENS, ASKS_LEVEL}}
        self._uninterrupted: dict[int, list[int]] = {}
        self._interrupted: dict[int, tuple[list[int], list[int]]] = {}

    def onward(self, code: int) -> list[int]:
        kind, left = divmod(code, self._codes.size)
        if not left:
            known = self._uninterrupted.get(kind)
            if known is None:
                known = self._uninterrupted[kind] = self._from(self._codes.state(code))
            return known
        if kind // (2 * _DEALS) in self._goes_back:
            return self._from(self._codes.state(code))
        settled, carried = self._of_kind(kind)
        return settled + [target + left for target in carried]

    def usual(self, code: int) -> list[int]:
        """Where anybody may go on to, whose phone is like most phones."""
        if code // (self._codes.size * 2 * _DEALS) not in self._depends:
            return self.onward(code)
        state = self._codes.state(code)
        node = self._graph.nodes[state.node]
        ways = leaving(self._graph, state)
        return [self._codes.code(target) for label, target in ways if is_usual(node, label, state)]

    def _from(self, state: State) -> list[int]:
        return [self._codes.code(target) for _, target in leaving(self._graph, state)]

    def _of_kind(self, kind: int) -> tuple[list[int], list[int]]:
        """Targets that forget what was interrupted, and those that remember it."""
        known = self._interrupted.get(kind)
        if known is None:
            state = self._codes.state(kind * self._codes.size)._replace(return_to=_INTERRUPTED)
            found = [target for _, target in leaving(self._graph, state)]
            settled = [self._codes.code(target) for target in found if target.return_to != _INTERRUPTED]
            carried = [self._codes.code(target) for target in found if target.return_to == _INTERRUPTED]
            known = self._interrupted[kind] = settled, carried
        return known
