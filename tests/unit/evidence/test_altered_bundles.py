"""Nothing of a bundle can be changed, removed, moved or put in without being noticed (N5)."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.evidence.checking import bundle_bytes
from bot.domain.evidence.encoding import leaf
from tests.unit.evidence.bundles import a_bundle, changed, checked, problems_alone, resealed, single_file, spots

SEEDS = st.integers(0, 3)
RECORDS = ("entries", "heads", "links")


def assert_both_refuse(data: bytes) -> None:
    assert checked(data).problems, data
    assert problems_alone(data), data


def test_a_bundle_as_it_was_made_is_ok() -> None:
    bundle = a_bundle(seed=1)

    found = checked(bundle)

    assert found.problems == ()
    assert (found.entries, found.redacted) == (7, ())
    assert problems_alone(bundle_bytes(bundle)) == []


def test_some_of_the_bundles_hold_stamps_and_several_heads() -> None:
    bundles = [a_bundle(seed) for seed in range(8)]

    assert any(checked(bundle).stamps for bundle in bundles)
    assert any(len(bundle["heads"]) > 3 for bundle in bundles)


def test_both_verifiers_agree_on_a_hundred_bundles() -> None:
    """Fifty as they were made, fifty altered in one value; every fifth erased."""
    for seed in range(50):
        bundle = a_bundle(seed, erased=seed % 5 == 0)
        data = bundle_bytes(bundle)
        assert (checked(data).problems, problems_alone(data)) == ((), [])

        values = [way for way in spots(bundle) if way and not isinstance(_at(bundle, way), dict | list)]
        spot = values[seed * 7 % len(values)]
        altered = bundle_bytes(changed(bundle, spot, _other))
        assert (bool(checked(altered).problems), bool(problems_alone(altered))) == (True, True), spot


@settings(max_examples=70, deadline=None)
@given(SEEDS, st.booleans(), st.data())
def test_any_changed_byte_is_noticed(seed: int, erased: bool, data: st.DataObject) -> None:
    file = bundle_bytes(a_bundle(seed, erased))
    place, bits = data.draw(st.integers(0, len(file) - 1)), data.draw(st.integers(1, 255))

    assert_both_refuse(file[:place] + bytes([file[place] ^ bits]) + file[place + 1 :])


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.booleans(), st.data())
def test_any_removed_or_inserted_byte_is_noticed(seed: int, erased: bool, data: st.DataObject) -> None:
    file = bundle_bytes(a_bundle(seed, erased))
    place, byte = data.draw(st.integers(0, len(file) - 1)), data.draw(st.integers(0, 255))

    assert_both_refuse(file[:place] + file[place + 1 :])
    assert_both_refuse(file[:place] + bytes([byte]) + file[place:])
    assert_both_refuse(file + bytes([byte]))


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.data())
def test_any_two_neighbouring_bytes_exchanged_are_noticed(seed: int, data: st.DataObject) -> None:
    file = bundle_bytes(a_bundle(seed))
    place = data.draw(st.integers(0, len(file) - 2).filter(lambda place: file[place] != file[place + 1]))

    assert_both_refuse(file[:place] + file[place : place + 2][::-1] + file[place + 2 :])


@settings(max_examples=40, deadline=None)
@given(SEEDS, st.sampled_from(RECORDS), st.sampled_from(["remove", "repeat", "move"]), st.data())
def test_any_record_removed_repeated_or_moved_is_noticed_without_the_seal(
    seed: int, name: str, what: str, data: st.DataObject
) -> None:
    """The seal is made anew: what binds the records to each other and to the heads is enough."""
    bundle = a_bundle(seed)
    records = bundle[name]
    if not records or (what == "move" and len(records) < 2):
        return
    place = data.draw(st.integers(0, len(records) - (2 if what == "move" else 1)))
    altered = {
        "remove": lambda: [*records[:place], *records[place + 1 :]],
        "repeat": lambda: [*records[: place + 1], *records[place:]],
        "move": lambda: [*records[:place], records[place + 1], records[place], *records[place + 2 :]],
    }[what]()
    if altered == records or _is_shorter_by_its_end(bundle, name, what, place):
        return

    assert_both_refuse(bundle_bytes(resealed(bundle | {name: altered})))


@settings(max_examples=70, deadline=None)
@given(SEEDS, st.data())
def test_any_value_of_an_entry_head_or_link_changed_is_noticed_without_the_seal(seed: int, data: st.DataObject) -> None:
    bound = bound_values(seed)
    spot = bound[data.draw(st.integers(0, len(bound) - 1))]

    assert_both_refuse(bundle_bytes(resealed(changed(a_bundle(seed), spot, _other))))


@pytest.mark.parametrize(
    ("spot", "said"),
    [
        (("entries", 3, "entry", "at"), "entry 3: altered: it is not what was committed to"),
        (("entries", 6, "entry", "facts", "text"), "entry 6: altered: it is not what was committed to"),
        (("entries", 2, "salt"), "entry 2: altered: it is not what was committed to"),
        (("entries", 2, "record", "commitment"), "entry 2: not in the log in this position"),
        (("heads", 0, "head", "root"), ": altered, or not signed by this key"),
        (("notice", "text"), "notice.text: not the text whose hash is in the log"),
        (("notice", "protocol"), "notice.protocol: not what the log says was issued"),
        (("made_at",), "the seal is not that of this bundle"),
    ],
)
def test_what_was_altered_is_said(spot: tuple[Any, ...], said: str) -> None:
    found = checked(changed(a_bundle(seed=1), spot, _other))

    assert any(said in problem for problem in found.problems), found.problems


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"null\n",
        b"[]\n",
        b"{}\n",
        b'{"format":1}\n',
        b"{" * 100_000,
        b"1" * 5000 + b"\n",
        b"\xff\n",
        b"NaN\n",
    ],
    ids=lambda data: repr(data[:12]),
)
def test_what_is_no_bundle_is_refused_calmly(data: bytes) -> None:
    assert_both_refuse(data)


def test_a_bundle_in_another_form_of_the_same_meaning_is_refused() -> None:
    file = bundle_bytes(a_bundle())

    for other in (file.replace(b'":', b'": ', 1), file.rstrip(b"\n"), file + b"\n", b"\xef\xbb\xbf" + file):
        assert_both_refuse(other)


def test_an_erased_notice_stays_proven_and_says_redacted() -> None:
    """Section 10: erasing takes text and salt; hashes stay."""
    bundle = a_bundle(seed=3, erased=True)

    found = checked(bundle)

    assert found.problems == ()
    assert found.redacted == tuple(range(7))
    assert problems_alone(bundle_bytes(bundle)) == []
    assert "ciente" not in str(bundle)


def test_redacting_a_bundle_oneself_is_noticed() -> None:
    bundle = a_bundle(seed=1)
    bundle["entries"][4] |= {"entry": None, "salt": None}
    bundle["notice"] = None

    assert checked(bundle).problems == (
        "the seal is not that of this bundle: something in it was altered, or it is sealed by another key",
    )
    assert problems_alone(bundle_bytes(bundle)) != []


def test_an_entry_of_another_notice_cannot_be_slipped_in() -> None:
    bundle, other = a_bundle(seed=1), a_bundle(seed=2)
    bundle["entries"].append(other["entries"][-1])

    assert_both_refuse(bundle_bytes(resealed(bundle)))


def test_a_record_rewritten_with_its_leaf_is_not_in_the_tree() -> None:
    bundle = a_bundle(seed=1)
    record = bundle["entries"][0]["record"]
    before = leaf(record)
    record["ordinal"] = 0 if record["ordinal"] else 1

    assert leaf(record) != before
    assert_both_refuse(bundle_bytes(resealed(bundle)))


def test_the_program_alone_prints_ok_and_what_it_did_not_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = next(seed for seed in range(8) if checked(a_bundle(seed)).stamps)
    file = tmp_path / "bundle.json"
    file.write_bytes(bundle_bytes(a_bundle(seed)))

    assert single_file().main([str(file)]) == 0

    said = capsys.readouterr().out
    assert said.startswith("ok\n7 entries\n")
    assert "stamped 20261120160000Z by http://carimbo.exemplo.invalid/" in said
    assert "signature was not" in said


def test_the_program_alone_says_what_was_altered_and_whose_key_it_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bundle.json"
    file.write_bytes(bundle_bytes(changed(a_bundle(), ("entries", 1, "entry", "kind"), lambda _: "read")))

    assert single_file().main([str(file), "00" * 32]) == 1

    said = capsys.readouterr().out
    assert "entry 1: is not what was committed to" in said
    assert "signed by another key" in said


@cache
def bound_values(seed: int) -> list[tuple[Any, ...]]:
    """The ways to the values of entries, heads and links, but for what only an authority's word or the seal binds."""
    bundle = a_bundle(seed)
    inside = [spot for spot in spots(bundle) if spot and spot[0] in RECORDS and spot[-1] not in ("authority", "token")]
    return [spot for spot in inside if not isinstance(_at(bundle, spot), dict | list)]


def _at(bundle: Any, spot: tuple[Any, ...]) -> Any:
    for key in spot:
        bundle = bundle[key]
    return bundle


def _other(value: Any) -> Any:
    """A value of the same form that is another one."""
    if value is None:
        return "00" * 32
    if isinstance(value, int):
        return value + 1
    if value[-1:].isdigit():
        return f"{value[:-1]}{(int(value[-1]) + 1) % 10}"
    if value.endswith("Z"):
        return f"{_other(value[:-1])}Z"
    return f"{value[:-1]}{'b' if value[-1:] == 'a' else 'a'}"


def _is_shorter_by_its_end(bundle: Any, name: str, what: str, place: int) -> bool:
    """Without its last entries a bundle says less, not something else: only the seal tells (docs/evidence.md, 5)."""
    return name == "entries" and what == "remove" and place == len(bundle["entries"]) - 1
