"""Intents as staff read them (F4)."""

from flows.intent_names import INTENT_NAMES, name_of, teachable
from flows.intents import INTENTS, TRAINED_INTENTS


def test_every_intent_has_a_name_of_its_own() -> None:
    assert set(INTENT_NAMES) == INTENTS
    assert len({name.name for name in INTENT_NAMES.values()}) == len(INTENTS)


def test_a_name_a_hint_and_an_example_fit_a_line_of_a_phone() -> None:
    for known in INTENT_NAMES.values():
        assert 0 < len(known.name) <= 24, known
        assert 0 < len(known.hint) <= 40, known
        assert 0 < len(known.example) <= 40, known


def test_what_is_chosen_by_tapping_is_taught_by_no_sentence() -> None:
    assert {name.intent for name in teachable(TRAINED_INTENTS)} == TRAINED_INTENTS - {"choose_option"}


def test_an_intent_nobody_named_is_told_as_it_is() -> None:
    assert name_of("opt_out") == "Parar mensagens"
    assert name_of("brand_new") == "brand_new"
