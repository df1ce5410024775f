"""N1, N9, N11: a profile's notice that does not say all of it, threatens, or gives hope is refused at the gate (F3)."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from flows.checks import check_files
from flows.checks.notice import notice_problems
from flows.notice_text import read_notice
from flows.parsing import parse_content
from flows.tree import read_tree

CONTENT = Path(__file__).parents[3] / "flows" / "content"
PROFILES = ("assefaz", "cassems")
THREATS = parse_content(read_tree(CONTENT))[0].settings.threats
SECTIONS = ("operator", "people", "plan", "fees", "pay", "term", "contest", "contact", "data", "protocol")

type Change = Callable[[dict[str, dict[str, dict[str, str]]]], object]


def text_of(profile: str) -> str:
    return (CONTENT / profile / "notice.yml").read_text(encoding="utf-8")


def codes_after(change: Change) -> set[str]:
    given = yaml.safe_load(text_of("cassems"))
    own = {
        key: ({n: dict(s) for n, s in value.items()} if isinstance(value, dict) else value)
        for key, value in given.items()
    }
    change(own)
    text = yaml.dump(own, Dumper=_NoAliases, allow_unicode=True)
    return {problem.code for problem in notice_problems(text, "cassems/notice.yml", THREATS)}


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.mark.parametrize("profile", PROFILES)
def test_the_notices_of_the_checkout_say_all_of_it(profile: str) -> None:
    assert notice_problems(text_of(profile), f"{profile}/notice.yml", THREATS) == []


def test_a_notice_changed_only_as_a_file_is_still_good() -> None:
    assert codes_after(lambda notice: None) == set()


@pytest.mark.parametrize("variant", ["sections", "cancelled"])
@pytest.mark.parametrize("section", [name for name in SECTIONS if name != "term"])
def test_a_part_left_out_is_refused(variant: str, section: str) -> None:
    assert codes_after(lambda notice: notice[variant].pop(section)) == {"notice_incomplete"}


def test_the_term_left_out_is_refused() -> None:
    assert "notice_incomplete" in codes_after(lambda notice: notice["sections"].pop("term"))


@pytest.mark.parametrize(
    ("section", "placeholder"),
    [
        ("operator", "{ans_number}"),
        ("operator", "{operator_cnpj}"),
        ("operator", "{operator_address}"),
        ("people", "{beneficiaries}"),
        ("plan", "{registration}"),
        ("fees", "{fees}"),
        ("fees", "{total}"),
        ("fees", "{delay}"),
        ("pay", "{pay_how}"),
        ("term", "{term_days}"),
        ("contact", "{contact_channels}"),
        ("protocol", "{protocol}"),
    ],
)
def test_a_content_of_the_law_left_out_of_its_part_is_refused(section: str, placeholder: str) -> None:
    def leave_out(notice: dict[str, dict[str, dict[str, str]]]) -> None:
        part = notice["sections"][section]
        part["text"] = part["text"].replace(placeholder, "isso")

    assert codes_after(leave_out) == {"notice_incomplete"}


@pytest.mark.parametrize("section", ["contest", "data"])
def test_a_right_hidden_behind_other_words_is_refused(section: str) -> None:
    assert codes_after(lambda notice: notice["sections"][section].update(text="Fale conosco.")) == {"notice_incomplete"}


@pytest.mark.parametrize("wording", ["{cpf} deve", "Prezado {nome}"])
def test_a_field_nobody_fills_is_refused(wording: str) -> None:
    def add(notice: dict[str, dict[str, dict[str, str]]]) -> None:
        notice["sections"]["plan"]["text"] += wording

    assert codes_after(add) == {"unknown_placeholder"}


def test_a_field_in_a_heading_is_refused() -> None:
    assert codes_after(lambda n: n["sections"]["plan"].update(heading="{plan_name}")) == {"unknown_placeholder"}


def test_a_consequence_said_as_certain_is_refused() -> None:
    """N9: "poderá", never "será"."""

    def certain(notice: dict[str, dict[str, dict[str, str]]]) -> None:
        term = notice["sections"]["term"]
        term["text"] = term["text"].replace("poderá ser cancelado", "será cancelado")

    assert codes_after(certain) == {"threat"}


@pytest.mark.parametrize("said", ["Evite transtornos.", "Último aviso.", "Sob pena de protesto."])
def test_a_threat_is_refused_in_either_text(said: str) -> None:
    for variant in ("sections", "cancelled"):
        codes = codes_after(lambda notice, v=variant: notice[v]["data"].update(text=f"Dados atualizados. {said}"))
        assert codes == {"threat"}


@pytest.mark.parametrize(
    "said", ["O plano poderá ser cancelado.", "Em {term_days} dias.", "Pague e o plano pode voltar."]
)
def test_a_plan_cancelled_already_is_warned_of_nothing_and_promised_nothing(said: str) -> None:
    """N11."""

    def warn(notice: dict[str, dict[str, dict[str, str]]]) -> None:
        notice["cancelled"]["pay"]["text"] += said

    assert codes_after(warn) == {"notice_warns_cancelled"}


def test_a_part_that_is_none_of_the_notice_is_refused() -> None:
    assert codes_after(lambda n: n["cancelled"].update(term={"heading": "Prazo", "text": "x"})) == {"unknown_key"}


def test_a_file_that_is_no_mapping_is_refused_and_not_half_read() -> None:
    assert {problem.code for problem in notice_problems("- título", "cassems/notice.yml")} == {"wrong_type"}
    assert read_notice("title: Aviso\nextra: 1")[1][0].code == "unknown_key"


def test_the_gate_names_the_file_of_the_profile() -> None:
    files = read_tree(CONTENT)
    files["assefaz/notice.yml"] = files["assefaz/notice.yml"].replace("{ans_number}", "1")

    found = [(p.code, p.profile, p.file) for p in check_files(files)]

    assert set(found) == {("notice_incomplete", "assefaz", "assefaz/notice.yml")}


def test_what_we_begin_with_is_held_to_the_same_rules_before_identity() -> None:
    """I1: the opener is on a way of its own."""
    files = read_tree(CONTENT)
    name = "common/flows/notice.yml"
    files[name] = files[name].replace("para tratar de pendências administrativas", "para tratar da sua dívida")

    assert "banned_word_before_identity" in {problem.code for problem in check_files(files)}


def test_the_paper_before_identity_goes_only_where_the_policy_approved_it() -> None:
    """N0: attached to the neutral opener it is refused."""
    files = read_tree(CONTENT)
    name = "common/flows/notice.yml"
    files[name] = files[name].replace("    buttons: &who\n", "    attach: notice_pdf\n    buttons: &who\n")

    found = [(p.code, p.step) for p in check_files(files)]

    assert ("disclosure_before_identity", "neutral") in found
    assert ("disclosure_before_identity", "full_text") not in found


def test_a_step_we_begin_with_must_exist_and_say_whether_the_person_is_known() -> None:
    files = read_tree(CONTENT)
    name = "common/flows/notice.yml"
    files[name] = files[name].replace("begins: {opener: unverified", "begins: {nowhere: unverified, opener: maybe")

    assert {"unknown_step", "unknown_word"} <= {problem.code for problem in parse_content(files)[1]}


def codes_with(file: str, change: Callable[[str], str]) -> set[str]:
    files = dict(read_tree(CONTENT))
    files[file] = change(files[file])
    return {problem.code for problem in check_files(files)}


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("cassems/policy.yml", "opener: notice.opener", "opener: notice.elsewhere", "notice_opener_missing"),
        ("cassems/policy.yml", "opener: notice.opener", "opener: notice.document", "notice_opener_not_begun"),
        (
            "common/flows/notice.yml",
            "begins: {opener: unverified, issue: verified}",
            "begins: {opener: unverified}",
            "notice_opener_not_begun",
        ),
    ],
)
def test_the_step_a_notice_begins_with_is_there_and_we_may_begin_with_it(
    file: str, old: str, new: str, code: str
) -> None:
    """N0, F3"""
    assert code in codes_with(file, lambda text: text.replace(old, new))
    assert code not in codes_with(file, lambda text: text)
