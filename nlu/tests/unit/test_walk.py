"""How a conversation moves through the graph (F3 runs on the same graph; P16 for what is doubtful)."""

import pytest

from concilia_nlu.walk import (
    LISTEN,
    LONGEST_WALK,
    EndlessWalk,
    Move,
    Position,
    UnknownOutcome,
    UnknownPlace,
    after_act,
    after_line,
    after_message,
    on_entry,
)
from unit.graphs import a_graph, at, heard, until_listening


def said(position, intent, graph=None, **how):
    graph = graph or a_graph()
    return until_listening(graph, after_message(graph, position, heard(intent, **how)))


def test_a_conversation_without_a_step_begins_at_the_start():
    assert after_message(a_graph(), at(""), heard("greet")) == Move("act_open_contact", at("opening.open"))


def test_an_interruption_does_not_skip_the_opening_of_a_contact():
    """I0: every contact opens with the greeting and the protocol."""
    assert after_message(a_graph(), at(""), heard("ask_human")).position == at("opening.open")


def test_a_profile_may_name_intents_that_come_before_the_opening():
    graph = a_graph(first={"ask_human": "human.start"})

    assert after_message(graph, at(""), heard("ask_human")).position == at("human.start")
    assert after_message(graph, at("offer.done"), heard("ask_human")).position == at("human.start")


def test_an_awaited_intent_leads_where_its_step_says():
    assert after_message(a_graph(), at("opening.ask"), heard("affirm")) == Move(
        "act_check_identity", at("identity.check")
    )


def test_a_line_with_a_next_step_goes_on_and_one_that_waits_listens():
    graph = a_graph()

    assert after_line(graph, at("titles.show")) == Move("utter_titles_ask", at("titles.ask"))
    assert after_line(graph, at("titles.ask")) == Move(LISTEN, at("titles.ask"))


def test_an_outcome_leads_where_the_step_of_the_act_says():
    assert after_act(a_graph(), at("identity.check"), "confirmed") == Move("utter_offer", at("offer.ask"))


def test_an_outcome_not_named_goes_the_way_of_all_others():
    assert after_act(a_graph(), at("identity.check"), "refused") == Move("utter_ask", at("opening.ask"))


def test_an_outcome_that_leads_nowhere_is_said_with_the_ones_that_do():
    with pytest.raises(UnknownOutcome, match=r"offer\.close .* it knows: closed"):
        after_act(a_graph(), at("offer.close"), "exploded")


def test_an_interruption_comes_back_to_the_waiting_step_in_other_words():
    assert said(at("opening.ask"), "ask_who") == (["utter_who", "utter_ask__again", LISTEN], at("opening.ask"))


def test_coming_back_says_the_line_itself_when_it_has_no_other_words():
    graph = a_graph(steps={"plain.ask": {"say": "utter_plain_ask", "wait": {"affirm": "offer.ask"}}})

    assert said(at("plain.ask"), "ask_who", graph) == (["utter_who", "utter_plain_ask", LISTEN], at("plain.ask"))


def test_coming_back_goes_to_the_step_that_resumes_when_there_is_one():
    assert said(at("offer.ask"), "ask_who") == (["utter_who", "act_quote"], at("offer.quote"))


def test_an_interruption_that_waits_remembers_where_it_came_from():
    assert said(at("opening.ask"), "ask_human") == (["utter_human", LISTEN], at("human.start", "opening.ask"))
    assert said(at("human.start", "opening.ask"), "deny") == (["utter_ask__again", LISTEN], at("opening.ask"))


def test_an_interruption_of_an_interruption_goes_back_to_the_first_waiting_step():
    actions, position = said(at("human.start", "opening.ask"), "ask_who")

    assert actions == ["utter_who", "utter_ask__again", LISTEN]
    assert position == at("opening.ask")


def test_an_interruption_that_cannot_go_back_forgets_where_it_came_from():
    """Otherwise a later interruption would go back to a step left long ago."""
    actions, position = said(at("opening.ask"), "ask_titles")

    assert actions == ["utter_titles", "utter_titles_ask", LISTEN]
    assert position == at("titles.ask")
    assert said(position, "ask_who")[1] == at("titles.ask")


def test_going_back_with_nowhere_to_go_begins_again():
    assert said(at("human.start"), "deny") == (["act_open_contact"], at("opening.open"))


def test_what_nobody_waits_for_is_a_misunderstanding_and_comes_back():
    assert said(at("opening.ask"), "cancel_plan") == (
        ["utter_misunderstood", "utter_ask__again", LISTEN],
        at("opening.ask"),
    )


def test_a_step_may_wait_for_anything_but_an_interruption_goes_first():
    assert said(at("offer.sure"), "cancel_plan") == (["utter_offer", LISTEN], at("offer.ask"))
    assert said(at("offer.sure"), "ask_human")[1] == at("human.start", "offer.sure")


