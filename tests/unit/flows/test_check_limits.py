"""The checks of phrases, settings and ready answers at their limits: the last that passes, the first that does not."""

from dataclasses import replace

import pytest

from flows.checks.phrases import phrase_problems
from flows.checks.ready_answers import answer_faults, ready_answer_problems
from flows.checks.settings import (
    ANSWERED_FIRST,
    FILLERS,
    NEVER_BEFORE_IDENTITY,
    NEVER_THREATENED,
    SURE_THRESHOLD,
    THRESHOLD,
    settings_problems,
)
from flows.intents import INTENTS
from flows.model import Content, ContentSettings, Profile
from flows.phrase_names import PHRASES, PHRASES_FILE
from flows.ready_answers import ReadyAnswer
from flows.tree import read_tree
from tests.checkout import ROOT

RIGHT = ContentSettings(
    priority=ANSWERED_FIRST,
    fillers=tuple(FILLERS),
    banned_before_identity=NEVER_BEFORE_IDENTITY,
    threats=NEVER_THREATENED,
)
CONTENT = read_tree(ROOT / "flows" / "content")
NOBODY = Profile("teste", "Teste", {})


def codes(settings: ContentSettings) -> list[str]:
    return [one.code for one in settings_problems(settings)]


def test_the_least_that_settings_may_hold_is_enough() -> None:
    assert codes(RIGHT) == []


@pytest.mark.parametrize(
    ("name", "value", "is_fine"),
    [
        ("threshold", 0.19, False),
        ("threshold", THRESHOLD[0], True),
        ("threshold", THRESHOLD[1], True),
        ("threshold", 0.61, False),
        ("sure_threshold", 0.69, False),
        ("sure_threshold", SURE_THRESHOLD[0], True),
        ("sure_threshold", SURE_THRESHOLD[1], True),
        ("sure_threshold", 0.96, False),
    ],
)
def test_how_sure_a_reading_must_be_stays_within_its_bounds(name: str, value: float, is_fine: bool) -> None:
    """P16"""
    assert codes(replace(RIGHT, **{name: value})) == ([] if is_fine else ["threshold_out_of_bounds"])


@pytest.mark.parametrize("word", NEVER_BEFORE_IDENTITY)
def test_no_word_of_debt_leaves_the_list_of_what_is_not_said_before_identity(word: str) -> None:
    """I1"""
    kept = tuple(one for one in NEVER_BEFORE_IDENTITY if one != word)
    [problem] = settings_problems(replace(RIGHT, banned_before_identity=kept))

    assert (problem.code, word in problem.message) == ("banned_word_dropped", True)


@pytest.mark.parametrize("word", NEVER_THREATENED)
def test_no_threat_leaves_its_list(word: str) -> None:
    """N9"""
    kept = tuple(one for one in NEVER_THREATENED if one != word)
    [problem] = settings_problems(replace(RIGHT, threats=kept))

    assert (problem.code, word in problem.message) == ("threat_dropped", True)


@pytest.mark.parametrize("word", NEVER_THREATENED)
def test_a_threat_is_not_dropped_by_being_written_in_capitals_or_with_more(word: str) -> None:
    """N9"""
    threats = tuple(one.upper() if one == word else one for one in NEVER_THREATENED)

    assert codes(replace(RIGHT, threats=(*threats, "outra ameaça"))) == []


@pytest.mark.parametrize("intent", ANSWERED_FIRST)
def test_who_suffers_or_wants_out_is_answered_before_the_rest(intent: str) -> None:
    """H1"""
    kept = tuple(one for one in ANSWERED_FIRST if one != intent)

    assert codes(replace(RIGHT, priority=kept)) == ["priority_missing"]


@pytest.mark.parametrize("intent", sorted(INTENTS))
def test_only_courtesies_may_be_passed_over_beside_something_else(intent: str) -> None:
    expected = [] if intent in FILLERS else ["filler_lost"]

    assert codes(replace(RIGHT, fillers=(intent,))) == expected


@pytest.mark.parametrize("name", ["priority", "fillers"])
def test_an_intent_that_does_not_exist_is_told(name: str) -> None:
    words = (*getattr(RIGHT, name), "nothing_like_it")

    assert codes(replace(RIGHT, **{name: words})) == ["unknown_intent"]


