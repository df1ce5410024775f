"""How amounts and dates read, and how lines become messages (voice; section 9)."""

from collections.abc import Mapping
from datetime import date

import pytest

from bot.application.wording import (
    Line,
    OutgoingText,
    PlaceholderMissing,
    ResponseText,
    TextMissing,
    Texts,
    brl,
    day,
    long_day,
    month_name,
    month_year,
    read_texts,
    render,
    split_body,
    with_numbered_options,
)
from bot.domain.conversation import Channel, VariableValue
from bot.domain.money import Money

YES, NO = ("Sim, à vista", "pay_lump_sum"), ("Não", "deny")
TEXTS = Texts(
    {
        "hello": ResponseText("Olá, {name}.", "Ola, {name}."),
        "offer": ResponseText("À vista fica em {total}.", "À vista: {total}.", buttons=(YES, NO)),
        "plans": ResponseText("Em quantas vezes?", "Em quantas vezes?", options_from="plan_options"),
        "statement": ResponseText("{statement}", "{statement}", alone=True),
        "pix": ResponseText("Segue o código.", "Segue o codigo.", attach="pix_qr"),
        "note": ResponseText("Vence dia 28. {due_note} Certo?\n\n{extra}\n\nAté já.", "Vence dia 28."),
        "bye": ResponseText("Até mais.", "Até mais."),
    }
)
VALUES: Mapping[str, VariableValue] = {
    "name": "Caio",
    "total": "R$ 10,00",
    "statement": "O acordo é com o escritório.",
    "due_note": "",
    "extra": "",
    "plan_options": (("2x de R$ 90,00", "plan:2"), ("3x de R$ 75,00", "plan:3")),
}


def said(*names: str, channel: Channel = Channel.WHATSAPP) -> list[OutgoingText]:
    return render(names, TEXTS, VALUES, channel)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "R$ 0,00"),
        (5, "R$ 0,05"),
        (99_999, "R$ 999,99"),
        (100_000, "R$ 1.000,00"),
        (123_456_789, "R$ 1.234.567,89"),
        (-250, "-R$ 2,50"),
    ],
)
def test_money_is_written_as_brazilians_do(cents: int, text: str) -> None:
    assert brl(Money(cents)) == text


def test_dates_are_written_short_long_and_by_month() -> None:
    value = date(2026, 11, 28)

    assert day(value) == "28/11/2026"
    assert long_day(value) == "sábado, 28 de novembro de 2026"
    assert month_year(value) == "11/2026"
    assert month_name(date(2026, 3, 1)) == "março"


def test_neighbours_go_out_as_one_message_up_to_one_with_buttons() -> None:
    first, second = said("hello", "offer", "bye")

    assert first.body == "Olá, Caio.\n\nÀ vista fica em R$ 10,00."
    assert first.options == (YES, NO)
    assert first.response_ids == ("hello", "offer")
    assert (second.body, second.options) == ("Até mais.", ())


def test_the_statement_goes_alone() -> None:
    """P12: sent word for word, joined to nothing."""
    assert [(text.body, text.alone) for text in said("hello", "statement", "bye")] == [
        ("Olá, Caio.", False),
        ("O acordo é com o escritório.", True),
        ("Até mais.", False),
    ]


def test_a_document_goes_with_its_own_line() -> None:
    first, second = said("pix", "bye")

    assert (first.attach, second.attach) == ("pix_qr", "")


def test_sms_is_plain_and_numbers_its_options() -> None:
    [text] = said("hello", "offer", channel=Channel.SMS)

    assert text.body == "Ola, Caio.\n\nA vista: R$ 10,00.\n1 Sim, à vista\n2 Nao"
    assert text.options == (YES, NO)


def test_a_list_filled_by_an_act_becomes_options() -> None:
    [text] = said("plans")

    assert text.options == (("2x de R$ 90,00", "plan:2"), ("3x de R$ 75,00", "plan:3"))


