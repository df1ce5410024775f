"""F1: content files become flows, and what is malformed is named by file, flow and step."""

from collections.abc import Callable

import pytest

from flows.parsing import parse_content
from tests.unit.flows.sample import broken_files, sample_content, sample_files


def swap(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, 1)


def test_a_profile_has_the_included_flows_and_its_own() -> None:
    profile = sample_content().profiles["teste"]

    assert profile.name == "Operadora Teste"
    assert set(profile.flows) == {
        "care",
        *("opening", "identity", "human", "opt_out", "contest", "misunderstood"),
        *("titles", "closing"),
    }


def test_a_flow_of_the_profile_replaces_the_common_one_whole() -> None:
    files = {**sample_files(), "teste/flows/human.yml": "flow: human\nsteps:\n  only: {say: 'Ola.', end: true}\n"}

    content, _ = parse_content(files)

    assert list(content.profiles["teste"].flows["human"].steps) == ["only"]


def test_a_text_given_once_serves_both_channels() -> None:
    step = sample_content().profiles["teste"].flows["human"].steps["soon"]

    assert step.say is not None
    assert step.say.whatsapp == step.say.sms
    assert step.say.shared


def test_words_that_old_yaml_takes_for_booleans_stay_words() -> None:
    files = {**sample_files(), "teste/flows/x.yml": "flow: x\nsteps:\n  no: {say: 'Ola.', next: yes}\n"}

    content, _ = parse_content(files)

    assert content.profiles["teste"].flows["x"].steps["no"].next == "yes"


@pytest.mark.parametrize(
    ("file", "old", "new", "code", "place"),
    [
        ("common/flows/human.yml", "soon: {say:", "soon: {sai:", "unknown_key", ("human", "soon")),
        ("common/flows/human.yml", "about:", "abuot:", "unknown_key", ("human", "")),
        ("common/flows/human.yml", "  soon:", "  pass:", "duplicate_key", ("", "")),
        ("common/flows/human.yml", "steps:", "steps: [", "bad_yaml", ("", "")),
        ("common/flows/opt_out.yml", "flow: opt_out", "flow: human", "duplicate_flow", ("human", "")),
        ("common/flows/human.yml", "flow: human", "flow: ''", "missing_key", ("", "")),
        ("common/flows/human.yml", "end: true}", "end: true, next: pass}", "mixed_step", ("human", "soon")),
        ("common/flows/human.yml", "act: hand_off", "act: hand_off\n    say: 'Ola.'", "mixed_step", ("human", "pass")),
        ("common/flows/human.yml", "end: true", "end: talvez", "wrong_type", ("human", "soon")),
        ("teste/flows/closing.yml", "attach: pix_qr", "attach: foto", "unknown_word", ("closing", "pix")),
        ("teste/flows/closing.yml", "yes_no, date", "yes_no, humor", "unknown_word", ("closing", "confirm")),
        ("teste/flows/closing.yml", 'label: "Fechar", ', "", "missing_key", ("closing", "confirm")),
        ("teste/profile.yml", "[common]", "[common, outra]", "unknown_include", ("", "")),
        ("settings.yml", "threshold: 0.5", "threshold: 5", "wrong_type", ("", "")),
    ],
)
def test_what_is_malformed_is_named(file: str, old: str, new: str, code: str, place: tuple[str, str]) -> None:
    _, problems = parse_content(broken_files(file, swap(old, new)))

    assert (code, *place, file) in [(found.code, found.flow, found.step, found.file) for found in problems]
    assert all(found.message for found in problems)
