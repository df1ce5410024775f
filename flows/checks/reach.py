"""Ways through the graph: dead ends, loops that never listen, exits every waiting step must have, steps unreached."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from flows.checks.case import Case
from flows.graph import VERIFIED, Graph, Node
from flows.moves import ASKS_LEVEL, State
from flows.walk import Exploration, Walked

# A case, a person, an apology for what runs in an agreement, or a word added to the case that is open.
CONTESTS = {"open_case", "hand_off", "apologise_for_charge", "receive_document"}
# intent, the acts one of which must follow before the debtor is asked anything else, code, who is missed
EXITS = (
    ("opt_out", {"record_opt_out", "unlink_phone"}, "opt_out_unreachable", "o pedido de parar as mensagens"),
    ("ask_human", {"hand_off"}, "human_unreachable", "o pedido de falar com uma pessoa"),
    ("contest_debt", CONTESTS, "contest_unreachable", "a contestação"),
)
_CARED_FOR = {
    "self_harm": "quem fala em não querer viver",
    "deceased": "o aviso de uma morte",
    "hospitalised": "quem está em tratamento",
    "lawyer": "quem fala de advogado, Justiça ou Procon",
}
HANDED_OVER = tuple((intent, {"hand_off"}, "person_unreachable", who) for intent, who in _CARED_FOR.items())  # H1
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
            case.note(
                "dead_end",
                node,
                "a etapa não leva a lugar nenhum: falta esperar uma resposta, seguir para outra, encerrar ou voltar",
            )


def _check_loops(case: Case) -> None:
    for state in _looping(case.ways.walked):
        case.note_state("loop_without_wait", state, "a conversa volta a esta etapa sem nunca esperar uma resposta")


@lru_cache(maxsize=16)
def _looping(walked: Walked) -> list[State]:
    """One state of each circle of steps that never listens.

    A circle keeps what was interrupted, or goes back from nothing: so that need not be told apart here.
    """
    ways, found = Exploration(walked.graph, walked), list[State]()
    met = {_circling(state): state for state in reversed(list(_silent(ways)))}
    onward = {each: [_circling(target) for _, target in ways.onward(state)] for each, state in met.items()}
    onward = _circling_only(onward)
    reported: set[str] = set()
    for each, state in reversed(met.items()):
        if each in onward and each.node not in reported and (circle := _circle_through(each, onward)):
            reported |= {other.node for other in circle}
            found.append(state)
    return found


def _circling_only(onward: Mapping[State, list[State]]) -> dict[State, list[State]]:
    """What is left once all that ends somewhere is taken away, again and again: nothing, in good content."""
    left = dict(onward)
    while ended := [state for state, targets in left.items() if not any(target in left for target in targets)]:
        for state in ended:
            del left[state]
    return left


def _silent(ways: Exploration) -> Iterator[State]:
    """The states that lead on without listening; a going back counts where there is nothing to go back to."""
    for state in ways.firsts:
        step = ways.graph.nodes[state.node].step
        if step.returns:
            nowhere = _circling(state)
            if ways.codes.code(nowhere) in ways.came:
                yield nowhere
        elif not step.waits and not step.end:
            yield state


def _circling(state: State) -> State:
    return state._replace(return_to="")


def _circle_through(state: State, onward: Mapping[State, list[State]]) -> set[State]:
    """What lies between a state and itself, empty when it never comes back."""
    came: dict[State, State] = {}
    waiting = [state]
    while waiting:
        here = waiting.pop()
        for target in onward.get(here, ()):
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
    """Told where it is met first: a missing interruption is missed at a hundred steps."""
    waiting = [node for name in case.ways.first if (node := case.graph.nodes[name]).step.waits]
    for intent, acts, code, what in (*EXITS, *HANDED_OVER):
        fault = f"não se chega a quem trate {what}"
        for steps in _by_exit(case.graph, waiting, intent, acts):
            more = f" (nem de outras {len(steps) - 1})" if len(steps) > 1 else ""
            case.note(code, steps[0], f"desta etapa{more} {fault}")


def _by_exit(graph: Graph, waiting: list[Node], intent: str, acts: set[str]) -> list[list[Node]]:
    """The waiting steps whose way out meets none of the acts, those with the same way out together."""
    missing: dict[str, list[Node]] = {}
    for node in waiting:
        missing.setdefault(node.wait.get(intent) or graph.interrupts.get(intent, ""), []).append(node)
    return [steps for target, steps in missing.items() if not target or _misses(graph, target, acts)]


def _check_first_request(case: Case) -> None:
    """The first message itself may be the request to stop or to speak with a person."""
    for node in case.graph.nodes.values():
        if node.step.act == FIRST_REQUEST:
            for intent, acts, code, what in EXITS[:2]:
                target = node.outcomes.get(intent)
                if target is None or _misses(case.graph, target, acts):
                    case.note(code, node, f"quem abre a conversa com {what} não é atendido")


def _misses(graph: Graph, start: str, acts: set[str]) -> bool:
    """Whether some way from a step comes to where the debtor is listened to again without one of the acts.

    Who is not known yet may first be asked for it: only what happens to a verified debtor is looked at.
    """
    met = [start]
    for here in met:  # grows while it is walked
        node = graph.nodes[here]
        if node.step.act in acts:
            continue
        targets = _silent_targets(node)
        if not targets:
            return True
        met += [target for target in dict.fromkeys(targets) if target not in met]
    return False


def _silent_targets(node: Node) -> list[str]:
    asks = node.step.act == ASKS_LEVEL
    known = [target for outcome, target in node.outcomes.items() if not asks or outcome == VERIFIED]
    return [target for target in (*known, node.next) if target]


def unreached(case: Case) -> dict[str, set[str]]:
    """Steps nothing leads to, by their flow."""
    found: dict[str, set[str]] = {}
    for node in case.graph.nodes.values():
        if node.id not in case.ways.first:
            found.setdefault(node.flow, set()).add(node.step.id)
    return found
