"""F3: whoever reads a problem can go there on a phone: what to send, what to tap, and which debtor it takes."""

from dataclasses import replace

from flows.catalogue import ACTS
from flows.checks import check_files
from flows.graph import Graph, build_graph
from flows.intents import SERVICE_INTENTS, TRAINED_INTENTS
from flows.parsing import parse_content
from flows.playing import NOBODY_HEARS, How, Played, way_to, why_unplayed
from flows.problems import Problem
from flows.spoken import NEXT_DAY, SENTENCES
from tests.unit.flows.sample import broken_files, sample_content

CLOSING, OPENING = "teste/flows/closing.yml", "common/flows/opening.yml"


def graph() -> Graph:
    return build_graph(sample_content().profiles["teste"])[0]


def problem(*path: str) -> Problem:
    return Problem("x", "", "", path, "", "teste")


def test_a_person_begins_answers_and_taps() -> None:
    way = way_to(problem("opening.open [known]", "opening.hello", "closing.confirm [affirm]", "closing.close"), graph())

    assert way == (
        Played("opening.open", How.TEXT, "oi"),
        Played("opening.open", How.DATA, needs="um devedor do telefone cadastrado"),
        Played("closing.confirm", How.TAP, "Fechar"),
    )


def test_the_first_message_is_the_request_that_the_way_needs() -> None:
    [first, *_] = way_to(problem("opening.open [known]", "opening.request [opt_out]", "opt_out.sure"), graph())

    assert first.sends == SENTENCES["opt_out"]


def test_what_the_creditor_knows_is_asked_for_and_never_invented() -> None:
    [_, asked] = way_to(problem("opening.open", "identity.ask [inform_identity]", "identity.check"), graph())

    assert (asked.sends, asked.how) == ("", How.TEXT)
    assert "cadastro" in asked.needs


def test_a_talk_that_we_begin_says_so() -> None:
    assert way_to(problem("identity.ask [deny]"), graph())[0].how is How.BEGIN


def test_a_problem_without_a_path_is_not_played_and_says_why() -> None:
    unreachable = Problem("step_unreachable", "closing", "confirm", (), "nada leva a esta etapa")

    assert way_to(problem(), graph()) == ()
    assert "no que foi escrito" in why_unplayed(problem())
    assert why_unplayed(unreachable).startswith("Ninguém chega aqui")
    assert why_unplayed(problem("opening.open")) == ""


def test_what_the_policy_never_answers_is_told_to_take_another_policy() -> None:
    nodes = graph().nodes
    start = replace(nodes["opening.open"], unanswered=frozenset({"known"}))

    way = way_to(problem("opening.open [known]"), replace(graph(), nodes={**nodes, "opening.open": start}))

    assert "outra política" in way[-1].needs


def test_a_day_that_has_to_pass_is_told_and_not_sent() -> None:
    nodes = graph().nodes
    spoken = way_to(problem("closing.confirm [affirm]", "closing.prepare [requoted_lump]", "closing.confirm"), graph())

    assert "closing.prepare" in nodes
    assert [(move.how, move.sends, move.needs) for move in spoken if NEXT_DAY in move.needs] == [
        (How.DATA, "", NEXT_DAY)
    ]
    assert NEXT_DAY not in [move.sends for move in spoken]


def test_what_nobody_hears_today_says_so() -> None:
    told = [needs for needs in NOBODY_HEARS.values() if not needs.startswith("nenhum caso hoje")]

    assert told == []
    assert {outcome for act, outcome in NOBODY_HEARS} <= {each for spec in ACTS.values() for each in spec.outcomes}


def test_there_is_something_to_send_for_every_intent_a_text_may_mean() -> None:
    assert set(SENTENCES) >= TRAINED_INTENTS - {"inform_identity"}
    assert not set(SENTENCES) & SERVICE_INTENTS


def test_every_wait_on_the_way_of_a_real_problem_is_answered() -> None:
    files = broken_files(CLOSING, lambda text: text.replace('"Obrigada."', '"Protocolo: {case_number}."'))
    [found] = check_files(files)
    spoilt = build_graph(parse_content(files)[0].profiles["teste"])[0]

    answered = [move.step for move in way_to(found, spoilt) if move.how is not How.DATA]

    waits = [place.partition(" ")[0] for place in found.path[:-1]]
    assert answered == ["opening.open", *(step for step in waits if spoilt.nodes[step].step.waits)]
