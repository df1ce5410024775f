"""F3, I1, P12, P16, N9: a good sample passes; broken in one way, it shows exactly that problem, with a path to it."""

import json
from pathlib import Path

import pytest

from flows.__main__ import main
from flows.checks import check_files, check_sentences
from flows.problems import Problem
from flows.tree import write_tree
from tests.unit.flows.sample import NLU, broken_files, sample_files

HUMAN, OPT_OUT, CONTEST = "common/flows/human.yml", "common/flows/opt_out.yml", "common/flows/contest.yml"
OPENING, IDENTITY = "common/flows/opening.yml", "common/flows/identity.yml"
TITLES, CLOSING, SETTINGS = "teste/flows/titles.yml", "teste/flows/closing.yml", "settings.yml"
BEFORE_IDENTITY = {"banned_word_before_identity", "disclosure_before_identity"}
LONG = "palavra " * 250
# Faults that cannot come alone.
FOLLOWS = {
    ("unknown_act", "identity.check"): {"step_unreachable", *BEFORE_IDENTITY},
    ("contest_unreachable", "identity.ask"): {"unknown_outcome", "outcome_unrouted", "placeholder_unfilled"},
    ("disclosure_before_identity", "titles.propose"): BEFORE_IDENTITY,
}


def problems_after(file: str, old: str, new: str) -> list[Problem]:
    return check_files(broken_files(file, lambda text: text.replace(old, new)))


