"""F2: content becomes a standard Rasa project, byte for byte the same each time."""

import json
import re

import pytest
import yaml

from flows.catalogue import ACTS
from flows.compile import Training, compile_project
from flows.intents import INTENTS
from flows.parsing import parse_content
from flows.problems import ContentBroken
from flows.tree import read_tree, write_tree
from tests.unit.flows.sample import NLU, broken_files, sample_content, sample_files

TRAINING = Training(NLU, "language: pt\n", lambda text: re.sub(r"\d+", "<n>", text))


@pytest.fixture(scope="module")
def project() -> dict[str, str]:
    return compile_project(sample_content(), TRAINING)


def test_the_same_content_always_gives_the_same_bytes(project: dict[str, str]) -> None:
    turned = dict(reversed(sample_files().items()))

    assert compile_project(parse_content(turned)[0], TRAINING) == project


def test_references_become_full_names(project: dict[str, str]) -> None:
    profile = json.loads(project["flows.json"])["profiles"]["teste"]

    assert (profile["start"], profile["fallback"]) == ("opening.open", "misunderstood.count")
    assert profile["interrupts"]["ask_human"] == "human.pass"
    assert profile["steps"]["misunderstood.person"]["outcomes"] == {"*": "human.soon"}
    assert profile["steps"]["opening.open"]["outcomes"]["known"] == "opening.hello"


def test_a_waiting_step_says_what_it_waits_for_and_how_sure_it_must_be(project: dict[str, str]) -> None:
    step = json.loads(project["flows.json"])["profiles"]["teste"]["steps"]["closing.confirm"]

    assert step["wait"] == {"affirm": "closing.close", "deny": "titles.list", "doubt": "closing.prepare"}
    assert step["sure"] == ["affirm"]
    assert step["again"] == "utter_teste__closing__confirm__again"


def test_resume_leads_to_a_step_instead_of_other_words(project: dict[str, str]) -> None:
    step = json.loads(project["flows.json"])["profiles"]["teste"]["steps"]["titles.propose"]

    assert step["resume"] == "titles.list"
    assert "again" not in step


def test_every_text_said_is_in_texts_and_in_the_domain(project: dict[str, str]) -> None:
    steps = json.loads(project["flows.json"])["profiles"]["teste"]["steps"].values()
    said = {step[key] for step in steps for key in ("say", "again") if key in step}

    assert (
        said
        == set(json.loads(project["texts.json"])["texts"])
        == set(yaml.safe_load(project["domain.yml"])["responses"])
    )


def test_a_text_keeps_what_is_needed_to_render_it(project: dict[str, str]) -> None:
    text = json.loads(project["texts.json"])["texts"]["utter_teste__closing__pix"]

    assert text == {
        "profile": "teste",
        "whatsapp": "{pix_code}",
        "sms": "{pix_code}",
        "buttons": [],
        "options_from": None,
        "tap_only": False,
        "alone": True,
        "attach": "pix_qr",
    }


def test_the_domain_is_one_rasa_shell_can_use(project: dict[str, str]) -> None:
    domain = yaml.safe_load(project["domain.yml"])

    assert set(domain["intents"]) == INTENTS
    assert set(domain["actions"]) == {f"act_{name}" for name in ACTS}
    assert set(domain["slots"]) == {"profile", "step", "return_to", "outcome"}
    usual, sms = domain["responses"]["utter_teste__closing__confirm"]
    assert usual["buttons"][0] == {"title": "Fechar", "payload": "/affirm"}
    assert sms["channel"] == "sms"


def test_a_button_with_an_argument_stands_for_its_intent_in_the_domain() -> None:
    files = broken_files("teste/flows/closing.yml", lambda text: text.replace("intent: deny", 'intent: "plan:6"'))

    domain = yaml.safe_load(compile_project(parse_content(files)[0], TRAINING)["domain.yml"])

    [usual, _] = domain["responses"]["utter_teste__closing__confirm"]
    assert usual["buttons"][1]["payload"] == "/ask_installments"


def test_sentences_are_masked_and_kept_once(project: dict[str, str]) -> None:
    blocks = {block["intent"]: block["examples"] for block in yaml.safe_load(project["data/nlu.yml"])["nlu"]}

    assert blocks == {"affirm": "- pode ser\n- sim\n", "deny": "- <n>\n- não\n"}


def test_a_reference_to_nowhere_is_not_compiled() -> None:
    files = broken_files("common/flows/human.yml", lambda text: text.replace("staffed: soon", "staffed: nunca"))

    with pytest.raises(ContentBroken) as refused:
        compile_project(parse_content(files)[0], TRAINING)

    assert [problem.code for problem in refused.value.problems] == ["unknown_step"]


def test_sentences_of_an_unknown_intent_are_not_compiled() -> None:
    strange = {"c.yml": "nlu:\n- intent: dance\n  examples: |\n    - vamos dançar\n"}

    with pytest.raises(ContentBroken, match="dance"):
        compile_project(sample_content(), Training(strange, "", lambda text: text))


def test_a_project_written_to_a_folder_reads_back_the_same(
    project: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("project")

    write_tree(project, folder)

    assert read_tree(folder) == project
