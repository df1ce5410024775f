"""H4: the wrap-up form, its lists and its justification."""

from typing import Any

import pytest

from bot.adapters.wrap_up_forms import WrapUpForms
from bot.application.agents.wrap_up import LISTED, OTHER, Incomplete, WrapUp, WrapUpForm, wrap_up_of

FORM = WrapUpForm(dict.fromkeys(LISTED, ("alfa", "beta", "outros")), attempts=5)


def filled(**changes: Any) -> WrapUp | Incomplete:
    return wrap_up_of({**dict.fromkeys(LISTED, "alfa"), "attempt": 1, **changes}, FORM)


def test_a_choice_is_kept_as_the_list_writes_it() -> None:
    assert filled(outcome=" BETA ") == WrapUp("beta", "alfa", "alfa", "alfa", 1)


@pytest.mark.parametrize("attempt", [1, 5])
def test_attempts_run_from_the_first_to_the_last(attempt: int) -> None:
    kept = filled(attempt=attempt)

    assert isinstance(kept, WrapUp)
    assert kept.attempt == attempt


@pytest.mark.parametrize("attempt", [0, 6, None])
def test_an_attempt_outside_them_is_missing(attempt: int | None) -> None:
    assert filled(attempt=attempt) == Incomplete(("attempt",))


def test_everything_missing_is_named_at_once() -> None:
    assert wrap_up_of({}, FORM) == Incomplete((*LISTED, "attempt"))


def test_outros_demands_a_justification_and_a_note_is_one() -> None:
    assert filled(reason="outros") == Incomplete(("justification",))
    assert isinstance(filled(reason="outros", note="mudou"), WrapUp)
    assert isinstance(filled(reason="outros", justification="mudou"), WrapUp)


def test_what_no_list_has_is_outros_in_the_agents_own_words() -> None:
    kept = filled(reason="viajou")

    assert isinstance(kept, WrapUp)
    assert (kept.reason, kept.justification) == (OTHER, "viajou")


def test_every_list_of_the_form_ends_with_outros() -> None:
    form = WrapUpForms()("cassems")

    assert {name: form.choices[name][-1] for name in LISTED} == dict.fromkeys(LISTED, OTHER)
    assert form.attempts == 5
