"""Edits of a flow file: what is asked changes, and nothing else does, not even a comment (F1)."""

import difflib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.editing.digests import flow_digest, step_digest
from flows.editing.document import open_flow
from flows.editing.fixed_steps import FIXED_STEPS
from flows.editing.leads import set_act, set_transition, set_way
from flows.editing.references import flows_in, is_flow_file, who_leads_to
from flows.editing.refused import EditRefused
from flows.editing.renaming import rename_step
from flows.editing.settings import set_about, set_begins, set_flag, set_interrupts, set_list, set_word
from flows.editing.shape import add_step, duplicate_step, move_step, remove_step
from flows.editing.step_names import name_step
from flows.editing.texts import set_buttons, set_text
from flows.model import Button, Content, Text
from flows.parsing import parse_content
from flows.strict_yaml import load_yaml
from flows.tree import read_tree

ROOT = Path(__file__).resolve().parents[3]
FILES = read_tree(ROOT / "flows" / "content")
FLOW_FILES = [path for path in FILES if is_flow_file(path)]
OFFER = "common/flows/offer.yml"

SAMPLE = """\
# Para que serve este arquivo
flow: sample   # o nome
about: Um fluxo de exemplo.
interrupts: [ask_sample]

steps:
  start:  # por aqui se entra
    act: current_offer
    outcomes: {lump: ask, "*": other.start}

  # Pergunta se quer
  ask:
    say:
      whatsapp: |
        Quer pagar {lump_total}?

        Até {lump_due}.
      # no SMS cabe menos
      sms: Quer pagar {lump_total}?
    again: &again
      whatsapp: Fica bom assim?
      sms: Fica bom?
    buttons:
      - {label: "Sim, quero", intent: affirm}  # a de sempre
      - {label: Agora não, intent: deny}
    wait: &answers
      affirm: bye
      "*": ask_again

  ask_again:
    say: "Atenção: quer?"
    again: *again
    wait: *answers

  # Despedida
  bye:
    say: Até mais.
    end: true
# fim
"""
OTHER = """\
flow: other
steps:
  start: {say: Oi., next: sample.ask}
  back: {return: true}
"""
BOTH = {"common/flows/sample.yml": SAMPLE, "common/flows/other.yml": OTHER}
PATH = "common/flows/sample.yml"


def lines_changed(before: str, after: str) -> tuple[list[str], list[str]]:
    told = list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0))[2:]
    return [line[1:] for line in told if line[0] == "-"], [line[1:] for line in told if line[0] == "+"]


def meaning(text: str) -> Content:
    profile = {"cassems/profile.yml": "name: x\nincludes: [common]\n"}
    return parse_content({PATH: text, **profile})[0]


def step(text: str, name: str) -> dict[str, object]:
    found: dict[str, object] = load_yaml(text)["steps"][name]
    return found


@pytest.mark.parametrize("path", FLOW_FILES)
def test_a_file_read_and_written_is_the_same_to_the_byte(path: str) -> None:
    document = open_flow(FILES[path])
    first = next(iter(document.steps))
    document.steps.insert(0, "brand_new", {"return": True})
    changed = document.written()

    assert lines_changed(FILES[path], changed)[0] == []
    again = open_flow(changed)
    del again.steps["brand_new"]
    assert again.written() == FILES[path]
    assert next(iter(again.steps)) == first


