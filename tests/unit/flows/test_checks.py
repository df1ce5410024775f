"""F3, I1, P12, P16, N9: a good sample passes; broken in one way, it shows exactly that problem, with a path to it."""

import pytest
from sample import NLU, broken_files, sample_files

from flows.__main__ import main
from flows.checks import check_files, check_sentences
from flows.problems import Problem
from flows.tree import write_tree

HUMAN, OPT_OUT, CONTEST = "common/flows/human.yml", "common/flows/opt_out.yml", "common/flows/contest.yml"
OPENING, IDENTITY = "common/flows/opening.yml", "common/flows/identity.yml"
TITLES, CLOSING, SETTINGS = "teste/flows/titles.yml", "teste/flows/closing.yml", "settings.yml"
LONG = "palavra " * 250


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

    assert (code, place) in found
    problem = found[code, place]
    assert problem.file
    assert problem.message
    if code != "step_unreachable":
        assert problem.path[0].startswith("opening.open")
        assert problem.path[-1] == place
