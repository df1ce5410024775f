"""Turns against a trained release: what was meant, the lines, the act, and the slots to keep."""

from dialogue.talk import Talk


async def test_the_first_message_asks_for_the_act_that_opens_the_contact(ask):
    answer = await Talk(ask).says("oi bom dia")

    assert answer["intent"]["name"] == "greet"
    assert answer["intent"]["source"] == "nlu"
    assert answer["act"] == {"name": "open_contact", "args": {}, "step": "opening.open"}
    assert (answer["lines"], answer["listening"]) == ([], False)
    assert answer["slots"] == {"step": "opening.open"}


async def test_the_outcome_of_an_act_goes_on_until_the_dialogue_listens(ask):
    talk = Talk(ask)
    await talk.says("oi")

    answer = await talk.performed("known")

    assert answer["lines"] == ["utter_alfa__opening__ask"]
    assert (answer["act"], answer["listening"]) == (None, True)
    assert talk.slots["step"] == "opening.ask"


async def test_an_act_gets_the_arguments_of_its_step(ask):
    answer = await Talk(ask, step="opening.ask").means("inform_identity")

    assert answer["act"] == {"name": "check_identity", "args": {"level": "full"}, "step": "identity.check"}


async def test_several_lines_are_said_in_order(ask):
    answer = await Talk(ask, step="identity.check").performed("confirmed")

    assert answer["lines"] == ["utter_alfa__offer__intro", "utter_alfa__offer__ask"]


async def test_an_interruption_is_answered_and_the_question_asked_in_other_words(ask):
    talk = Talk(ask, step="opening.ask")

    answer = await talk.says("quem é você?")

    assert answer["intent"]["name"] == "ask_who"
    assert answer["lines"] == ["utter_alfa__who__say", "utter_alfa__opening__ask__again"]
    assert (talk.slots["step"], talk.slots["return_to"]) == ("opening.ask", "")


async def test_an_interruption_that_waits_comes_back_a_turn_later(ask):
    talk = Talk(ask, step="opening.ask")

    asked = await talk.says("quero falar com um atendente")
    assert asked["lines"] == ["utter_alfa__human__start"]
    assert talk.slots["return_to"] == "opening.ask"

    refused = await talk.means("deny")
    assert refused["lines"] == ["utter_alfa__opening__ask__again"]
    assert talk.slots["return_to"] == ""


async def test_coming_back_through_a_step_that_resumes_performs_its_act_again(ask):
    """P5: an offer is quoted again rather than repeated."""
    answer = await Talk(ask, step="offer.ask").says("quem são vocês")

    assert answer["lines"] == ["utter_alfa__who__say"]
    assert answer["act"] == {"name": "quote", "args": {"kind": "lump_sum"}, "step": "offer.quote"}


async def test_the_second_misunderstanding_in_a_row_offers_a_person(ask):
    """H1."""
    talk = Talk(ask, step="opening.ask")

    await talk.says("жжж щщщ")
    assert (await talk.performed("first"))["lines"] == [
        "utter_alfa__misunderstood__say",
        "utter_alfa__opening__ask__again",
    ]
    await talk.says("жжж щщщ")
    assert (await talk.performed("second"))["lines"] == ["utter_alfa__human__start"]
    assert (await talk.means("deny"))["lines"] == ["utter_alfa__opening__ask__again"]


async def test_a_message_after_the_end_opens_a_new_contact(ask):
    assert (await Talk(ask, step="offer.done").says("oi"))["act"]["name"] == "open_contact"


async def test_an_end_that_waits_hears_what_it_waits_for(ask):
    """O1: who left may come back."""
    assert (await Talk(ask, step="leaving.say").means("affirm"))["act"]["name"] == "open_contact"


async def test_a_text_that_looks_like_nothing_is_out_of_scope(ask):
    answer = await Talk(ask, step="opening.ask").says("жжж щщщ")

    assert answer["intent"]["name"] == "out_of_scope"
    assert answer["intent"]["confidence"] < 0.3
    assert len(answer["alternatives"]) == 3


async def test_an_empty_message_is_out_of_scope(ask):
    assert (await Talk(ask, step="opening.ask").says("  "))["intent"]["name"] == "out_of_scope"


