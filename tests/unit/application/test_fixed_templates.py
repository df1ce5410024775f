"""From a text that may begin a talk to the template registered for it, and the values of one message (R3)."""

from dataclasses import replace

from bot.application.fixed_templates import fixed_template, fixed_templates_of, fixed_variables
from bot.application.wording import Line, ResponseText, Texts, render
from bot.domain.conversation import Channel

OPENER = ResponseText(
    "Olá! {greeting}. Aqui é a assistente {from_whom}. Falo com {first_name}? {greeting}.",
    "Oi",
    template="opener",
    profile="cassems",
    fixed={"from_whom": "da Portes"},
    samples={"greeting": "Bom dia", "first_name": "Ana"},
    alone=True,
)
VALUES = {"greeting": "Boa tarde", "first_name": "Fábio"}


def test_each_value_is_one_variable_however_often_it_is_said() -> None:
    template = fixed_template(OPENER)

    assert template is not None
    body = "Olá! {{1}}. Aqui é a assistente da Portes. Falo com {{2}}? {{1}}."
    assert template.types == {"twilio/text": {"body": body}}
    assert template.samples == {"1": "Bom dia", "2": "Ana"}
    assert fixed_variables(OPENER, VALUES) == {"1": "Boa tarde", "2": "Fábio"}


def test_a_value_left_empty_is_carried_by_no_template() -> None:
    assert fixed_variables(OPENER, {**VALUES, "first_name": " "}) is None
    assert fixed_variables(OPENER, {}) is None


def test_other_words_have_another_name() -> None:
    """Nothing registered is ever altered."""
    other = replace(OPENER, fixed={"from_whom": "da Assefaz"})
    names = [template.name for template in fixed_templates_of([OPENER, other, OPENER, ResponseText("Oi", "Oi")])]

    assert len(set(names)) == len(names) == 2
    assert all(name.startswith("concilia_fixed_opener_cassems_") for name in names)


def test_a_text_said_as_a_template_goes_by_itself_with_its_values() -> None:
    texts = Texts({"a": ResponseText("Antes.", "Antes."), "b": OPENER})

    first, second = render(["a", Line("b", VALUES)], texts, {"from_whom": "da Portes"}, Channel.WHATSAPP)

    assert (first.body, first.template) == ("Antes.", None)
    assert second.template == {**VALUES, "from_whom": "da Portes"}
    assert fixed_variables(OPENER, second.template) == {"1": "Boa tarde", "2": "Fábio"}