@pytest.mark.parametrize("path", FLOW_FILES)
def test_an_edit_of_a_step_leaves_the_meaning_and_lines_of_the_others(path: str) -> None:
    before = load_yaml(FILES[path])
    speaking = {name: value for name, value in before["steps"].items() if "say" in value}
    for name, value in list(speaking.items())[:: max(1, len(speaking) // 4)]:
        edited = set_text(FILES[path], name, "say", "whatsapp", "Outra linha: com dois pontos\n\ne {creditor}")
        after = load_yaml(edited)
        assert {key: one for key, one in after["steps"].items() if key != name} == {
            key: one for key, one in before["steps"].items() if key != name
        }
        assert list(after["steps"]) == list(before["steps"])
        assert after["steps"][name]["say"]["whatsapp"].strip() == "Outra linha: com dois pontos\n\ne {creditor}"
        assert {key: one for key, one in after["steps"][name].items() if key != "say"} == {
            key: one for key, one in value.items() if key != "say"
        }
        gone, come = lines_changed(FILES[path], edited)
        assert len(gone) + len(come) <= 4 + 2 * len(str(value["say"]).split("\\n")) + 8, (path, name)


def test_a_text_of_one_channel_changes_alone() -> None:
    after = set_text(SAMPLE, "ask", "say", "sms", "Paga {lump_total}?")

    assert lines_changed(SAMPLE, after) == (
        ["      sms: Quer pagar {lump_total}?"],
        ["      sms: Paga {lump_total}?"],
    )


def test_a_text_of_several_lines_keeps_the_comment_below_it() -> None:
    after = set_text(SAMPLE, "ask", "say", "whatsapp", "Quer?\nMesmo?")

    assert "      # no SMS cabe menos\n      sms:" in after
    assert step(after, "ask")["say"] == {"whatsapp": "Quer?\nMesmo?\n", "sms": "Quer pagar {lump_total}?"}


def test_one_text_for_both_channels_becomes_one_for_each_when_they_part() -> None:
    after = set_text(SAMPLE, "bye", "say", "sms", "Tchau.")

    assert step(after, "bye") == {"say": {"whatsapp": "Até mais.", "sms": "Tchau."}, "end": True}
    back = set_text(after, "bye", "say", "", "Até mais.")
    assert step(back, "bye")["say"] == "Até mais."


@pytest.mark.parametrize(
    "words", ["não: sim", "{x}", "[a]", "# nada", "- oi", "yes", "12", "* tudo", "a #b", "'x'", '"x"']
)
def test_words_that_look_like_notation_stay_words(words: str) -> None:
    after = set_text(SAMPLE, "bye", "say", "", words)

    assert meaning(after).profiles["cassems"].flows["sample"].steps["bye"].say == Text(words, words, shared=True)


@settings(max_examples=60)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=60))
def test_any_words_come_back_as_they_were_typed(words: str) -> None:
    after = set_text(SAMPLE, "ask", "say", "whatsapp", words)

    said = step(after, "ask")["say"]
    assert isinstance(said, dict)
    visible = re.sub(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]", "", re.sub(r"\r\n?", "\n", words))
    if all(ord(one) < 0xE000 for one in visible):
        assert str(said.get("whatsapp", "")).strip() == visible.strip()
    assert said["sms"] == "Quer pagar {lump_total}?"


def test_what_steps_share_changes_for_the_one_edited_only() -> None:
    after = set_transition(SAMPLE, "ask", "affirm", "start")
    assert (step(after, "ask")["wait"], step(after, "ask_again")["wait"]) == (
        {"affirm": "start", "*": "ask_again"},
        {"affirm": "bye", "*": "ask_again"},
    )
    other = set_text(SAMPLE, "ask_again", "again", "sms", "E aí?")
    assert step(other, "ask")["again"] == {"whatsapp": "Fica bom assim?", "sms": "Fica bom?"}
    assert step(other, "ask_again")["again"] == {"whatsapp": "Fica bom assim?", "sms": "E aí?"}


def test_a_new_transition_stands_before_the_one_for_all_others() -> None:
    after = set_transition(SAMPLE, "ask", "doubt", "other.start")
    assert list(step(after, "ask")["wait"].items()) == [  # type: ignore[attr-defined]
        ("affirm", "bye"),
        ("doubt", "other.start"),
        ("*", "ask_again"),
    ]
    assert set_transition(after, "ask", "doubt", None) != after
    assert "doubt" not in step(set_transition(after, "ask", "doubt", None), "ask")["wait"]  # type: ignore[operator]
    assert step(set_transition(SAMPLE, "start", "plan", "bye"), "start")["outcomes"] == {
        "lump": "ask",
        "plan": "bye",
        "*": "other.start",
    }


