"""The words and rules all flows share, in parts a manager changes: what breaks one is refused beside its field (F1)."""

from pathlib import Path

import pytest

from bot.application.editor.wording.filling import fill_in
from bot.application.editor.wording.names import phrase_groups, values_of
from bot.application.editor.wording.parts import Part, parts_in, values_now
from flows.checks import check_files
from flows.parsing import SETTINGS_FILE
from flows.phrase_names import PHRASES, PHRASES_FILE
from flows.tree import read_tree

FILES = read_tree(Path(__file__).parents[4] / "flows" / "content")


def part_of(name: str) -> Part:
    return next(one for one in parts_in(FILES) if one.section.id == name)


def typed(part: Part, **changed: str) -> dict[str, list[str]]:
    """The form as it stands, but for what was changed; fields are named with "__" for a point."""
    now = values_now(part, FILES[part.path])
    now |= {name.replace("__", "."): value for name, value in changed.items()}
    return {name: value.split("\n") if name == "fillers" else [value] for name, value in now.items()}


def lines_changed(path: str, after: str) -> list[str]:
    before = set(FILES[path].splitlines())
    return [line for line in after.splitlines() if line not in before]


def test_every_phrase_and_every_value_in_one_has_a_name() -> None:
    named = [name for group in phrase_groups() for name in group.phrases]

    assert sorted(name for name in named if name in PHRASES) == sorted(PHRASES)
    for phrase in PHRASES:
        names = [one.name for one in values_of(phrase).known]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("part", parts_in(FILES), ids=lambda one: one.section.id)
def test_a_part_sent_as_it_was_changes_not_a_byte(part: Part) -> None:
    assert fill_in(part, typed(part), FILES) == (FILES[part.path], {})


def test_a_phrase_is_written_with_its_values_by_name_and_kept_by_code() -> None:
    part = part_of("phrases.offers")

    text, wrong = fill_in(part, typed(part, plan_option="{Quantidade} vezes de {parcela}"), FILES)

    assert not wrong
    assert lines_changed(PHRASES_FILE, text) == ['plan_option: "{count} vezes de {installment}"']


def test_the_spaces_around_a_joining_word_stay() -> None:
    part = part_of("phrases.titles")

    text, wrong = fill_in(part, typed(part, joined_by="mais"), FILES)

    assert not wrong
    assert lines_changed(PHRASES_FILE, text) == ['joined_by: " mais "']


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("{desconto} em {parcela}", "Não existe o valor «desconto»"),
        ("{quantidade de {parcela}", "sem par"),
        ("uma {", "sem par"),
        ("última chance: {parcela}", "ameaça"),
        ("", "Preencha"),
        ("a" * 1601, "no máximo"),
    ],
)
def test_a_phrase_that_cannot_be_said_is_refused_beside_it(words: str, told: str) -> None:
    """N9, F3"""
    part = part_of("phrases.offers")

    text, wrong = fill_in(part, typed(part, plan_option=words), FILES)

    assert text == FILES[PHRASES_FILE]
    assert list(wrong) == ["plan_option"]
    assert told in wrong["plan_option"]


def test_words_of_the_debt_may_be_added_and_those_of_the_rule_stay() -> None:
    """I1"""
    part = part_of("never")
    words = values_now(part, FILES[SETTINGS_FILE])["banned_before_identity"]

    more, wrong = fill_in(part, typed(part, banned_before_identity=f"{words}\nsaldo"), FILES)
    less, refused = fill_in(part, typed(part, banned_before_identity=words.replace("Serasa\n", "")), FILES)

    assert (lines_changed(SETTINGS_FILE, more), wrong) == (["  - saldo"], {})
    assert less == FILES[SETTINGS_FILE]
    assert "Serasa" in refused["banned_before_identity"]


@pytest.mark.parametrize(("typed_as", "written"), [("20", "0.2"), ("60", "0.6")])
def test_certainty_is_of_a_hundred_on_the_page(typed_as: str, written: str) -> None:
    part = part_of("reading")
    assert values_now(part, FILES[SETTINGS_FILE])["threshold"] == "35"

    text, wrong = fill_in(part, typed(part, threshold=typed_as), FILES)

    assert (lines_changed(SETTINGS_FILE, text), wrong) == ([f"threshold: {written}"], {})
    assert [one for one in check_files({**FILES, SETTINGS_FILE: text}) if one.file == SETTINGS_FILE] == []


@pytest.mark.parametrize("outside", ["19", "61", "0,5", "muito"])
def test_certainty_outside_its_bounds_is_refused(outside: str) -> None:
    part = part_of("reading")
    assert list(fill_in(part, typed(part, threshold=outside), FILES)[1]) == ["threshold"]


def test_what_comes_first_is_ordered_by_its_names() -> None:
    part = part_of("reading")
    first, second, *rest = values_now(part, FILES[SETTINGS_FILE])["priority"].split("\n")

    text, wrong = fill_in(part, typed(part, priority="\n".join([second, first, *rest])), FILES)
    _, unknown = fill_in(part, typed(part, priority="\n".join([first, "qualquer coisa", *rest])), FILES)

    assert not wrong
    assert text.index("- deceased") < text.index("- self_harm")
    assert "qualquer coisa" in unknown["priority"]


def test_a_creditor_is_presented_without_a_word_of_the_debt() -> None:
    """I1"""
    part = part_of("creditor.cassems")

    text, wrong = fill_in(part, typed(part, globals__from_whom="da Portes"), FILES)
    _, refused = fill_in(part, typed(part, globals__from_whom="da cobrança da Cassems"), FILES)
    _, braces = fill_in(part, typed(part, globals__from_whom="da {credor}"), FILES)

    assert (lines_changed(part.path, text), wrong) == (["  from_whom: da Portes"], {})
    assert "cobrança" in refused["globals.from_whom"]
    assert "chaves" in braces["globals.from_whom"]
