"""F3: the way told to a problem is one an ordinary debtor can go, with words that make acts answer as it needs."""

from functools import cache
from pathlib import Path

import pytest

from flows.catalogue import ACTS
from flows.graph import Graph, build_graph
from flows.intents import INTENTS
from flows.parsing import parse_content
from flows.playing import How, way_to
from flows.problems import Problem
from flows.spoken import SENTENCES, TWICE, WORDS, WRONG, ways_to_ask
from flows.tree import read_tree
from flows.usual import USUAL_OUTCOMES, is_usual_outcome
from flows.walk import explore


@cache
def cassems() -> Graph:
    content, _ = parse_content(read_tree(Path(__file__).parents[3] / "flows" / "content"))
    return build_graph(content.profiles["cassems"])[0]


def sent_to(step: str) -> list[str]:
    path = explore(cassems()).path_to_node(step)
    return [
        move.sends for move in way_to(Problem("x", "", "", path, "", "cassems"), cassems()) if move.how is not How.DATA
    ]


@pytest.mark.parametrize("act", sorted(USUAL_OUTCOMES))
def test_what_is_usual_is_something_the_act_may_answer(act: str) -> None:
    assert USUAL_OUTCOMES[act] <= ACTS[act].outcomes


@pytest.mark.parametrize("act", sorted({act for act, _ in (*WORDS, TWICE)}))
def test_words_are_for_what_the_act_may_answer(act: str) -> None:
    assert {outcome for named, outcome in (*WORDS, TWICE) if named == act} <= ACTS[act].outcomes


def test_an_act_that_is_not_named_answers_anything() -> None:
    assert is_usual_outcome("leave_word_for_holder", "left")
    assert not is_usual_outcome("list_titles", "several")


def test_the_way_to_an_offer_is_that_of_who_writes_for_the_first_time() -> None:
    path = explore(cassems()).path_to_node("offer.no_interest")

    assert "titles.list [one]" in path
    assert not [place for place in path if place.startswith("standing.")]


def test_who_is_of_a_special_kind_is_needed_only_where_there_is_no_other_way() -> None:
    path = explore(cassems()).path_to_node("titles.several")

    assert [place for place in path if place.startswith("titles.list")] == ["titles.list [several]"]


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("offer.fewer_than_asked", "quero em 60 vezes"),
        ("offer.due_too_late", "posso pagar dia 10 do mês que vem?"),
        ("offer.longer_plan", "não"),
        ("identity.wrong", WRONG[0]),
        ("choose_due_date.told", "qual é o vencimento?"),
    ],
)
def test_the_words_are_those_that_lead_on(step: str, words: str) -> None:
    assert sent_to(step)[-1] == words


def test_what_is_counted_is_said_twice() -> None:
    assert sent_to("identity.wrong_again")[-2:] == [WRONG[0], WRONG[0]]


def test_what_nobody_remembers_is_said_until_the_fact_is_asked_for() -> None:
    asked = ACTS["another_factor"].outcomes - {"ask_birth_date", "ask_mother_name"}

    repeated = {one: len(ways_to_ask(one, ACTS["another_factor"].outcomes - asked)) for one in asked}

    assert repeated == {"ask_full_name": 1, "ask_surname": 2, "ask_cpf_last2": 3, "none": 4}


def test_only_what_comes_before_the_next_answer_chooses_the_words() -> None:
    assert sent_to("choose_due_date.noted")[-2:] == [SENTENCES["goodbye"], "pode ser amanhã"]


def test_the_only_means_of_payment_is_not_asked_for() -> None:
    assert "quero pagar no boleto" not in sent_to("closing.slip")


def test_what_stands_is_looked_at_rather_than_what_is_over() -> None:
    assert "choose_due_date.shown [lump]" in explore(cassems()).path_to_node("choose_due_date.noted")


def test_every_sentence_stands_for_an_intent_or_for_what_is_not_understood() -> None:
    assert {"não entendida", "nova mensagem", "*", "doubt"} >= set(SENTENCES) - set(INTENTS)