async def test_a_yes_just_under_the_sure_threshold_asks_once_more(ask, releases):
    """P16: nothing closes on a doubtful reading; the same words from a reader close."""
    doubtful = "acho que sim talvez quem sabe"
    confidence = (await ask("/parse", texts=[doubtful]))["results"][0]
    assert (confidence["intent"], confidence["confidence"] < 0.8) == ("affirm", True)

    assert (await Talk(ask, step="offer.ask").says(doubtful))["lines"] == ["utter_alfa__offer__sure"]
    assert (await Talk(ask, step="offer.other").says(doubtful))["act"]["name"] == "count_misunderstanding"
    assert (await Talk(ask, step="offer.ask").means("affirm"))["act"]["name"] == "close"


async def test_a_sure_yes_closes(ask):
    assert (await Talk(ask, step="offer.ask").says("sim"))["act"]["name"] == "close"


async def test_a_conditional_yes_closes_nothing_even_from_a_button(ask):
    """P16."""
    answer = await Talk(ask, step="offer.ask").sends(
        {"text": "fechado se tirar o juros", "intent": "affirm", "source": "reader", "conditional": True}
    )

    assert (answer["intent"]["name"], answer["conditional"]) == ("affirm", True)
    assert answer["lines"] == ["utter_alfa__offer__sure"]


async def test_a_yes_and_something_else_in_one_burst_is_the_something_else(ask):
    """P16: "fechado" + "pera"."""
    answer = await Talk(ask, step="offer.ask").means("affirm", "deny")

    assert (answer["intent"]["name"], answer["conditional"]) == ("deny", True)
    assert answer["lines"] == ["utter_alfa__offer__other"]


async def test_a_burst_of_messages_is_one_turn(ask):
    answer = await Talk(ask, step="opening.ask").says("boa tarde", "me tira dessa lista", "obrigado")

    assert answer["intent"]["name"] == "opt_out"
    assert answer["lines"] == ["utter_alfa__leaving__say"]


async def test_a_meaning_given_by_a_reader_is_taken_as_it_is(ask):
    answer = await Talk(ask, step="opening.ask").sends({"text": "tchau", "intent": "affirm", "source": "reader"})

    assert answer["intent"] == {"name": "affirm", "confidence": 1.0, "source": "reader"}


async def test_a_meaning_rasa_was_not_trained_on_is_walked_all_the_same(ask):
    assert (await Talk(ask, step="opening.ask").means("self_harm"))["act"]["name"] == "count_misunderstanding"


async def test_an_order_with_a_slash_is_only_a_text(ask):
    """A debtor who types "/affirm" or "/restart" orders nothing."""
    for text in ("/affirm", '/affirm{"step": "offer.done"}', "/restart"):
        answer = await Talk(ask, step="offer.ask").says(text)
        assert answer["intent"]["source"] == "nlu"
        assert answer["intent"]["confidence"] < 1.0
        assert answer["slots"].get("step") != "offer.done"


async def test_facts_fill_the_slots_the_release_knows(ask):
    talk = Talk(ask, step="opening.ask")

    await talk.says("quem é você?", channel="sms", unheard_of="x")

    assert talk.slots["channel"] == "sms"
    assert "unheard_of" not in talk.slots


async def test_the_events_tell_the_turn_without_its_text(ask):
    answer = await Talk(ask, step="opening.ask").says("quem é você?")

    assert [event.get("name") or event["event"] for event in answer["events"]] == [
        "user",
        "step",
        "return_to",
        "utter_alfa__who__say",
        "step",
        "return_to",
        "utter_alfa__opening__ask__again",
        "action_listen",
    ]
    assert "quem" not in str(answer["events"])


async def test_the_same_call_always_gives_the_same_answer(ask):
    """The process holds nothing: a turn may be computed again, anywhere."""
    body = {"slots": {"profile": "alfa", "step": "opening.ask"}, "messages": [{"text": "quem é você?"}], "facts": {}}

    first = await ask("/turn", **body)
    await Talk(ask).says("oi")

    assert await ask("/turn", **body) == first


async def test_a_person_hands_the_conversation_back_at_a_step(ask):
    """H: the bot takes the word again with the step's question."""
    answer = await ask("/enter", slots={"profile": "alfa", "step": "human.done"}, step="opening.ask")

    assert answer["lines"] == ["utter_alfa__opening__ask__again"]
    assert answer["slots"]["step"] == "opening.ask"
