"""A value is changed where it stands in the file, and nothing else is (F1)."""

from pathlib import Path

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bot.application.editor.yaml_places import Place, Plain, drop, plain_at, put, read_plain

CONTENT = Path(__file__).parents[4] / "flows" / "content"
FILES = {
    f"{slug}/{name}": (CONTENT / slug / name).read_text(encoding="utf-8")
    for slug in ("cassems", "assefaz")
    for name in ("policy.yml", "notice.yml")
}
POLICY = FILES["cassems/policy.yml"]


def places(value: Plain, place: Place = ()) -> list[Place]:
    """Every scalar of a document and every list of words."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in places(inner, (*place, key))]
    if isinstance(value, list):
        if all(isinstance(one, str) for one in value):
            return [place]
        return [one for key, inner in enumerate(value) for one in places(inner, (*place, key))]
    return [place]


EVERY = [(name, place) for name, text in FILES.items() for place in places(read_plain(text))]
WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="\ufeff\x85"), min_size=1
).filter(lambda text: text == text.strip())
PARAGRAPHS = st.lists(WORDS, min_size=1, max_size=4).map("\n".join)


@pytest.mark.parametrize("name", FILES)
def test_writing_what_was_read_changes_no_byte(name: str) -> None:
    """F1"""
    text, document = FILES[name], read_plain(FILES[name])

    for place in places(document):
        value = plain_at(document, place)
        assert value is not None
        assert put(text, place, value) == text


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(where=st.sampled_from(EVERY), words=WORDS | PARAGRAPHS)
def test_a_changed_value_reads_as_the_changed_one_and_nothing_else_changed(
    where: tuple[str, Place], words: str
) -> None:
    """F1: whatever is typed, signs of the file's own language included."""
    name, place = where
    text = FILES[name]
    old = plain_at(read_plain(text), place)
    new: Plain = [words, "and more"] if isinstance(old, list) else words

    changed = put(text, place, new)
    before, after = read_plain(text), read_plain(changed)

    assert plain_at(after, place) == new
    same_anchor = name.endswith("notice.yml")  # two variants share parts there: both move
    others = [one for one in places(before) if one[: len(place)] != place]
    moved = [one for one in others if plain_at(after, one) != plain_at(before, one)]
    assert all(one[1:] == place[1:] for one in moved) if same_anchor else not moved
    assert [line for line in text.split("\n") if "#" in line and line.lstrip().startswith("#")] == [
        line for line in changed.split("\n") if line in text.split("\n") and line.lstrip().startswith("#")
    ]


def test_the_comment_beside_a_changed_value_stays() -> None:
    changed = put(POLICY, ("parties", "creditor", "ans_number"), "123456")

    assert 'ans_number: "123456"  # invented; a notice cannot be issued without one (N1)' in changed


def test_a_line_that_is_not_there_is_added_and_taken_away_again() -> None:
    added = put(POLICY, ("payment", "pix"), {"key": "a@exemplo.invalid", "merchant_name": "CASSEMS"})

    assert plain_at(read_plain(added), ("payment", "pix", "key")) == "a@exemplo.invalid"
    assert drop(added, ("payment", "pix")) == POLICY


def test_what_stands_between_braces_is_added_to_and_taken_from_there() -> None:
    text = "n_of: {at_least: 2, factors: [surname]}  # kept\nafter: 1\n"

    assert drop(text, ("n_of", "at_least")) == "n_of: {factors: [surname]}  # kept\nafter: 1\n"
    assert put(text, ("n_of", "more"), "3") == "n_of: {at_least: 2, factors: [surname], more: 3}  # kept\nafter: 1\n"


def test_a_table_of_another_length_is_written_as_the_house_writes_it() -> None:
    """P2"""
    row: dict[str, Plain] = {"from_day": "0", "lump_sum": {"interest_and_fine": "100", "principal": "0"}}

    changed = put(POLICY, ("negotiation", "discount_table"), [row])

    assert (
        "  discount_table:\n    - from_day: 0\n      lump_sum: {interest_and_fine: 100, principal: 0}\n  lump_sum_steps"
        in changed
    )
    assert yaml.safe_load(changed)["negotiation"]["discount_table"] == [
        {"from_day": 0, "lump_sum": {"interest_and_fine": 100, "principal": 0}}
    ]
