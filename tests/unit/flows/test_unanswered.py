"""F3: the way told to a problem is one that this creditor's debtors can go, under the policy it has."""

from functools import cache
from pathlib import Path

import pytest

from flows.catalogue import ACTS
from flows.checks import check_files
from flows.debtors import answers_on
from flows.graph import Graph, build_graph
from flows.parsing import parse_content
from flows.problems import Problem
from flows.tree import read_tree
from flows.unanswered import unanswered_under
from flows.walk import explore

CONTENT = read_tree(Path(__file__).parents[3] / "flows" / "content")
ROW = "{{lump_sum: {{interest_and_fine: 100, principal: 0}}, installments: {{interest_and_fine: {}, principal: 0}}}}"
IDENTITY = "identity:\n  active: {asks: [full_name], any: [full_name]}\n  receptive: {asks: [cpf_first3], all: [cpf]}"


@cache
def graph(profile: str) -> Graph:
    return build_graph(parse_content(CONTENT)[0].profiles[profile])[0]


def found_when(file: str, old: str, new: str) -> Problem:
    assert old in CONTENT[file]
    return next(one for one in check_files({**CONTENT, file: CONTENT[file].replace(old, new)}) if one.path)


@pytest.mark.parametrize(
    ("policy", "act", "unanswered"),
    [
        ("negotiation: {negotiates: false}", "longest_plan", {"plan", "no_plan", "one_by_one"}),
        ("negotiation: {negotiates: true}", "longest_plan", {"handoff"}),
        (f"negotiation: {{discount_table: [{ROW.format(100)}]}}", "concede", {"no_interest"}),
        ("payment: {means: [boleto]}", "close_agreement", {"pix"}),
        ("payment: {means: [pix, boleto]}", "ask_for_pix", {"not_offered"}),
        ("payment: {means: [pix, boleto]}", "payment_means", {"pix", "boleto"}),
        ("notice: {full_text_first: false}", "open_notice", {"full_text", "full_text_link"}),
        (IDENTITY, "another_factor", {"ask_surname", "ask_birth_date", "ask_mother_name"}),
    ],
)
def test_a_policy_rules_out_what_its_acts_never_answer(policy: str, act: str, unanswered: set[str]) -> None:
    """P17, G0, N0, I2."""
    assert unanswered_under(policy)[act] == unanswered


def test_where_plans_keep_charges_a_later_step_may_take_them_off() -> None:
    assert "concede" not in unanswered_under(f"negotiation: {{discount_table: [{ROW.format(50)}]}}")


@pytest.mark.parametrize("policy", ["", "negotiation: {negotiates: talvez}", "payment: 7", ": broken", "identity: []"])
def test_what_cannot_be_read_rules_nothing_out(policy: str) -> None:
    assert not unanswered_under(policy)


@pytest.mark.parametrize("profile", ["assefaz", "cassems"])
def test_what_is_ruled_out_is_an_outcome_and_leaves_another(profile: str) -> None:
    for act, outcomes in unanswered_under(CONTENT[f"{profile}/policy.yml"]).items():
        assert outcomes < ACTS[act].outcomes


@pytest.mark.parametrize("profile", ["assefaz", "cassems"])
def test_no_way_goes_through_what_is_never_answered_where_there_is_another(profile: str) -> None:
    ways = explore(graph(profile))

    answers = answers_on(ways.path_to_node("closing.lump"), ways.graph)

    assert ("offer_lump_sum", "full_value" if profile == "assefaz" else "no_interest") in answers


def test_a_file_of_somebody_unknown_is_never_told_to_be_filed() -> None:
    """G3: only a verified debtor's is."""
    path = explore(graph("cassems")).path_to_node("document.filed")

    assert "identity.check [verified]" in path


def test_a_fault_of_a_shared_flow_is_told_for_the_creditor_whose_debtors_come_there() -> None:
    """P17: an operator without a script offers no plan, whose text it is."""
    found = found_when("common/flows/hardship.yml", "entrada de {plan_down}", "entrada de {plan_dwn}")

    assert (found.profile, found.elsewhere) == ("cassems", ())


def test_a_fault_that_all_creditors_debtors_meet_has_the_ways_of_each() -> None:
    found = found_when("common/flows/offer.yml", "Dia {asked_date} já", "Dia {asked_dat} já")

    assert (found.profile, [profile for profile, _ in found.elsewhere]) == ("assefaz", ["cassems"])


def test_whoever_works_on_a_creditor_sees_the_way_of_its_own_debtors() -> None:
    path, other = ("opening.open [known]", "opening.known"), ("opening.open [unknown]", "opening.unknown")
    found = Problem("x", "opening", "known", path, "", "assefaz", elsewhere=(("cassems", other),))

    assert (found.seen_by("cassems").profile, found.seen_by("cassems").path) == ("cassems", other)
    assert found.seen_by("assefaz") == found


def test_who_has_titles_that_block_and_titles_that_do_not_has_several() -> None:
    file = "common/flows/ask_plan_return.yml"
    found = found_when(file, "partly:\n    say:", "partly:\n    say: &lost {whatsapp: '{nothing}', sms: a}\n    again:")

    assert "titles.list [one]" not in found.seen_by("cassems").path
