"""Staff never read a code: everything a flow can name has a Portuguese name (F1)."""

from pathlib import Path

import pytest

from flows.catalogue import ACTS, ANY_INTENT, PAPER_LINK, PROFILE_PLACEHOLDERS
from flows.names import Names, names
from flows.parsing import parse_content
from flows.tree import read_tree

OUTCOMES = {outcome for act in ACTS.values() for outcome in act.outcomes} - {ANY_INTENT}
ARGUMENTS = {argument for act in ACTS.values() for argument in act.arguments}
PROFILES = parse_content(read_tree(Path(__file__).resolve().parents[3] / "flows" / "content"))[0].profiles
OF_CREDITORS = {name for profile in PROFILES.values() for name in profile.globals}
FILLED = {name for act in ACTS.values() for name in act.fills} | PROFILE_PLACEHOLDERS | {PAPER_LINK} | OF_CREDITORS


@pytest.mark.parametrize(
    ("named", "known"),
    [
        (names().answers, frozenset({"*", "doubt"})),
        (names().acts, frozenset(ACTS)),
        (names().outcomes, frozenset(OUTCOMES)),
        (names().arguments, frozenset(ARGUMENTS)),
        (names().placeholders, frozenset(FILLED)),
    ],
    ids=["answers", "acts", "outcomes", "arguments", "placeholders"],
)
def test_all_that_flows_name_has_a_name_and_nothing_else_has(named: dict[str, str], known: frozenset[str]) -> None:
    assert set(named) == known
    assert all(name.strip() for name in named.values())


def test_the_outcome_of_the_first_request_is_called_as_the_intent_it_is() -> None:
    assert names().outcome("first_request", "ask_human") == "Falar com uma pessoa"
    assert names().outcome("offer_lump_sum", "no_interest") == "sem juros e multa"
    assert names().outcome("offer_lump_sum", "*") == "Qualquer outra coisa"


def test_what_nobody_named_yet_is_called_by_its_code() -> None:
    nothing = Names()

    told = (nothing.intent("a"), nothing.act("b"), nothing.argument("c"), nothing.placeholder("d"))

    assert (told, nothing.outcome("e", "f")) == (("a", "b", "c", "d"), "f")