def test_buttons_are_set_all_at_once() -> None:
    after = set_buttons(SAMPLE, "ask", [Button("Sim, quero", "affirm"), Button("6x: pode?", "plan:6")])
    assert step(after, "ask")["buttons"] == [
        {"label": "Sim, quero", "intent": "affirm"},
        {"label": "6x: pode?", "intent": "plan:6"},
    ]
    assert "buttons" not in step(set_buttons(SAMPLE, "ask", []), "ask")
    assert set_buttons(SAMPLE, "ask", [Button("Sim, quero", "affirm"), Button("Agora não", "deny")]) == SAMPLE


def test_a_step_goes_on_in_one_way() -> None:
    assert step(set_way(SAMPLE, "ask", "next", "bye"), "ask").keys() == {"say", "buttons", "next"}
    assert step(set_way(SAMPLE, "bye", "wait"), "bye") == {"say": "Até mais.", "wait": {}}
    assert step(set_way(SAMPLE, "bye", "return"), "bye") == {"say": "Até mais.", "return": True}
    assert step(set_way(set_way(SAMPLE, "bye", "wait"), "bye", "end"), "bye")["end"] is True


def test_another_act_keeps_only_outcomes_it_can_have() -> None:
    after = set_act(SAMPLE, "start", "identity_level")
    assert step(after, "start") == {"act": "identity_level", "outcomes": {"*": "other.start"}}
    counted = set_act(SAMPLE, "start", "count", {"what": "discount"})
    assert step(counted, "start")["with"] == {"what": "discount"}
    assert "with" not in step(set_act(counted, "start", "count", {}), "start")


def test_small_settings_stand_where_authors_write_them() -> None:
    after = set_list(set_flag(SAMPLE, "ask", "alone", True), "ask", "sure", ["affirm"])
    assert list(step(after, "ask")) == ["say", "again", "buttons", "alone", "wait", "sure"]
    assert set_list(set_flag(after, "ask", "alone", False), "ask", "sure", []) == SAMPLE
    papers = set_word(SAMPLE, "bye", "attach", "agreement_pdf")
    assert step(papers, "bye")["attach"] == "agreement_pdf"
    assert set_word(papers, "bye", "attach", "") == SAMPLE


def test_what_the_flow_is_for_and_who_enters_it() -> None:
    after = set_interrupts(set_about(SAMPLE, "Outro: assim."), ["ask_sample", "thank"])
    assert lines_changed(SAMPLE, after) == (
        ["about: Um fluxo de exemplo.", "interrupts: [ask_sample]"],
        ['about: "Outro: assim."', "interrupts: [ask_sample, thank]"],
    )
    assert "interrupts" not in load_yaml(set_interrupts(SAMPLE, []))
    assert load_yaml(set_interrupts(OTHER, ["thank"]))["interrupts"] == ["thank"]


def test_requirement_ids_that_no_page_shows_stay_with_what_the_flow_is_for() -> None:
    marked = set_about(SAMPLE, "Diz (P1 a P9) e fecha (P12).")

    assert set_about(marked, "Diz e fecha.") == marked
    assert load_yaml(set_about(marked, "Diz tudo."))["about"] == "Diz tudo (P1 a P9, P12)."
    assert load_yaml(set_about(marked, "Diz (P3)"))["about"] == "Diz (P3)"


def test_where_we_begin_a_talk_is_chosen_step_by_step() -> None:
    begun = set_begins(set_begins(SAMPLE, "ask", "unverified"), "bye", "verified")

    assert load_yaml(begun)["begins"] == {"ask": "unverified", "bye": "verified"}
    assert list(load_yaml(begun))[-2:] == ["begins", "steps"]
    assert set_begins(set_begins(begun, "bye", ""), "ask", "") == SAMPLE
    with pytest.raises(EditRefused) as refused:
        set_begins(SAMPLE, "ask", "perhaps")
    assert refused.value.code == "unknown_word"


