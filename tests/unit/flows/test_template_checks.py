"""What may begin a talk on WhatsApp: fixed words, simple values, nothing of I1 or of health (F3, T3, R3)."""

import json

import pytest

from flows.checks import check_files
from flows.compile import TEXTS_FILE, Training, compile_project
from flows.parsing import parse_content
from tests.unit.flows.sample import NLU, broken_files

OPENING = "common/flows/opening.yml"
SAID = "Olá! {greeting}. Aqui é uma assistente virtual. Protocolo {protocol}."
SAMPLES = "template_samples: {greeting: Bom dia, protocol: '9999'}\n"
TITLES = "codigo;rotulo;rotulo_neutro;revela_saude\n052;Câmara Hiperbárica;Despesa 052;sim\n001;Plano;Item 001;não\n"


def files_with(said: str = SAID, more: str = "template: primeiro") -> dict[str, str]:
    step = (
        f'  hello:\n    say:\n      whatsapp: "{said}"\n      sms: "Ola. {{protocol}}"\n    {more}\n    next: request\n'
    )
    files = broken_files(OPENING, lambda text: _replaced(text, step))
    return {**files, "settings.yml": files["settings.yml"] + SAMPLES, "teste/titles.csv": TITLES}


def _replaced(text: str, step: str) -> str:
    before, _, rest = text.partition("  hello:\n")
    return f"{before}{step}{rest[rest.index('  request:') :]}"


def codes(said: str = SAID, more: str = "template: primeiro") -> list[str]:
    return [problem.code for problem in check_files(files_with(said, more))]


def test_fixed_words_with_simple_values_make_a_template() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{greeting}. Aqui é uma assistente. Protocolo {protocol}.", "template_edge"),
        ("Olá! {greeting}. Protocolo {protocol}", "template_edge"),
        ("Olá! {greeting} {protocol}. Até.", "template_edge"),
        ("Olá! {staffed_hours}.", "template_placeholder"),
        ("Olá! Sobre Câmara hiperbárica.", "template_reveals_health"),
        ("Olá! É sobre 'o plano'.", ""),
    ],
)
def test_what_whatsapp_or_discretion_refuses_is_told(said: str, expected: str) -> None:
    assert codes(said) == [expected] * bool(expected)


@pytest.mark.parametrize("said", ["Olá! É sobre o acordo.", "Olá! São R$ 100,00."])
def test_no_word_of_the_debt_is_in_a_template_whoever_reads_it(said: str) -> None:
    """I1: who is verified here is not who reads it there."""
    assert "template_discloses" in codes(said)


def test_a_value_that_speaks_of_the_debt_is_in_no_template() -> None:
    assert "template_discloses" in codes("Olá! São {titles_total}, certo?")


@pytest.mark.parametrize(("length", "expected"), [(1024, []), (1025, ["template_too_long"])])
def test_a_template_is_as_long_as_a_message_with_buttons(length: int, expected: list[str]) -> None:
    """At the limit, counted with the examples in their places."""
    said = "Olá! {greeting}. " + "a" * (length - len("Olá! Bom dia. "))
    assert codes(said) == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("template: Primeiro", "template_name"),
        ("template: primeiro\n    attach: pix_qr", "template_not_fixed"),
        ("template: primeiro\n    options_from: creditor_options", "template_not_fixed"),
    ],
)
def test_a_template_has_a_plain_name_and_no_more_than_text_and_buttons(more: str, expected: str) -> None:
    assert expected in codes(more=more)


def test_the_compiled_texts_say_what_is_a_template_and_show_its_values() -> None:
    content, problems = parse_content(files_with())
    project = compile_project(content, Training(NLU, "", lambda text: text))
    document = json.loads(project[TEXTS_FILE])
    said = document["texts"]["utter_teste__opening__hello"]

    assert problems == []
    assert (said["template"], said["alone"]) == ("primeiro", True)
    assert document["samples"] == {"greeting": "Bom dia", "protocol": "9999"}
    assert all("template" not in text for name, text in document["texts"].items() if "opening__hello" not in name)
