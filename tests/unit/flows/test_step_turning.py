"""A step that speaks turns into one that acts and back; what other steps share with it stays theirs (F1)."""

from collections.abc import Callable

import pytest

from flows.editing.refused import EditRefused
from flows.editing.turning import set_coming_back, turn_into_act, turn_into_speech
from flows.parsing import parse_content

FLOW = """flow: sample  # o de sempre
about: Um fluxo.
steps:
  ask:
    say: &asked {whatsapp: Quer ver?, sms: Quer ver?}
    again: Quer ver agora?
    buttons: [{label: Sim, intent: affirm}]
    expects: &readers [yes_no]
    wait: {affirm: told, "*": other}
    sure: [affirm]
  told:
    say: *asked
    next: other
  other:
    act: count
    with: {what: media}
    outcomes: {first: ask, "*": told}
  also:
    say: E aí?
    again: E então?
    expects: *readers
    wait: {affirm: told}
  back: {return: true}
"""
FIXED = """flow: closing
about: Fecha.
steps:
  prepare: {say: Oi., next: close}
  close: {act: count, outcomes: {"*": prepare}}
"""


def step_of(text: str, name: str) -> object:
    content, problems = parse_content({"teste/flows/sample.yml": text, "teste/profile.yml": "name: Teste\n"})
    assert problems == []
    return content.profiles["teste"].flows["sample"].steps[name]


def test_whatever_the_act_answers_leads_where_the_step_went_on_to() -> None:
    asks = turn_into_act(FLOW, "ask", "list_titles", {})
    tells = turn_into_act(FLOW, "told", "hand_off", {"reason": "asked"})

    assert '  ask:\n    act: list_titles\n    outcomes: {"*": other}\n' in asks
    assert '  told:\n    act: hand_off\n    with: {reason: asked}\n    outcomes: {"*": other}\n' in tells


def test_what_other_steps_share_with_the_one_that_is_turned_stays_theirs() -> None:
    turned = turn_into_act(FLOW, "ask", "list_titles", {})

    assert step_of(turned, "told") == step_of(FLOW, "told")
    assert step_of(turned, "also") == step_of(FLOW, "also")
    assert turned.startswith("flow: sample  # o de sempre\nabout: Um fluxo.\n")


def test_a_step_that_acted_says_the_words_and_goes_on_where_all_else_led() -> None:
    assert (
        "  other:\n    say:\n      whatsapp: Um momento.\n      sms: Um momento.\n    next: told\n"
        in turn_into_speech(FLOW, "other", "Um momento.")
    )


@pytest.mark.parametrize(
    ("turned", "code"),
    [
        (lambda: turn_into_act(FLOW, "other", "count", {}), "silent_step"),
        (lambda: turn_into_act(FLOW, "ask", "nothing", {}), "unknown_act"),
        (lambda: turn_into_act(FLOW, "back", "count", {}), "no_target"),
        (lambda: turn_into_act(FLOW, "gone", "count", {}), "no_step"),
        (lambda: turn_into_act(FIXED, "prepare", "count", {}), "fixed_step"),
        (lambda: turn_into_speech(FIXED, "close", "Oi."), "fixed_step"),
        (lambda: turn_into_speech(FLOW, "ask", "Oi."), "speaking_step"),
        (lambda: turn_into_speech(FLOW.replace('{first: ask, "*": told}', "{}"), "other", "Oi."), "no_target"),
        (lambda: set_coming_back(FLOW, "told", "ask", "Oi."), "not_waiting"),
        (lambda: set_coming_back(FLOW, "other", "ask", "Oi."), "not_waiting"),
    ],
)
def test_what_may_not_be_turned_is_refused(turned: Callable[[], str], code: str) -> None:
    with pytest.raises(EditRefused) as refused:
        turned()

    assert refused.value.code == code


def test_coming_back_by_a_step_takes_the_text_out_and_a_text_takes_the_step_out() -> None:
    by_step = set_coming_back(FLOW, "ask", "other", "De novo?")
    with_text = set_coming_back(by_step, "ask", "", "De novo?")

    assert "    resume: other\n" in by_step
    assert "again: Quer ver agora?" not in by_step
    assert "resume" not in with_text
    assert "    again:\n      whatsapp: De novo?\n      sms: De novo?\n" in with_text


@pytest.mark.parametrize(("target", "text"), [("", FLOW), ("other", set_coming_back(FLOW, "ask", "other", "x"))])
def test_what_is_so_already_changes_no_byte(target: str, text: str) -> None:
    assert set_coming_back(text, "ask", target, "De novo?") == text
