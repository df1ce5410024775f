"""Every way a conversation can go in a profile's graph, as FlowPolicy walks it, and the shortest way to each place.

States are numbers here: a profile has some thirty thousand of them, and an editor checks at every change.
"""

from collections.abc import Callable, Container, Hashable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from flows.graph import Graph, Node
from flows.moves import ASKS_LEVEL, FILES, Deal, Edge, State, beginnings, is_possible, is_usual, leaving
from flows.usual import USUAL_OUTCOMES, is_next_best

type Onward = Callable[[int], list[int]]
type Goes = Callable[[Node, str, State], bool]  # whether a way is one to go on by

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
    usual: "Onward" = lambda _: []
    possible: "Onward" = lambda _: []
    begun: dict[int, "Walked"] = field(default_factory=dict)  # by where one goes on from

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

    @property
    def firsts(self) -> list[State]:
        return self.walked.firsts

    @property
    def first(self) -> dict[str, State]:
        return self.walked.first

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
        came: dict[int, int] = {}
        aim = self.codes.code(goal)
        for onward in (self.walked.usual, self.walked.possible, self.walked.targets.__getitem__):
            if aim not in came:
                _spread(starts, _unless(onward, shut, self.codes.size), came)
        return self._path(came, aim)

    def going_on_from(self, state: State) -> "Exploration":
        """Where somebody comes to from there, as though it began there."""
        code = self.codes.code(state)
        if code not in self.walked.begun:
            self.walked.begun[code] = self._walked_from(code)
        return Exploration(self.graph, self.walked.begun[code])

    def _walked_from(self, code: int) -> Walked:
        came: dict[int, int] = {}
        for onward in (self.walked.usual, self.walked.possible):
            _spread([code], onward, came)
        return replace(self.walked, came=came, begun={})

    def _path(self, came: dict[int, int], code: int) -> tuple[str, ...]:
        """The steps to a state, each with the answer or outcome that leads on: "identity.ask [inform_identity]"."""
        if code not in came:
            return ()
        steps = [self.codes.state(code).node]
        while came[code] != code:
            before, after = self.codes.state(came[code]), self.codes.state(code)
            label = self._label(before, after)
            steps.append(f"{before.node} [{label}]" if label else before.node)
            code = came[code]
        return tuple(reversed(steps))

    def _label(self, before: State, after: State) -> str:
        """Of several answers that lead there one that is usual, if any."""
        labels = [label for label, target in self.onward(before) if target == after]
        node = self.graph.nodes[before.node]
        best = [label for label in labels if is_next_best(node.step.act, label)]
        ways = [
            label
            for goes, among in ((is_usual, labels), (is_possible, best), (is_possible, labels))
            for label in among
            if goes(node, label, before)
        ]
        return next(iter(ways), labels[0])


class Codes:
    """A state as one number and back: step, proof and deal together, then the step that was interrupted."""

    def __init__(self, graph: Graph) -> None:
        self._names = ["", *graph.nodes]
        self._places = {name: place for place, name in enumerate(self._names)}
        self.size = len(self._names)
        self.per_node = self.size * 2 * _DEALS

    def code(self, state: State) -> int:
        kind = (self._places[state.node] * 2 + state.verified) * _DEALS + state.deal
        return kind * self.size + self._places.get(state.return_to, 0)

    def node(self, code: int) -> str:
        return self._names[code // self.per_node]

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
            node.unanswered,
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
    moves = _Moves(graph, codes, targets)
    starts = [codes.code(start) for start in beginnings(graph)]
    came: dict[int, int] = {}
    _spread(starts, moves.usual, came)
    _go_on([code for code in came if code not in targets], came, moves.possible)
    _go_on([code for code in came if code not in targets], came, moves.onward)
    return Walked(graph, codes, came, targets, moves.usual, moves.possible)


def _spread(starts: list[int], onward: Onward, came: dict[int, int]) -> None:
    """Breadth first: each number met, with the one it was first met from, beside those met before.

    One beginning after the other, the debtor's own first: a way that a person can follow alone is told before others.
    """
    _go_on(list(came), came, onward)
    for start in starts:
        waiting = [] if start in came else [start]
        came.setdefault(start, start)
        _go_on(waiting, came, onward)


def _unless(onward: Onward, shut: Container[int], size: int) -> Onward:
    return lambda code: [] if code // size in shut else onward(code)


def _go_on(waiting: list[int], came: dict[int, int], onward: Onward) -> None:
    for code in waiting:  # grows while it is walked
        for target in onward(code):
            if target not in came:
                came[target] = code
                waiting.append(target)


class _Moves:
    """Where each state leads, worked out once for all steps that an interruption may have left."""

    def __init__(self, graph: Graph, codes: Codes, targets: dict[int, list[int]]) -> None:
        self._graph, self._codes, self._targets = graph, codes, targets
        nodes = list(enumerate(graph.nodes.values(), 1))
        self._goes_back = {place for place, node in nodes if node.step.returns}
        self._limited = {place for place, node in nodes if node.unanswered or node.step.act == FILES}
        self._depends = {place for place, node in nodes if node.step.act in {ASKS_LEVEL, *USUAL_OUTCOMES}}
        self._tables: dict[tuple[int, bool, Goes], tuple[list[int], list[int]]] = {}

    def onward(self, code: int) -> list[int]:
        """All ways, kept."""
        self._targets[code] = found = self._from(code, _anyhow)
        return found

    def possible(self, code: int) -> list[int]:
        """Where somebody goes on to under this creditor's policy; kept where that is everywhere."""
        return self._from(code, is_possible) if self._place(code) in self._limited else self.onward(code)

    def usual(self, code: int) -> list[int]:
        """Where anybody may go on to, whose phone is like most phones; kept where that is everywhere."""
        return self._from(code, is_usual) if self._place(code) in self._depends else self.possible(code)

    def _place(self, code: int) -> int:
        return code // self._codes.per_node

    def _from(self, code: int, goes: Goes) -> list[int]:
        kind, left = divmod(code, self._codes.size)
        if left and self._place(code) in self._goes_back:
            return [self._codes.code(target) for _, target in leaving(self._graph, self._codes.state(code))]
        key = kind, left > 0, goes
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = self._table(*key)
        settled, carried = table
        return settled + [target + left for target in carried] if left else settled

    def _table(self, kind: int, is_interrupted: bool, goes: Goes) -> tuple[list[int], list[int]]:
        """Targets that forget what was interrupted, and those that remember it."""
        state = self._codes.state(kind * self._codes.size)
        state = state._replace(return_to=_INTERRUPTED if is_interrupted else "")
        node = self._graph.nodes[state.node]
        ways = leaving(self._graph, state)
        found = [target for label, target in ways if goes(node, label, state)]
        settled = [self._codes.code(target) for target in found if target.return_to != _INTERRUPTED]
        return settled, [self._codes.code(target) for target in found if target.return_to == _INTERRUPTED]


def _anyhow(_node: Node, _label: str, _state: State) -> bool:
    return True