def test_a_message_after_the_end_begins_again():
    assert after_message(a_graph(), at("offer.done"), heard("thank")).position == at("opening.open")


def test_an_end_that_waits_hears_what_it_waits_for_and_interruptions():
    """I0 again for anything else: a new contact."""
    assert said(at("human.done"), "thank")[0] == ["utter_who", "act_open_contact"]
    assert said(at("human.done"), "ask_human") == (["utter_human", LISTEN], at("human.start", "human.done"))
    assert said(at("human.done"), "cancel_plan") == (["act_open_contact"], at("opening.open"))


def test_an_end_that_waits_for_nothing_by_name_still_hears_interruptions():
    graph = a_graph(steps={"bye.say": {"say": "utter_bye", "end": True, "wait": {}}})

    assert said(at("bye.say"), "ask_human", graph)[1] == at("human.start", "bye.say")


def test_coming_back_to_an_end_says_nothing_twice():
    assert said(at("human.done"), "ask_who") == (["utter_who", LISTEN], at("human.done"))


def test_the_end_leaves_nothing_to_go_back_to():
    assert said(at("human.start", "opening.ask"), "affirm") == (["utter_transferred", LISTEN], at("human.done"))


@pytest.mark.parametrize(
    ("confidence", "source", "step"),
    [
        (0.8, "nlu", "offer.close"),
        (0.79, "nlu", "offer.sure"),
        (0.1, "button", "offer.close"),
        (0.1, "reader", "offer.close"),
    ],
)
def test_nothing_closes_on_a_doubtful_reading(confidence, source, step):
    """P16: at the sure threshold it counts, under it the bot asks; a button or a reader is never in doubt."""
    assert after_message(a_graph(), at("offer.ask"), heard("affirm", confidence, source)).position.step == step


def test_a_doubtful_reading_without_a_step_for_doubt_is_a_misunderstanding():
    """P16: not even a step that takes anything takes it."""
    assert said(at("offer.plain"), "affirm", confidence=0.5, source="nlu")[0][0] == "utter_misunderstood"
    assert said(at("offer.sure"), "affirm", confidence=0.5, source="nlu")[0][0] == "utter_misunderstood"


def test_a_doubtful_reading_is_enough_where_nothing_is_closed():
    assert after_message(a_graph(), at("opening.ask"), heard("affirm", 0.5, "nlu")).position == at("identity.check")


@pytest.mark.parametrize("step", ["opening.ask", "offer.ask", "offer.sure", "offer.plain"])
def test_a_conditional_yes_is_never_a_yes(step):
    """P16, whoever read it."""
    move = after_message(a_graph(), at(step), heard("affirm", 1.0, "button", conditional=True))

    assert move.action not in ("act_close", "act_check_identity")


def test_a_conditional_yes_asks_where_there_is_a_step_for_doubt():
    assert after_message(a_graph(), at("offer.ask"), heard("affirm", conditional=True)).position == at("offer.sure")


def test_a_condition_beside_another_intent_leaves_that_intent_as_it_is():
    assert after_message(a_graph(), at("offer.ask"), heard("ask_who", conditional=True)).action == "utter_who"


def test_a_message_that_finds_an_act_unfinished_asks_for_it_again():
    graph = a_graph()

    assert after_message(graph, at("offer.quote"), heard("greet")) == Move("act_quote", at("offer.quote"))
    assert after_message(graph, at("offer.quote"), heard("ask_human")).position == at("human.start")


def test_a_person_hands_back_a_conversation_at_a_step_which_speaks_in_other_words():
    graph = a_graph()

    assert on_entry(graph, at("opening.ask")) == Move("utter_ask__again", at("opening.ask"))
    assert on_entry(graph, at("offer.quote")) == Move("act_quote", at("offer.quote"))


def test_steps_that_only_lead_on_say_nothing():
    graph = a_graph(steps={"pass.by": {"next": "offer.ask"}})

    assert on_entry(graph, at("pass.by")) == Move("utter_offer", at("offer.ask"))


def test_steps_that_lead_in_a_circle_are_stopped():
    graph = a_graph(steps={"round.a": {"next": "round.b"}, "round.b": {"next": "round.a"}})

    with pytest.raises(EndlessWalk, match=str(LONGEST_WALK)):
        on_entry(graph, at("round.a"))


def test_as_many_steps_as_allowed_are_walked():
    chain = {f"long.s{number}": {"next": f"long.s{number + 1}"} for number in range(LONGEST_WALK - 1)}
    graph = a_graph(steps={**chain, f"long.s{LONGEST_WALK - 1}": {"say": "utter_far", "end": True}})

    assert on_entry(graph, at("long.s0")).action == "utter_far"


@pytest.mark.parametrize("position", [Position("omega", "opening.ask"), at("nowhere.at_all")])
def test_a_place_of_another_release_is_refused(position):
    with pytest.raises(UnknownPlace):
        after_message(a_graph(), position, heard("greet"))