def test_the_good_sample_has_no_problem() -> None:
    assert check_files(sample_files()) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "place"),
    [
        # names that must exist
        (HUMAN, "{staffed: soon, later: soon}", '{staffed: nunca, "*": soon}', "unknown_step", "human.pass"),
        (IDENTITY, "act: check_identity", "act: guess_identity", "unknown_act", "identity.check"),
        (HUMAN, "{staffed: soon, later: soon}", "{staffed: soon}", "outcome_unrouted", "human.pass"),
        (HUMAN, "later: soon}", "later: soon, never: soon}", "unknown_outcome", "human.pass"),
        (HUMAN, "reason: asked", "reason: bored", "unknown_argument", "human.pass"),
        (HUMAN, "    with: {reason: asked}\n", "", "argument_missing", "human.pass"),
        (IDENTITY, "affirm: check}", "afirm: check}", "unknown_intent", "identity.ask"),
        (OPT_OUT, "intent: deny", "intent: refuse", "unknown_intent", "opt_out.sure"),
        (OPT_OUT, "intent: deny", "intent: thank", "button_leads_nowhere", "opt_out.sure"),
        (CLOSING, "sure: [affirm]", "sure: [affirm, thank]", "sure_not_waited", "closing.confirm"),
        (CLOSING, '"Obrigada."', '"Obrigada, {nickname}."', "unknown_placeholder", "closing.bye"),
        (CLOSING, '"Obrigada."', '"Obrigada }."', "unknown_placeholder", "closing.bye"),
        (CLOSING, '"Obrigada."', '"Protocolo do caso: {case_number}."', "placeholder_unfilled", "closing.bye"),
        # what channels can show
        (IDENTITY, ', sms: "Diga os 3 primeiros numeros do seu CPF."', "", "channel_variant_missing", "identity.ask"),
        (CLOSING, '"Obrigada."', f'{{whatsapp: "{LONG}", sms: "Ola."}}', "whatsapp_too_long", "closing.bye"),
        (CLOSING, "Então, fecho", LONG[:1100], "whatsapp_too_long", "closing.confirm"),
        (CLOSING, '"Obrigada."', f'{{whatsapp: "Ola.", sms: "{LONG[:470]}"}}', "sms_too_long", "closing.bye"),
        (CLOSING, '"Obrigada."', f'"{LONG[:161]}"', "sms_too_long", "closing.bye"),
        (CLOSING, '"Obrigada."', '"Obrigada 😀"', "sms_not_gsm7", "closing.bye"),
        (OPT_OUT, "Sim, pare", "Sim, pare com isso já", "button_label_too_long", "opt_out.sure"),
        (OPT_OUT, '"Não"', '"Sim, pare"', "button_label_twice", "opt_out.sure"),
        (
            OPT_OUT,
            "    buttons:\n",
            "    buttons:\n      - {label: A, intent: affirm}\n      - {label: B, intent: affirm}\n",
            "too_many_buttons",
            "opt_out.sure",
        ),
        (OPT_OUT, "    expects:", "    options_from: first_name\n    expects:", "buttons_and_list", "opt_out.sure"),
        (CLOSING, "    again: {whatsapp", "    # {whatsapp", "again_missing", "closing.confirm"),
        (OPT_OUT, "Paro de enviar", "quer que eu pare de enviar", "again_same_as_say", "opt_out.sure"),
        (CLOSING, '"Obrigada."', '"Pague ou sera negativado."', "threat", "closing.bye"),
        # ways through the graph
        (CLOSING, 'say: "Por nada.", end: true', 'say: "Por nada."', "dead_end", "closing.thanks"),
        (IDENTITY, "wait: {inform_identity: check, affirm: check}", "wait: {}", "dead_end", "identity.ask"),
        (TITLES, 'handoff: human, "*": propose', "handoff: list, '*': propose", "loop_without_wait", "titles.list"),
        (CLOSING, "thanks: {say", 'lost: {say: "Ola.", end: true}\n  thanks: {say', "step_unreachable", "closing.lost"),
        # rights that are always a message away
        (OPT_OUT, "interrupts: [opt_out]", "interrupts: []", "opt_out_unreachable", "identity.ask"),
        (HUMAN, "interrupts: [ask_human]", "interrupts: []", "human_unreachable", "identity.ask"),
        (
            CONTEST,
            "act: open_case\n    with: {kind: contest}",
            "act: book_contact",
            "contest_unreachable",
            "identity.ask",
        ),
        (OPENING, "{opt_out: opt_out, ", "{", "opt_out_unreachable", "opening.request"),
        (OPENING, "ask_human: human, ", "", "human_unreachable", "opening.request"),
        # identity before anything else
        (OPENING, "known: hello", "known: titles", "disclosure_before_identity", "titles.propose"),
        (OPENING, "unverified: identity", "unverified: titles", "disclosure_before_identity", "titles.propose"),
        (IDENTITY, "Voltando: quais são", "Sobre o débito: quais são", "banned_word_before_identity", "identity.ask"),
        (IDENTITY, "Voltando: quais os", "Sao R$ 10: quais os", "banned_word_before_identity", "identity.ask"),
        (
            OPENING,
            "    next: request",
            "    attach: pix_qr\n    next: request",
            "disclosure_before_identity",
            "opening.hello",
        ),
        # nothing closes without all of it said and a certain yes
        (CLOSING, "sure: [affirm]", "sure: [deny]", "closing_without_yes", "closing.close"),
        (TITLES, "pay_lump_sum: closing", "pay_lump_sum: closing.close", "closing_unprepared", "closing.close"),
        (
            CLOSING,
            "    wait: {affirm: close, deny",
            "    wait: {pay_lump_sum: close, affirm: close, deny",
            "closing_without_yes",
            "closing.close",
        ),
        (
            CLOSING,
            '{agreement_summary}.", next: statement',
            '{agreement_summary}.", next: bye',
            "statement_missing",
            "closing.bye",
        ),
        (CLOSING, '"{statement}", alone: true', '"{statement}"', "statement_not_alone", "closing.statement"),
        (
            CLOSING,
            'say: "{statement}"',
            'say: {whatsapp: "{statement}", sms: "Ola."}',
            "statement_missing",
            "closing.bye",
        ),
    ],
)
def test_a_sample_broken_in_one_way_shows_that_problem(file: str, old: str, new: str, code: str, place: str) -> None:
    found = {(problem.code, f"{problem.flow}.{problem.step}"): problem for problem in problems_after(file, old, new)}

    assert {found_code for found_code, _ in found} <= {code, *FOLLOWS.get((code, place), ())}
    assert (code, place) in found
    problem = found[code, place]
    assert problem.file
    assert problem.message
    if code != "step_unreachable":
        assert problem.path[0].startswith("opening.open")
        assert problem.path[-1] == place


def test_the_path_names_each_step_with_what_leads_on() -> None:
    [problem, *_] = [
        found for found in problems_after(OPENING, "known: hello", "known: titles") if found.step == "propose"
    ]

    assert problem.path == ("opening.open [known]", "titles.list [one]", "titles.offer [no_interest]", "titles.propose")


def test_the_path_to_an_empty_value_is_one_that_does_not_fill_it() -> None:
    [problem] = problems_after(CLOSING, '"Obrigada."', '"Protocolo do caso: {case_number}."')

    assert not any(step.startswith("contest.record") for step in problem.path)


