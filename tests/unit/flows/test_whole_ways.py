"""F3: the way told to a problem is one that one debtor can go whole."""

from functools import cache
from pathlib import Path

import pytest

from flows.debtors import Outcome, answers_on
from flows.graph import build_graph
from flows.parsing import parse_content
from flows.tree import read_tree
from flows.walk import Exploration, explore
from flows.whole_ways import whole_way
from tests.unit.flows.test_mutations_of_content import harmful_mutations, problems_of


def test_a_whole_cpf_is_asked_on_the_way_of_an_unknown_phone() -> None:
    spoilt = next(each for each in harmful_mutations() if "identity skipped on ask_cpf_full" in each.name)

    problem = next(each for each in problems_of(spoilt.files) if each.code == "disclosure_before_identity")

    assert problem.path[0] == "opening.open [unknown]"
    assert "identity.check [ask_cpf_full]" in problem.path


@cache
def ways_of(profile: str) -> Exploration:
    content, _ = parse_content(read_tree(Path(__file__).parents[3] / "flows" / "content"))
    return explore(build_graph(content.profiles[profile])[0])


def answers_to(step: str, profile: str = "cassems") -> list[Outcome]:
    ways = ways_of(profile)
    return answers_on(whole_way(ways, lambda found: found.path_to_node(step)), ways.graph)


def test_a_second_negotiation_is_left_only_to_who_has_several() -> None:
    answers = answers_to("closing.next_one")

    assert ("list_titles", "several") in answers
    assert answers.index(("choose_scope", "one")) < answers.index(("next_negotiation", "one"))


@pytest.mark.parametrize("profile", ["assefaz", "cassems"])
def test_what_is_closed_already_was_closed_on_the_way(profile: str) -> None:
    answers = answers_to("closing.already", profile)

    closed = [number for number, (act, _) in enumerate(answers) if act == "close_agreement"]
    assert len(closed) == 1
    assert answers[closed[0]][1] in {"slip", "pix"}
    assert closed[0] < answers.index(("tapped_to_close", "already"))


@pytest.mark.parametrize(
    ("profile", "step"), [("assefaz", "standing.lump"), ("cassems", "standing.change"), ("assefaz", "later.book_kept")]
)
def test_between_two_looks_at_the_offer_one_is_made_or_it_is_the_same(profile: str, step: str) -> None:
    offered = {"offer_lump_sum", "concede", "offer_plan"}
    looks: list[str] = []

    for act, outcome in answers_to(step, profile):
        looks += [outcome] if act == "current_offer" else ["made"] if act in offered else []

    assert looks
    assert len({look for look in looks if look != "made"}) == 1 or "made" in looks
    assert ["made", "none"] not in [looks[at : at + 2] for at in range(len(looks))]


@pytest.mark.parametrize(
    ("step", "kind"), [("second_copy.requested", "agreement"), ("ask_composition.nothing", "none")]
)
def test_the_titles_are_listed_as_the_debtor_it_takes_has_them(step: str, kind: str) -> None:
    assert ("list_titles", kind) in answers_to(step)


def test_a_way_that_nobody_goes_otherwise_is_told_as_it_was_found() -> None:
    ways = ways_of("cassems")
    path = ways.path_to_node("offer.full_value")

    assert whole_way(ways, lambda found: found.path_to_node("offer.full_value")) == path


def test_from_a_state_on_the_way_begins_there() -> None:
    ways = ways_of("cassems")
    state = ways.first["closing.more"]

    path = ways.going_on_from(state).path_to_node("closing.anything_else")

    assert path == ("closing.more [none]", "closing.anything_else")
