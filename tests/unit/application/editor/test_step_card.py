"""A step as staff read it: its words on each channel, its buttons, and its neighbours (F1)."""

from bot.application.editor.steps.card import Piece, pieces, step_card
from tests.unit.application.editor.written_flows import written


def test_values_stand_in_a_text_by_their_names() -> None:
    assert pieces("Total de {lump_total}, até {lump_due}.") == [
        Piece("Total de "),
        Piece("valor à vista", is_value=True),
        Piece(", até "),
        Piece("vencimento à vista", is_value=True),
        Piece("."),
    ]


def test_what_a_step_says_is_told_on_each_channel_and_on_coming_back() -> None:
    card = step_card(written(), "opening.hello")

    assert card is not None
    assert [said.again for said in card.said] == [False, True]
    assert [(channel, words[-1].text) for channel, words in card.said[0].channels] == [
        ("whatsapp", ". Quer ver o que está em aberto?"),
        ("sms", "Quer ver?"),
    ]


def test_a_button_tells_what_it_means_and_where_it_leads() -> None:
    card = step_card(written(), "opening.hello")

    assert card is not None
    assert [(one.label, one.meaning, one.target) for one in card.choices] == [
        ("Sim", "Sim", "offer.total"),
        ("Quero parcelar", "Parcelar", "opening.open"),
    ]


def test_neighbours_of_another_flow_are_named_with_it() -> None:
    card = step_card(written(), "opening.bye")

    assert card is not None
    assert card.out == []
    assert [(one.step, one.flow, list(one.answers)) for one in card.back] == [
        ("offer.full", "Propostas", ["Sim"]),
        ("opening.hello", "", ["Não", "Agradecimento"]),
    ]


def test_an_act_is_told_with_its_arguments_and_what_interrupts_into_it() -> None:
    card = step_card(written(), "human.call")

    assert card is not None
    assert (card.kind, card.act, card.arguments) == ("acts", "Chama uma pessoa", ["pediu"])
    assert card.interrupts == ["Falar com uma pessoa"]


def test_a_step_that_is_not_there_has_no_card() -> None:
    assert step_card(written(), "opening.nothing") is None