def phrase_codes(**changed: object) -> list[str]:
    """Of phrases that are all there, each with nothing but a word, but for those given."""
    phrases = {**dict.fromkeys(PHRASES, "Um texto."), **changed}
    text = "\n".join(f"{name}: {value}" for name, value in phrases.items() if value is not None)
    return [one.code for one in phrase_problems({PHRASES_FILE: text}, ("última chance",))]


def test_the_phrases_that_come_with_the_service_are_right() -> None:
    assert phrase_problems(CONTENT, NEVER_THREATENED) == []
    assert phrase_codes() == []


@pytest.mark.parametrize("name", sorted(PHRASES))
def test_each_phrase_has_to_be_there(name: str) -> None:
    assert phrase_codes(**{name: None}) == ["phrase_missing"]


@pytest.mark.parametrize(("name", "values"), [(name, values) for name, values in sorted(PHRASES.items()) if values])
def test_a_phrase_says_its_own_values_and_no_others(name: str, values: frozenset[str]) -> None:
    own = " ".join(f"{{{one}}}" for one in sorted(values))

    assert phrase_codes(**{name: f'"{own}"'}) == []
    assert phrase_codes(**{name: f'"{own} {{nobody}}"'}) == ["unknown_placeholder"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("{whatsapp: Oi., sms: Oi.}", None),
        ("{whatsapp: Oi.}", "channel_variant_missing"),
        ("{sms: Oi.}", "channel_variant_missing"),
        ("{whatsapp: Oi., sms: ''}", "channel_variant_missing"),
        ("{whatsapp: Oi., sms: Oi., email: Oi.}", "channel_variant_missing"),
        ("[Oi.]", "wrong_type"),
        ("12", "wrong_type"),
        ("''", None),  # said, and empty: a joint of a list may be
        ('"É a última chance."', "threat"),
        ('"É a ÚLTIMA CHANCE."', "threat"),
        ("{whatsapp: Oi., sms: A ultima chance.}", "threat"),
        ('"Uma {chave."', "unknown_placeholder"),
        ('"Uma chave}."', "unknown_placeholder"),
    ],
)
def test_a_phrase_is_a_text_or_one_for_each_channel_and_threatens_nobody(said: str, code: str | None) -> None:
    """N9, F3"""
    assert phrase_codes(tool_failure=said) == ([code] if code else [])


def test_a_content_without_phrases_is_not_held_to_them_and_a_broken_file_is() -> None:
    assert phrase_problems({}, ()) == []
    assert [one.code for one in phrase_problems({PHRASES_FILE: "a: ["}, ())] == ["bad_yaml"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (ReadyAnswer("one", "a" * 40, "Oi."), []),
        (ReadyAnswer("one", "a" * 41, "Oi."), ["title_too_long"]),
        (ReadyAnswer("one", "Um", "a" * 459), []),  # three SMS of 153
        (ReadyAnswer("one", "Um", "a" * 460), ["sms_too_long"]),
        (ReadyAnswer("one", "Um", "ã" * 459), []),  # sent without the accent
        (ReadyAnswer("one", "Um", "a" * 458 + "€"), ["sms_too_long"]),  # takes two places
        (ReadyAnswer("one", "Um", "a" * 459 + "{greeting}"), []),  # the values are not counted
        (ReadyAnswer("one", "Um", "a" * 1600), ["sms_too_long"]),
        (ReadyAnswer("one", "Um", "a" * 1601), ["whatsapp_too_long", "sms_too_long"]),
    ],
)
def test_a_ready_answer_fits_the_list_and_both_channels(answer: ReadyAnswer, expected: list[str]) -> None:
    """F3, F5"""
    assert [one.code for one in answer_faults(answer, NOBODY, RIGHT)] == expected


def test_what_is_too_long_keeps_a_draft_from_being_published() -> None:
    from_file = {"teste/ready_answers.yml": f"one:\n  title: Um\n  text: {'a' * 460}\n"}

    [problem] = ready_answer_problems(from_file, Content(RIGHT, {"teste": NOBODY}))

    assert (problem.code, problem.file) == ("sms_too_long", "teste/ready_answers.yml")