def test_a_value_of_the_line_comes_before_that_of_the_turn() -> None:
    [text] = render([Line("hello", {"name": "Bia"})], TEXTS, VALUES, Channel.WHATSAPP)

    assert text.body == "Olá, Bia."


@pytest.mark.parametrize(("name", "placeholder"), [("hello", "name"), ("plans", "plan_options")])
def test_nothing_is_said_by_halves(name: str, placeholder: str) -> None:
    values = {key: value for key, value in VALUES.items() if key != placeholder}

    with pytest.raises(PlaceholderMissing) as refused:
        render([Line("bye"), Line(name)], TEXTS, values, Channel.WHATSAPP)

    assert (refused.value.response, refused.value.placeholder) == (name, placeholder)


def test_a_list_is_not_a_word() -> None:
    with pytest.raises(PlaceholderMissing):
        render([Line("hello")], TEXTS, {"name": (("a", "b"),)}, Channel.WHATSAPP)


def test_a_value_with_braces_is_not_filled_again() -> None:
    [text] = render([Line("hello")], TEXTS, {"name": "{total}", "total": "R$ 1,00"}, Channel.WHATSAPP)

    assert text.body == "Olá, {total}."


def test_a_text_the_release_lacks_is_an_error() -> None:
    with pytest.raises(TextMissing) as refused:
        said("nowhere")

    assert refused.value.response == "nowhere"


def test_an_empty_value_leaves_no_gap() -> None:
    [text] = said("note")

    assert text.body == "Vence dia 28. Certo?\n\nAté já."


def test_options_are_numbered_below_the_text() -> None:
    assert with_numbered_options("Fecho?", (YES, NO)) == "Fecho?\n1 Sim, à vista\n2 Não"
    assert with_numbered_options("Fecho?", ()) == "Fecho?"


@pytest.mark.parametrize(
    ("body", "pieces"),
    [
        ("a" * 10, ["a" * 10]),
        ("aaaa bb\n\ncccc", ["aaaa bb", "cccc"]),
        ("aaaaaaaaaa\n\ncc", ["aaaaaaaaaa", "cc"]),
        ("aaaa bbbbb\n\ncc", ["aaaa bbbbb", "cc"]),
        ("aaaa\nbb cccc", ["aaaa", "bb cccc"]),
        ("aaaa bbbb cccc", ["aaaa bbbb", "cccc"]),
        ("a" * 11, ["a" * 10, "a"]),
    ],
)
def test_a_long_text_is_cut_between_paragraphs_lines_or_words(body: str, pieces: list[str]) -> None:
    assert split_body(body, 10) == pieces


def test_the_buttons_of_a_long_message_go_with_its_last_piece() -> None:
    long = "palavra " * 100 + "\n\n" + "palavra " * 60
    [first, last] = render([Line("offer")], TEXTS, {"total": long}, Channel.WHATSAPP)

    assert (first.options, last.options) == ((), (YES, NO))
    assert max(len(first.body), len(last.body)) <= 1024


def test_texts_are_read_from_the_compiled_release() -> None:
    document = {
        "version": 1,
        "globals": {"cassems": {"attendant": "Lia"}},
        "texts": {
            "x": {
                "profile": "cassems",
                "whatsapp": "Olá, sou {attendant}",
                "sms": "Ola",
                "buttons": [{"label": "Não", "payload": "deny"}],
                "options_from": None,
                "alone": False,
                "attach": None,
            }
        },
    }

    texts = read_texts(document)

    assert texts.response("x") == ResponseText(
        "Olá, sou {attendant}", "Ola", (NO,), profile="cassems", fixed={"attendant": "Lia"}
    )
    assert render(["x"], texts, {}, Channel.WHATSAPP)[0].body == "Olá, sou Lia"
    assert render(["x"], texts, {"attendant": "Bia"}, Channel.WHATSAPP)[0].body == "Olá, sou Bia"
