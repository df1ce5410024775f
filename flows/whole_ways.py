"""Ways that one debtor can go whole: who makes one act answer so made another answer so before."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from flows.catalogue import ACTS
from flows.debtors import Outcome, answers_on
from flows.graph import Graph
from flows.problems import Path
from flows.walk import Exploration, explore

type Answers = Mapping[str, str]  # the one answer each of these acts gives

_SEVERAL: Answers = {"list_titles": "several", "choose_scope": "all"}
_GOES_WITH: Mapping[Outcome, Answers] = {
    ("plan_blocking", "partly"): {"list_titles": "several"},
    ("answer_counter_offer", "one_by_one"): _SEVERAL,
    ("offer_plan", "one_by_one"): _SEVERAL,
    ("longest_plan", "one_by_one"): _SEVERAL,
    ("concede", "one_by_one"): _SEVERAL,
    ("record_reply", "nothing"): {"issue_notice": "none"},
    ("check_identity", "ask_cpf_full"): {"open_contact": "unknown"},  # a known phone says who it is by less
}


def whole_way(ways: Exploration, way_in: Callable[[Exploration], Path]) -> Path:
    """The way found, or another where one act's answer on it rules another's out; the same where there is none."""
    path = way_in(ways)
    for answers in _ruled_out(path, ways.graph):
        other = way_in(explore(_answering(ways.graph, answers)))
        if other and not list(_ruled_out(other, ways.graph)):
            return other
    return path


def _ruled_out(path: Path, graph: Graph) -> Iterator[Answers]:
    given = answers_on(path, graph)
    for number, one in enumerate(given):
        wanted = _GOES_WITH.get(one, {})
        if any(wanted.get(act, answer) != answer for act, answer in given[:number]):
            yield wanted


def _answering(graph: Graph, answers: Answers) -> Graph:
    """The graph as it is for who makes these acts answer so, and not otherwise."""
    nodes = {
        name: replace(node, unanswered=node.unanswered | ACTS[act].outcomes - {answers[act]})
        if (act := node.step.act) in answers
        else node
        for name, node in graph.nodes.items()
    }
    return replace(graph, nodes=nodes)
