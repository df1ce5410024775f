"""Which template carries which choices, and what is registered for a release (contract: ContentSid, limits of F3)."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application.templates import (
    MAX_BUTTON_LABEL,
    MAX_ITEM_LABEL,
    MAX_ITEMS,
    ONE_LINE,
    Template,
    layout_of,
    template_for,
    templates_for,
    templates_of,
)
from bot.application.wording import MAX_BODY_WITH_OPTIONS, ResponseText
from bot.domain.conversation import Option


def options(count: int, length: int = 5) -> tuple[Option, ...]:
    return tuple(Option(f"{number}".ljust(length, "x"), f"p{number}") for number in range(count))


@pytest.mark.parametrize(
    ("count", "length", "kind"),
    [
        (0, 5, None),
        (1, 5, "buttons"),
        (3, MAX_BUTTON_LABEL, "buttons"),
        (3, MAX_BUTTON_LABEL + 1, "list"),
        (4, 5, "list"),
        (MAX_ITEMS, MAX_ITEM_LABEL, "list"),
        (MAX_ITEMS + 1, 5, None),
        (4, MAX_ITEM_LABEL + 1, None),
    ],
)
def test_three_short_choices_are_buttons_ten_are_a_list_and_what_fits_neither_is_numbered(
    count: int, length: int, kind: str | None
) -> None:
    template = template_for(options(count, length))

    assert (template and template.is_list) == (None if kind is None else kind == "list")


@pytest.mark.parametrize(
    "wrong",
    [
        (Option("Sim", "a"), Option("Sim", "b")),
        (Option("Sim", "a"), Option("Claro", "a")),
        (Option("", "a"),),
        (Option("Sim", ""),),
    ],
)
def test_choices_the_provider_would_refuse_are_numbered(wrong: tuple[Option, ...]) -> None:
    assert templates_for("Consegue?", wrong) == []


@pytest.mark.parametrize(
    ("length", "has_template"), [(MAX_BODY_WITH_OPTIONS, True), (MAX_BODY_WITH_OPTIONS + 1, False)]
)
def test_a_body_longer_than_the_provider_takes_beside_buttons_has_no_template(length: int, has_template: bool) -> None:
    assert bool(templates_for("x" * length, options(2))) == has_template


def test_the_template_of_the_very_lines_comes_before_the_general_one_and_buttons_before_a_list() -> None:
    found = templates_for("uma\n\nduas", options(2))

    assert [(template.layout, template.is_list) for template in found] == [
        (("\n\n",), False),
        (("\n\n",), True),
        (ONE_LINE, False),
        (ONE_LINE, True),
    ]


LINES = st.lists(st.text("abc R$ç", min_size=1).filter(str.strip).map(str.strip), min_size=1, max_size=8)


@given(LINES, st.lists(st.sampled_from(["\n", "\n\n"]), min_size=7, max_size=7), st.integers(1, MAX_ITEMS))
def test_a_template_with_its_values_in_place_is_the_text_again(lines: list[str], gaps: list[str], count: int) -> None:
    body = "".join(line + gap for line, gap in zip(lines, [*gaps[: len(lines) - 1], ""], strict=True))

    for template in templates_for(body, options(count)):
        values = template.variables(body, options(count))
        assert _filled(template, values) == body
        assert values.keys() == template.samples.keys()
        assert template.layout == ONE_LINE or not any("\n" in value for value in values.values())


def test_a_release_registers_its_buttons_in_the_lines_of_its_texts_and_lists_of_every_length() -> None:
    texts = [
        ResponseText("Oi.\nTudo bem?", "", (("Sim", "affirm"), ("Não", "deny"))),
        ResponseText("Qual?\n\n{x}", "", (), "plan_options"),
        ResponseText("Sem escolha.", ""),
    ]

    made = templates_of(texts)

    buttons = {template.layout for template in made if not template.is_list}
    lists = {(template.layout, template.items) for template in made if template.is_list}
    assert buttons == {("\n",), ONE_LINE}
    assert lists == {(layout, count) for layout in [("\n\n",), ONE_LINE] for count in range(1, MAX_ITEMS + 1)}
    assert made == templates_of(reversed(texts))


def test_what_changes_gets_another_name_and_what_does_not_keeps_it() -> None:
    first, same, other = (template_for((Option(label, "a"),)) for label in ("Sim", "Sim", "Claro"))

    assert first is not None
    assert same is not None
    assert other is not None
    assert first.name == same.name != other.name


def test_spaces_at_the_borders_are_no_lines() -> None:
    assert layout_of("\numa\nduas\n\n") == ("\n",)


def _filled(template: Template, values: dict[str, str]) -> str:
    [details] = json.loads(json.dumps(template.types)).values()
    body: str = details["body"]
    for number, value in sorted(values.items(), key=lambda item: -int(item[0])):
        body = body.replace(f"{{{{{number}}}}}", value)
    return body
