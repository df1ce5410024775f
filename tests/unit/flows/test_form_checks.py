"""H4: a form that could not be filled in is refused when it is loaded, in words that name what to mend."""

from pathlib import Path

import pytest

from flows.checks.forms import form_problems
from flows.form_reading import forms_by_profile
from flows.tree import read_tree

CONTENT = Path(__file__).parents[3] / "flows" / "content"
PROFILE = {"casa/profile.yml": "name: Casa\nincludes: [common]\n"}
OTHER = "id: por, label: Por quê, kind: text, required_when: {a: [outros]}"


def told(fields: str, more: str = "usual: true") -> list[tuple[str, str]]:
    text = f"form: ficha\n{more}\nsections:\n  - fields:\n" + "".join(
        f"      - {{{field.strip()}}}\n" for field in fields.split("\n") if field.strip()
    )
    found = form_problems({**PROFILE, "common/forms/ficha.yml": text})
    return [(problem.code, problem.message) for problem in found]


def test_the_forms_that_come_with_the_service_are_right() -> None:
    assert form_problems(read_tree(CONTENT)) == []


def test_the_retention_form_has_all_its_lists() -> None:
    retention = next(form for form in forms_by_profile(read_tree(CONTENT))[0]["cassems"] if form.id == "retention")

    sizes = {
        name: len(found.choices) for name in ("acao", "motivo", "setor_responsavel") if (found := retention.field(name))
    }
    contacts = retention.field("contatos")
    assert sizes == {"acao": 6, "motivo": 28, "setor_responsavel": 4}
    assert contacts is not None
    assert (contacts.most, len(contacts.fields)) == (5, 6)


def test_the_usual_form_comes_first_and_a_creditors_own_takes_the_place_of_the_shared_one() -> None:
    files = read_tree(CONTENT)
    own = files["common/forms/wrap_up.yml"].replace("Encerramento do atendimento", "Ficha da Assefaz")

    forms = forms_by_profile({**files, "assefaz/forms/wrap_up.yml": own})[0]

    assert [form.title for form in forms["assefaz"]] == ["Ficha da Assefaz", "Processo de retenção"]
    assert forms["cassems"][0].title == "Encerramento do atendimento"
    assert forms["cassems"][0].version != forms["assefaz"][0].version


def test_a_form_may_ask_anything() -> None:
    fields = f"""
        id: a, label: A, kind: choices, choices: [um, outros]
        {OTHER}
        id: g, label: G, kind: group, max: 50, fields: [{{id: d, label: D, kind: date}}]
    """
    assert told(fields) == []


@pytest.mark.parametrize(
    ("fields", "code", "said"),
    [
        ("id: a, label: A, kind: slider", "unknown_word", "o campo «a»: o tipo «slider» não existe"),
        ("id: a, label: A, kind: text, from: horoscope", "unknown_word", "a origem «horoscope» não existe"),
        ("id: a, label: A, kind: text, colour: red", "unknown_key", "colour"),
        ("id: Ação, label: A, kind: text", "field_id", "«Ação»"),
        ("id: csrf, label: A, kind: text", "field_id", "«csrf» é reservado"),
        ("id: a, kind: text", "missing_key", "«a» não tem «label»"),
        ("id: a, label: A, kind: choice", "missing_key", "«a» não tem «choices»"),
        ("id: a, label: A, kind: choice, choices: [x, X]", "duplicate_choice", "«a» repete"),
        ("id: a, label: A, kind: choice, choices: [x, outros]", "other_unexplained", "«a» tem «outros»"),
        ("id: a, label: A, kind: text\nid: a, label: B, kind: text", "duplicate_field", "«a» aparece duas vezes"),
        ("id: a, label: A, kind: text, required_when: {b: [x]}", "unknown_field", "«b», que não existe"),
        (
            "id: a, label: A, kind: choice, choices: [x]\nid: b, label: B, kind: text, required_when: {a: [y]}",
            "unknown_choice",
            "«a: y»",
        ),
        ("id: a, label: A, kind: text, unless_filled: z", "unknown_field", "«z», que não existe"),
        ("id: a, label: A, kind: computed, days_between: [x, y]", "computed", "«a» precisa de «days_between»"),
        ("id: a, label: A, kind: group, max: 0, fields: [{id: d, label: D, kind: date}]", "group_limit", "de 1 a 50"),
        ("id: a, label: A, kind: group, max: 51, fields: [{id: d, label: D, kind: date}]", "group_limit", "de 1 a 50"),
        ("id: a, label: A, kind: group, max: 2", "missing_key", "o grupo «a» não tem «fields»"),
        (
            "id: a, label: A, kind: group, max: 2, fields: [{id: d, label: D, kind: group}]",
            "group_field",
            "«a.d» não cabe",
        ),
        ("id: a, label: A, kind: number, min: um", "wrong_type", "a.min deve ser um número inteiro"),
    ],
)
def test_what_is_wrong_with_a_field_is_named(fields: str, code: str, said: str) -> None:
    found = told(fields)

    assert code in [name for name, _ in found]
    assert said in "\n".join(message for _, message in found)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("title: Sem costume", "form_usual"),
        ("usual: true\ndated_by: a", "unknown_field"),
        ("usual: true\ncounts_as: {outcome: z}", "unknown_field"),
        ("usual: true\ncounts_as: {mood: a}", "unknown_key"),
        ("usual: true\nmentions: {in: a, of: a, words: {x: [y]}}", "unknown_choice"),
        ("usual: true\nmentions: {in: z, of: a, words: {}}", "unknown_field"),
    ],
)
def test_what_is_wrong_with_a_form_is_named(more: str, code: str) -> None:
    assert [name for name, _ in told("id: a, label: A, kind: text", more)] == [code]


def test_two_files_of_one_form_are_one_too_many() -> None:
    text = "form: ficha\nusual: true\nsections: [{fields: [{id: a, label: A, kind: text}]}]\n"

    found = form_problems({**PROFILE, "common/forms/a.yml": text, "common/forms/b.yml": text})

    assert [problem.code for problem in found] == ["duplicate_form"]