def test_where_the_service_itself_begins_is_not_changed() -> None:
    talk = FILES["common/flows/talk.yml"]

    with pytest.raises(EditRefused) as refused:
        set_begins(talk, "opener", "")

    assert refused.value.code == "fixed_step"
    assert set_begins(talk, "opener", "unverified") == talk


def test_a_new_step_stands_below_the_one_named_apart_as_the_others() -> None:
    fields = {"next": "bye", "say": {"whatsapp": "Um\ndois", "sms": "Um: dois"}}
    after = add_step(BOTH, PATH, "ask", "told", fields)

    gone, come = lines_changed(SAMPLE, after)
    assert gone == []
    told = ["  told:", "    say:", "      whatsapp: |", "        Um", "        dois", '      sms: "Um: dois"']
    assert sorted(come) == sorted([*told, "    next: bye", ""])
    assert list(load_yaml(after)["steps"]) == ["start", "ask", "told", "ask_again", "bye"]


@pytest.mark.parametrize("name", ["ask", "other", "Olá", "com espaço", "9x", "", "a" * 41, "a.b"])
def test_a_new_step_needs_a_code_of_its_own(name: str) -> None:
    with pytest.raises(EditRefused):
        add_step(BOTH, PATH, "ask", name, {"return": True})


def test_a_duplicate_says_the_same_and_shares_what_is_shared() -> None:
    after = duplicate_step(BOTH, PATH, "ask", "ask_twice")

    assert step(after, "ask_twice") == step(SAMPLE, "ask")
    assert step(set_text(after, "ask_twice", "say", "sms", "Dois"), "ask") == step(SAMPLE, "ask")
    assert lines_changed(SAMPLE, after)[0] == []


def test_a_step_something_leads_to_is_not_removed_and_who_leads_there_is_told() -> None:
    with pytest.raises(EditRefused) as refused:
        remove_step(BOTH, PATH, "ask")
    assert refused.value.steps == ("other.start", "sample.start")
    with pytest.raises(EditRefused) as entry:
        remove_step(BOTH, PATH, "start")
    assert entry.value.code == "entry"
    assert who_leads_to(BOTH, PATH, "ask_again") == ["sample.ask"]


def test_a_removed_step_takes_the_comment_above_it_along() -> None:
    free = set_transition(set_transition(SAMPLE, "ask", "affirm", "start"), "ask_again", "affirm", "start")
    after = remove_step({**BOTH, PATH: free}, PATH, "bye")

    assert "Despedida" not in after
    assert after.endswith("# fim\n")
    assert list(load_yaml(after)["steps"]) == ["start", "ask", "ask_again"]
    assert "# Pergunta se quer\n  ask:" in after


def test_steps_move_with_their_comments_and_nothing_changes_but_the_order() -> None:
    after = move_step(BOTH, PATH, "bye", None)

    assert list(load_yaml(after)["steps"]) == ["bye", "start", "ask", "ask_again"]
    assert load_yaml(after)["steps"] == load_yaml(SAMPLE)["steps"]
    assert "  # Despedida\n  bye:\n" in after
    assert sorted(after.splitlines()) == sorted(SAMPLE.splitlines())


def test_a_shared_value_moves_on_when_its_step_goes_below() -> None:
    after = move_step(BOTH, PATH, "ask", "bye")

    assert load_yaml(after)["steps"] == load_yaml(SAMPLE)["steps"]
    assert list(load_yaml(after)["steps"]) == ["start", "ask_again", "bye", "ask"]


def test_a_renamed_step_is_followed_by_all_that_lead_there_in_every_file() -> None:
    names = {"common/steps.yml": "groups: {}\nsteps:\n  other.back: Voltar\n  sample.ask: Perguntar\n"}
    changed = rename_step({**BOTH, **names}, PATH, "ask", "question")

    assert set(changed) == {PATH, "common/flows/other.yml", "common/steps.yml"}
    assert step(changed[PATH], "start")["outcomes"] == {"lump": "question", "*": "other.start"}
    assert step(changed["common/flows/other.yml"], "start")["next"] == "sample.question"
    assert load_yaml(changed["common/steps.yml"])["steps"] == {"other.back": "Voltar", "sample.question": "Perguntar"}
    assert "  # Pergunta se quer\n  question:\n" in changed[PATH]
    assert list(load_yaml(changed[PATH])["steps"]) == ["start", "question", "ask_again", "bye"]


