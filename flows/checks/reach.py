"""Ways through the graph: dead ends, loops that never listen, exits every waiting step must have, steps unreached."""

from collections.abc import Iterator

from flows.checks.case import Case
from flows.graph import Graph, Node
from flows.walk import Exploration, State

# intent, the acts one of which must follow, code, who is missed
EXITS = (
    ("opt_out", {"record_opt_out", "unlink_phone"}, "opt_out_unreachable", "o pedido de parar as mensagens"),
    ("ask_human", {"hand_off"}, "human_unreachable", "o pedido de falar com uma pessoa"),
    ("contest_debt", {"open_case", "hand_off"}, "contest_unreachable", "a contestação"),
)
FIRST_REQUEST = "first_request"


def check_reach(case: Case) -> None:
    _check_dead_ends(case)
    _check_loops(case)
    _check_exits(case)
    _check_first_request(case)


def _check_dead_ends(case: Case) -> None:
    for node in case.graph.nodes.values():
        step = node.step
        leads_on = step.act or step.wait or step.next or step.end or step.returns
        if not leads_on or (step.act and not step.outcomes):
            case.note("dead_end", node, "a etapa não leva a lugar nenhum: falta wait, next, end ou return")


def _check_loops(case: Case) -> None:
    for state in _looping(case.ways):
        case.note_state("loop_without_wait", state, "a conversa volta a esta etapa sem nunca esperar uma resposta")


def _looping(ways: Exploration) -> Iterator[State]:
    """One state of each circle of steps that never listens."""
    onward = {state: _silent_targets(ways, state) for state in ways.edges}
    reported: set[str] = set()
    for state in ways.origin:
        if state.node in reported:
            continue
        circle = _circle_through(state, onward)
        if circle:
            reported |= {each.node for each in circle}
            yield state


def _silent_targets(ways: Exploration, state: State) -> list[State]:
    step = ways.graph.nodes[state.node].step
    return [] if step.waits or step.end else [target for _, target in ways.edges[state]]


def _circle_through(state: State, onward: dict[State, list[State]]) -> set[State]:
    """What lies between a state and itself, empty when it never comes back."""
    came: dict[State, State] = {}
    waiting = [state]
    while waiting:
        here = waiting.pop()
        for target in onward[here]:
            if target == state:
                return {state, here, *_back_from(here, came)}
            if target not in came:
                came[target] = here
                waiting.append(target)
    return set()


def _back_from(state: State, came: dict[State, State]) -> Iterator[State]:
    while state in came:
        state = came[state]
        yield state


def _check_exits(case: Case) -> None:
    for node in case.graph.nodes.values():
        if node.step.waits and node.id in case.ways.first:
            for intent, acts, code, what in EXITS:
                target = node.wait.get(intent) or case.graph.interrupts.get(intent)
                if target is None or not (acts & _acts_after(case.graph, target)):
                    case.note(code, node, f"desta etapa não se chega a quem trate {what} («{intent}»)")


def _check_first_request(case: Case) -> None:
    """The first message itself may be the request to stop or to speak with a person."""
    for node in case.graph.nodes.values():
        if node.step.act == FIRST_REQUEST:
            for intent, acts, code, what in EXITS[:2]:
                target = node.outcomes.get(intent)
                if target is None or not (acts & _acts_after(case.graph, target)):
                    case.note(code, node, f"quem abre a conversa com {what} («{intent}») não é atendido")


def _acts_after(graph: Graph, start: str) -> set[str]:
    """The acts met from a step on, without interruptions."""
    seen, waiting, acts = {start}, [start], set()
    while waiting:
        node = graph.nodes[waiting.pop()]
        acts.add(node.step.act)
        for target in _targets(node):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return acts


def _targets(node: Node) -> list[str]:
    return [target for target in (*node.outcomes.values(), *node.wait.values(), node.next) if target]


def unreached(case: Case) -> dict[str, set[str]]:
    """Steps nothing leads to, by their flow."""
    found: dict[str, set[str]] = {}
    for node in case.graph.nodes.values():
        if node.id not in case.ways.first:
            found.setdefault(node.flow, set()).add(node.step.id)
    return found