def test_an_interruption_that_changes_the_offer_takes_the_prepared_closing_with_it() -> None:
    """C3: "sim, mas tira o juros" concedes, and the yes that follows is to something else."""
    files = sample_files()
    files["teste/flows/discount.yml"] = (
        "flow: discount\ninterrupts: [ask_discount]\nsteps:\n"
        "  who: {act: identity_level, outcomes: {verified: give, unverified: back}}\n"
        "  give: {act: concede, outcomes: {'*': back}}\n"
        "  back: {say: 'Melhorei o valor.', return: true}\n"
    )

    [problem] = check_files(files)

    assert problem.code == "closing_unprepared"
    assert "closing.confirm [ask_discount]" in problem.path


def test_an_interruption_that_only_explains_leaves_the_closing_prepared() -> None:
    files = sample_files()
    files["teste/flows/who.yml"] = (
        "flow: who\ninterrupts: [ask_who]\nsteps:\n  say: {say: 'Somos da {creditor}.', return: true}\n"
    )

    assert check_files(files) == []


def test_a_fixed_value_of_the_profile_is_known_and_read_like_any_text() -> None:
    named = {**sample_files(), "teste/profile.yml": "includes: [common]\nglobals: {team: Equipe}\n"}
    named[OPENING] = named[OPENING].replace("{attendant}", "{team}")
    loose = {**named, "teste/profile.yml": "includes: [common]\nglobals: {team: Cobrador de débitos}\n"}

    assert check_files(named) == []
    assert {problem.code for problem in check_files(loose)} == {"banned_word_before_identity"}


def test_two_flows_cannot_be_entered_by_one_intent() -> None:
    problems = problems_after(CONTEST, "[contest_debt]", "[contest_debt, opt_out]")

    assert ("interrupt_twice", "opt_out") in [(problem.code, problem.flow) for problem in problems]


def test_a_flow_nothing_leads_to_is_reported_once() -> None:
    files = {
        **sample_files(),
        "teste/flows/lost.yml": "flow: lost\nsteps:\n  a: {say: 'Ola.', next: b}\n  b: {end: true}\n",
    }

    assert [(problem.code, problem.flow) for problem in check_files(files)] == [("flow_unused", "lost")]


def test_a_shared_flow_may_serve_one_profile_only() -> None:
    files = {**sample_files(), "outro/profile.yml": "includes: [common]\n"}
    files["outro/flows/titles.yml"] = "flow: titles\nsteps:\n  only: {say: 'Ola.', end: true}\n"
    files["common/flows/extra.yml"] = "flow: extra\nsteps:\n  only: {say: 'Ola.', end: true}\n"
    files[CLOSING] = files[CLOSING].replace("wait: {thank: thanks}", "wait: {thank: thanks, repeat: extra}")

    assert check_files(files) == []


def test_a_profile_without_an_opening_is_refused() -> None:
    files = {name: text for name, text in sample_files().items() if name != OPENING}

    assert "flow_missing" in {problem.code for problem in check_files(files)}


def test_settings_may_name_known_intents_only() -> None:
    [problem] = problems_after(SETTINGS, "deny,", "denny,")

    assert (problem.code, problem.file) == ("unknown_intent", SETTINGS)


def test_one_sentence_cannot_teach_two_intents() -> None:
    """Masked, a CPF and a value may become the same sentence."""
    twice = {**NLU, "c.yml": "nlu:\n- intent: thank\n  examples: |\n    - Sim\n"}

    [problem] = check_sentences(twice, lambda text: text)

    assert (problem.code, problem.file) == ("ambiguous_sentence", "c.yml")
    assert "a.yml" in problem.message


def test_the_command_prints_problems_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(broken_files(HUMAN, lambda text: text.replace("reason: asked", "reason: bored")), tmp_path)

    status = main([str(tmp_path), "--json"])

    [problem] = json.loads(capsys.readouterr().out)["problems"]
    assert status == 1
    assert {"code", "flow", "step", "path", "message"} <= set(problem)
    assert (problem["code"], problem["flow"], problem["step"]) == ("unknown_argument", "human", "pass")


def test_the_command_is_content_with_the_good_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_tree(sample_files(), tmp_path / "content")
    write_tree(NLU, tmp_path / "data")

    assert main([str(tmp_path / "content"), "--sentences", str(tmp_path / "data")]) == 0
    assert capsys.readouterr().out == ""
