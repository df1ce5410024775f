"""How a conversation leaves a step: the answers and outcomes that lead on, as FlowPolicy follows them."""

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from flows.catalogue import ACTS
from flows.graph import Graph, Node
from flows.model import OTHERWISE
from flows.usual import is_usual_outcome

AFFIRM, DOUBT, CONTINUE = "affirm", "doubt", "continue"
OPENS, ASKS_LEVEL = "open_contact", "identity_level"
PREPARES, CLOSES = "prepare_closing", "close_agreement"
FILES, FILED = "receive_document", "filed"  # what a verified debtor sends; anybody else's is not opened (G3)
# After one of these, what was prepared for closing is no longer what would be closed.
RENEGOTIATES = frozenset(
    {"offer_lump_sum", "concede", "offer_plan", "answer_counter_offer", "longest_plan", "choose_due_date"}
    | {"choose_scope", "next_negotiation"}
)


class Deal(IntEnum):
    """How near a closing is: nothing, all of it stated (P12), or a certain yes to that (P16)."""

    NONE = 0
    PREPARED = 1
    ACCEPTED = 2


class State(NamedTuple):
    """A step, and what of the way to it matters for the checks."""

    node: str
    verified: bool
    return_to: str
    deal: Deal


type Edge = tuple[str, State]


def beginnings(graph: Graph) -> list[State]:
    """Where the debtor begins, and where we do."""
    ours = [State(node, verified, "", Deal.NONE) for node, verified in graph.begins.items()]
    return [State(graph.start, False, "", Deal.NONE), *ours]


def leaving(graph: Graph, state: State) -> list[Edge]:
    """Where a state leads, each way with the answer or outcome that takes it; ways to nowhere are left out."""
    returning = graph.returning_flows
    return [
        (label, _arrived(graph, target, returning))
        for label, target in _leaving(graph, graph.nodes[state.node], state)
        if target.node in graph.nodes
    ]


def is_usual(node: Node, label: str, state: State) -> bool:
    """Whether anybody can go this way: one phone of one ordinary debtor, who proves it here and now."""
    if node.step.act == ASKS_LEVEL:
        return state.verified or label not in _proving(ASKS_LEVEL)
    return is_possible(node, label, state) and is_usual_outcome(node.step.act, label, node.unanswered)


def is_possible(node: Node, label: str, state: State) -> bool:
    """Whether it is ever answered under this creditor's policy, to who is verified or to who is not."""
    if node.step.act == FILES and (label == FILED) != state.verified:
        return False
    return label not in node.unanswered


def _arrived(graph: Graph, state: State, returning: frozenset[str]) -> State:
    """Only inside a flow that can go back is there still something to go back to once the debtor is listened to."""
    node = graph.nodes[state.node]
    if not state.return_to or not (node.step.waits or node.step.end):
        return state
    if node.flow in returning and not node.step.end:
        return state
    return state._replace(return_to="", deal=Deal.NONE)


def _leaving(graph: Graph, node: Node, state: State) -> Iterator[Edge]:
    if node.step.act:
        yield from _after_act(node, state)
    elif node.step.returns:
        yield _going_back(graph, state)
    elif node.next:
        yield "", state._replace(node=node.next)
    elif node.step.end:
        yield from _heard(graph, node, state)
        yield "nova mensagem", State(graph.start, state.verified, "", Deal.NONE)
    elif node.step.waits:
        yield from _heard(graph, node, state)


def _after_act(node: Node, state: State) -> Iterator[Edge]:
    act = node.step.act
    known = ACTS[act].outcomes if act in ACTS else frozenset()
    for outcome in sorted(known | (set(node.outcomes) - {OTHERWISE})):
        target = node.outcomes.get(outcome) or node.outcomes.get(OTHERWISE)
        if target and not (act == ASKS_LEVEL and state.verified and outcome not in _proving(act)):
            deal = _deal_after(act, outcome, state.deal)
            yield outcome, state._replace(node=target, verified=_is_verified(act, outcome, state), deal=deal)


def _is_verified(act: str, outcome: str, state: State) -> bool:
    """Proved by an act, kept until a contact opens anew: an expiry (I6) comes back through the opening."""
    if outcome in _proving(act):
        return True
    return state.verified and (act != OPENS or outcome == CONTINUE)


def _proving(act: str) -> frozenset[str]:
    return ACTS[act].proves_identity if act in ACTS else frozenset()


def _deal_after(act: str, outcome: str, deal: Deal) -> Deal:
    if act == PREPARES:
        return Deal.NONE if outcome == "nothing" else Deal.PREPARED
    return Deal.NONE if act == CLOSES or act in RENEGOTIATES else deal


def _going_back(graph: Graph, state: State) -> Edge:
    """To the interrupted step; with none, to the start, where open_contact answers "continue"."""
    left = graph.nodes.get(state.return_to)
    if left is not None:
        return "return", state._replace(node=left.resume or left.id, return_to="")
    start = graph.nodes[graph.start]
    onward = start.outcomes.get(CONTINUE, start.id) if start.step.act == OPENS else start.id
    return "return", State(onward, state.verified, "", Deal.NONE)


def _heard(graph: Graph, node: Node, state: State) -> Iterator[Edge]:
    for intent, target in sorted(node.wait.items()):
        yield intent, state._replace(node=target, deal=_deal_on(graph, node, intent, state))
    if not node.listens:
        return
    back = state.return_to or node.id
    deal = Deal.PREPARED if state.deal else Deal.NONE
    for intent, target in graph.interrupts.items():
        if intent not in node.wait:
            yield intent, State(target, state.verified, back, deal)
    if not node.step.end and not _takes_anything(node):
        yield "não entendida", State(graph.fallback, state.verified, back, deal)


def _deal_on(graph: Graph, node: Node, intent: str, state: State) -> Deal:
    """A yes counts when it had to be certain; any other answer that leaves the flow leaves the deal behind."""
    if not state.deal:
        return Deal.NONE
    if intent == AFFIRM and intent in node.step.sure:
        return Deal.ACCEPTED
    stays = graph.nodes[node.wait[intent]].flow == node.flow
    return Deal.PREPARED if stays else Deal.NONE


def _takes_anything(node: Node) -> bool:
    return OTHERWISE in node.wait and (not node.step.sure or DOUBT in node.wait)
