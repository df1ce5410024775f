"""What several messages mean together (P16: a yes with a condition closes nothing)."""

import pytest

from concilia_nlu.understanding import Guess, Reading, merge, reading_of
from unit.graphs import a_graph


def together(*intents):
    return merge([Reading(intent) for intent in intents], a_graph())


@pytest.mark.parametrize(
    ("intents", "meant"),
    [
        (["greet", "ask_titles"], "ask_titles"),
        (["ask_titles", "thank"], "ask_titles"),
        (["greet", "thank"], "thank"),
        (["out_of_scope", "ask_titles"], "ask_titles"),
        (["ask_titles", "out_of_scope"], "ask_titles"),
        (["greet", "out_of_scope"], "out_of_scope"),
        (["ask_pix", "ask_titles"], "ask_titles"),
        (["greet"], "greet"),
    ],
)
def test_the_last_message_that_says_something_counts(intents, meant):
    assert together(*intents).intent == meant
    assert not together(*intents).conditional


@pytest.mark.parametrize(
    ("intents", "meant"),
    [
        (["ask_human", "affirm"], "ask_human"),
        (["ask_human", "ask_titles"], "ask_human"),
        (["ask_human", "opt_out", "ask_titles"], "opt_out"),
        (["opt_out", "ask_human", "self_harm"], "self_harm"),
    ],
)
def test_what_is_urgent_goes_before_everything_the_gravest_first(intents, meant):
    assert together(*intents).intent == meant


@pytest.mark.parametrize("intents", [["affirm", "deny"], ["affirm", "later"], ["ask_composition", "affirm"]])
def test_a_yes_beside_something_else_is_conditional_and_the_other_is_answered(intents):
    """P16: "fechado" and then "pera"."""
    merged = together(*intents)

    assert merged.intent == next(intent for intent in intents if intent != "affirm")
    assert merged.conditional


@pytest.mark.parametrize("intents", [["greet", "affirm"], ["affirm", "thank"], ["affirm", "affirm"]])
def test_a_yes_beside_courtesies_is_a_yes(intents):
    merged = together(*intents)

    assert (merged.intent, merged.conditional) == ("affirm", False)


def test_one_conditional_yes_makes_all_of_them_conditional():
    """P16."""
    assert merge([Reading("affirm", conditional=True), Reading("affirm")], a_graph()).conditional


def test_a_yes_is_no_surer_than_what_was_not_understood_beside_it():
    """P16: what was not understood may be the condition."""
    merged = merge([Reading("affirm", 1.0, "button"), Reading("out_of_scope", 0.2, "nlu")], a_graph())

    assert (merged.intent, merged.confidence, merged.source) == ("affirm", 0.2, "nlu")


def test_other_intents_keep_their_own_confidence_beside_what_was_not_understood():
    merged = merge([Reading("out_of_scope", 0.2, "nlu"), Reading("ask_pix", 0.9, "nlu")], a_graph())

    assert (merged.intent, merged.confidence) == ("ask_pix", 0.9)


@pytest.mark.parametrize(("confidence", "intent"), [(0.5, "affirm"), (0.49, "out_of_scope")])
def test_a_guess_below_the_threshold_is_out_of_scope(confidence, intent):
    assert reading_of([Guess("affirm", confidence)], threshold=0.5).intent == intent


def test_three_alternatives_are_told_the_best_first():
    ranking = [Guess(name, 0.25) for name in ("a", "b", "c", "d")]

    assert [guess.name for guess in reading_of(ranking, 0.2).alternatives] == ["a", "b", "c"]


def test_nothing_to_guess_from_is_out_of_scope():
    assert reading_of([], 0.5) == Reading("out_of_scope", 0.0, "nlu")
