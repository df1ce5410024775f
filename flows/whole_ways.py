"""Ways that one debtor can go whole: what an act answers on them rules out other answers of the same debtor's acts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from flows.catalogue import ACTS
from flows.debtors import ANSWERS_TO, Outcome, answers_on, kind_needed
from flows.graph import Graph
from flows.moves import Deal, State, is_possible
from flows.problems import Path
from flows.walk import Exploration, explore

type Answered = tuple[State, str, State]  # where an act is asked, what it answers, and where that leads
type RuledOut = Mapping[str, frozenset[str]]  # of each of these acts, what it does not answer on the way

_TRIES = 6
_SEVERAL = {"list_titles": "several", "choose_scope": "all"}
# Who makes one act answer so made another answer so before.
_GOES_WITH: Mapping[Outcome, Mapping[str, str]] = {
    ("plan_blocking", "partly"): {"list_titles": "several"},
    ("answer_counter_offer", "one_by_one"): _SEVERAL,
    ("offer_plan", "one_by_one"): _SEVERAL,
    ("longest_plan", "one_by_one"): _SEVERAL,
    ("concede", "one_by_one"): _SEVERAL,
    ("next_negotiation", "one"): {"list_titles": "several", "choose_scope": "one"},
    ("record_reply", "nothing"): {"issue_notice": "none"},
    ("record_reply", "other_number"): {"issue_notice": "none"},
    ("case_status", "contested"): {"list_titles": "under_case"},
    ("case_status", "in_review"): {"list_titles": "under_case"},
    ("check_identity", "ask_cpf_full"): {"open_contact": "unknown"},  # a known phone says who it is by less
}
_IN_AGREEMENT = ("list_titles", "agreement")
_APOLOGY, _NO_APOLOGY = ("apologise_for_charge", "agreement"), ("apologise_for_charge", "none")
# What is answered only once one of these was answered on the way.
_CLOSED = frozenset({("close_agreement", "slip"), ("close_agreement", "pix")})
_ONCE: Mapping[Outcome, frozenset[Outcome]] = {
    ("close_agreement", "already"): _CLOSED,
    ("tapped_to_close", "already"): _CLOSED,
    ("next_negotiation", "one"): frozenset({("list_titles", "several")}),
    # Where the list tells of the agreement nobody has complained of a charge yet (T7).
    _APOLOGY: frozenset({_NO_APOLOGY}),
}
_NOTHING_SHOWN, _NOTHING_OPEN = ("current_offer", "none"), frozenset({("list_titles", "none")})
# Of an agreement whose titles are contested or said to be paid one always hears an apology (T7).
_COMPLAINING = ("cancellation_claim", "payment_claim")
# The offer of a conversation stays as it is until one of these acts makes another, or it is closed.
_OFFERS = ("offer_lump_sum", "concede", "offer_plan", "longest_plan", "answer_counter_offer")
_SHOWN, _CLOSES = "current_offer", "close_agreement"


def whole_way(ways: Exploration, way_in: Callable[[Exploration], Path]) -> Path:
    """The way found, or another where one act's answer on it rules another's out; the same where there is none."""
    first = path = way_in(ways)
    ruled_out: dict[str, frozenset[str]] = {}
    through: frozenset[Outcome] = frozenset()
    for _ in range(_TRIES):
        clash, lacking = _clash(path, ways.graph, ruled_out), _before_all(path, ways.graph)
        if not clash and not lacking:
            return path
        if lacking and not through:
            through, way_in = lacking, _by_way_of(lacking, way_in)
        elif not clash:
            return first
        ruled_out |= {act: ruled_out.get(act, frozenset()) | outcomes for act, outcomes in clash.items()}
        path = way_in(explore(_without(ways.graph, ruled_out)))
        if not path or _uses(path, ways.graph, ruled_out):
            return first
    return first


def _before_all(path: Path, graph: Graph) -> frozenset[Outcome]:
    """What had to be answered before, and was not."""
    given = answers_on(path, graph)
    if _NOTHING_SHOWN in given and _is_ours(path, graph):
        return _NOTHING_OPEN  # we write to whoever has something to be shown
    for number, one in enumerate(given):
        before = _ONCE.get(one, frozenset())
        is_elsewhere = one == _APOLOGY and given[number - 1 : number] != [_IN_AGREEMENT]
        if before and not is_elsewhere and not before & set(given[:number]):
            return before
    return frozenset()


def _is_ours(path: Path, graph: Graph) -> bool:
    """Whether we begin."""
    return not path[0].startswith(graph.start)


def _by_way_of(through: frozenset[Outcome], way_in: Callable[[Exploration], Path]) -> Callable[[Exploration], Path]:
    """The shortest way to one of these answers, and on from there."""

    def _through(ways: Exploration) -> Path:
        found = [path for one in _answering(ways, through) if (path := _joined(ways, one, way_in))]
        return min(found, key=lambda path: (_is_ours(path, ways.graph), len(path)), default=())

    return _through


def _joined(ways: Exploration, answered: Answered, way_in: Callable[[Exploration], Path]) -> Path:
    state, outcome, target = answered
    *before, last = ways.path_to(state)
    onward = way_in(ways.going_on_from(target))
    return (*before, f"{last} [{outcome}]", *onward) if onward else ()


def _answering(ways: Exploration, wanted: frozenset[Outcome]) -> Iterator[Answered]:
    """At each step once, however one comes there."""
    due = [state for state in ways.firsts if _is_due(ways.graph.nodes[state.node].step.act, state)]
    for state in {state.node: state for state in reversed(due)}.values():
        node = ways.graph.nodes[state.node]
        is_asked = node.step.act in {act for act, _ in wanted}
        for outcome, target in ways.onward(state) if is_asked else ():
            if (node.step.act, outcome) in wanted and is_possible(node, outcome, state):
                yield state, outcome, target


def _is_due(act: str, state: State) -> bool:
    """Nothing closes without a yes."""
    return act != _CLOSES or state.deal is Deal.ACCEPTED


def _uses(path: Path, graph: Graph, ruled_out: RuledOut) -> bool:
    """Where nobody goes otherwise the walk tells a way all the same."""
    return any(outcome in ruled_out.get(act, ()) for act, outcome in answers_on(path, graph))


def _clash(path: Path, graph: Graph, known: RuledOut) -> RuledOut:
    """What the first answers that do not go together rule out; nothing once all go."""
    found = _clashes(answers_on(path, graph), _answered_in(graph))
    new = ({act: out for act, out in one.items() if not out <= known.get(act, frozenset())} for one in found)
    return next((one for one in new if one), {})


def _clashes(given: Sequence[Outcome], answered: Mapping[str, frozenset[str]]) -> Iterator[RuledOut]:
    for act, answer in ANSWERS_TO.get(kind_needed(given), {}).items():
        if answer in answered.get(act, ()) and dict(reversed(given)).get(act, answer) != answer:
            yield _only(act, answer)
    for number, one in enumerate(given):
        wanted = _GOES_WITH.get(one, {})
        if any(wanted.get(act, answer) != answer for act, answer in given[:number]):
            yield {act: out for act, answer in wanted.items() for out in _only(act, answer).values()}
    if {_IN_AGREEMENT, _NO_APOLOGY} <= set(given):
        yield _none_of(_COMPLAINING)
    yield from _offers_that_clash(given)


def _offers_that_clash(given: Iterable[Outcome]) -> Iterator[RuledOut]:
    """Between two looks at what is offered somebody has to offer something, or close it."""
    is_made, shown = False, ""
    for act, outcome in given:
        if act in (*_OFFERS, _CLOSES):
            is_made, shown = act != _CLOSES, ""
        elif act == _SHOWN and outcome == "none" and is_made:
            yield _none_of(_OFFERS)
        elif act == _SHOWN and shown not in {"", outcome}:
            yield _only(_SHOWN, outcome)
        elif act == _SHOWN:
            shown = outcome


def _only(act: str, answer: str) -> RuledOut:
    return {act: ACTS[act].outcomes - {answer}}


def _none_of(acts: Iterable[str]) -> RuledOut:
    return {act: ACTS[act].outcomes for act in acts}


def _answered_in(graph: Graph) -> dict[str, frozenset[str]]:
    """What acts may answer under the creditor's policy."""
    nodes = [node for node in graph.nodes.values() if node.step.act in ACTS]
    return {node.step.act: ACTS[node.step.act].outcomes - node.unanswered for node in nodes}


def _without(graph: Graph, ruled_out: RuledOut) -> Graph:
    """The graph as it is for somebody to whom these acts do not answer so."""
    nodes = {
        name: replace(node, unanswered=node.unanswered | ruled_out.get(node.step.act, frozenset()))
        for name, node in graph.nodes.items()
    }
    return replace(graph, nodes=nodes)