def test_renaming_a_step_of_the_content_keeps_every_way() -> None:
    for written in flows_in(FILES)[::6]:
        for name in written.steps:
            if f"{written.flow}.{name}" in FIXED_STEPS:
                continue
            break
        else:
            continue
        changed = {**FILES, **rename_step(FILES, written.path, name, "called_otherwise")}
        _, problems = parse_content(changed)
        assert problems == []
        assert _named(changed, name, written.flow) == _named(FILES, name, written.flow)


def _named(files: Mapping[str, str], name: str, flow: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Where everything leads, the renamed step under its old name."""
    found = []
    for one in flows_in(files):
        for key, value in one.steps.items():
            ways = [(one.resolved(target)) for target in _targets(value)]
            back = [(way[0], name if way == (flow, "called_otherwise") else way[1]) for way in ways]
            found.append((name if (one.flow, key) == (flow, "called_otherwise") else key, back))
    return found


def _targets(value: dict[str, object]) -> list[str]:
    ways = [value.get("outcomes"), value.get("wait")]
    pairs = [str(target) for way in ways if isinstance(way, dict) for target in way.values()]
    return pairs + [str(value[key]) for key in ("next", "resume") if key in value]


def test_steps_the_service_goes_to_keep_their_codes() -> None:
    named = {
        name for file in (ROOT / "bot").rglob("*.py") for name in re.findall(r'"([a-z_]+\.[a-z_]+)"', file.read_text())
    }
    known = {f"{one.flow}.{name}" for one in flows_in(FILES) for name in one.steps}

    assert named & known <= FIXED_STEPS <= known
    with pytest.raises(EditRefused) as refused:
        rename_step(FILES, OFFER, "full", "whole")
    assert refused.value.code == "fixed_step"


def test_a_change_of_one_step_is_told_from_a_change_of_another() -> None:
    after = set_text(SAMPLE, "bye", "say", "", "Tchau.")

    assert step_digest(after, "ask") == step_digest(SAMPLE, "ask")
    assert step_digest(after, "bye") != step_digest(SAMPLE, "bye")
    assert flow_digest(after) == flow_digest(SAMPLE)
    assert flow_digest(move_step(BOTH, PATH, "bye", None)) != flow_digest(SAMPLE)
    assert step_digest(SAMPLE, "nothing") == ""


def test_what_staff_call_a_step() -> None:
    names = "# nomes\ngroups:\n  a: A\nsteps:\n  a.x: X\n  c.x: Z\n"
    assert name_step(names, "b.x", "Y: y") == '# nomes\ngroups:\n  a: A\nsteps:\n  a.x: X\n  b.x: "Y: y"\n  c.x: Z\n'
    assert name_step(name_step(names, "b.x", "Y"), "b.x", "") == names


@pytest.mark.parametrize(
    "edit",
    [
        lambda: set_text(SAMPLE, "start", "say", "", "oi"),
        lambda: set_text(SAMPLE, "gone", "say", "", "oi"),
        lambda: set_text(SAMPLE, "ask", "shout", "", "oi"),
        lambda: set_text("flow: x\nsteps: [", "ask", "say", "", "oi"),
        lambda: set_text("- x\n", "ask", "say", "", "oi"),
        lambda: set_act(SAMPLE, "ask", "count"),
        lambda: set_act(SAMPLE, "start", "fly"),
        lambda: set_way(SAMPLE, "start", "end"),
        lambda: set_way(SAMPLE, "ask", "next"),
        lambda: set_flag(SAMPLE, "ask", "wait", True),
        lambda: remove_step(BOTH, "common/flows/gone.yml", "ask"),
    ],
)
def test_what_makes_no_sense_is_refused(edit: Callable[[], str]) -> None:
    with pytest.raises(EditRefused):
        edit()
