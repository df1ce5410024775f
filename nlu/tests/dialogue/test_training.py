"""Training: a standard Rasa project in, a standard Rasa model out."""

import shutil

import pytest
from rasa.cli.utils import validate_files
from rasa.core.agent import Agent
from rasa.shared.importers.importer import TrainingDataImporter

from concilia_nlu import training
from concilia_nlu.releases import load_release
from concilia_nlu.training import train
from concilia_nlu.turn import Message, take_turn
from conftest import change_flows, copy_project


@pytest.mark.parametrize("rules", [True, False])
def test_rasa_finds_nothing_wrong_with_the_project(tmp_path, capsys, rules):
    project = copy_project(tmp_path / "project")
    if not rules:
        (project / "data" / "rules.yml").unlink()

    importer = TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    )

    validate_files(fail_on_warnings=True, max_history=None, importer=importer)  # leaves the process on a problem

    assert "completed with errors" not in "".join(capsys.readouterr())


async def test_rasa_itself_loads_and_uses_the_model(releases_folder):
    agent = Agent.load(str(releases_folder / "first" / "model.tar.gz"))

    parsed = await agent.parse_message("bom dia")

    assert parsed["intent"]["name"] == "greet"


def test_a_project_without_stories_still_gets_its_policy(tmp_path):
    project = copy_project(tmp_path / "project")
    (project / "data" / "rules.yml").unlink()

    train(project, project / "model.tar.gz")

    assert load_release(project).core_target == "select_prediction"


def test_training_twice_gives_the_same_understanding(tmp_path, releases):
    project = copy_project(tmp_path / "project")
    train(project, project / "model.tar.gz")
    texts = ["quanto devo", "sim", "жжж щщщ"]

    assert load_release(project).rank(texts) == releases.get("first").rank(texts)


def test_a_cached_training_follows_the_flows_of_now(tmp_path):
    """Rasa's cache restores a component whose configuration did not change: the graph is part of ours."""
    project = copy_project(tmp_path / "project")
    train(project, tmp_path / "old.tar.gz", cache=tmp_path / "cache")
    change_flows(project, "alfa", "opening.open", {"say": "utter_alfa__opening__ask_cpf", "wait": {}})

    train(project, project / "model.tar.gz", cache=tmp_path / "cache")

    runner = Agent.load(str(project / "model.tar.gz")).processor.graph_runner
    policy = runner._instantiated_nodes["run_concilia_nlu.flow_policy.FlowPolicy0"]._component
    assert policy._graph.profiles["alfa"].steps["opening.open"].say == "utter_alfa__opening__ask_cpf"


def test_a_release_walks_its_own_flows_on_a_model_trained_beside_others(tmp_path, releases_folder):
    """F2: a change of flows and texts trains nothing; understanding is the shared model's, to the digit."""
    project = copy_project(tmp_path / "changed")
    change_flows(project, "alfa", "opening.open", {"say": "utter_alfa__opening__welcome", "wait": {}})
    domain = project / "domain.yml"
    texts = "utter_alfa__opening__welcome:\n  - text: Bem-vinda!\n  utter_alfa__opening__ask_cpf:"
    domain.write_text(domain.read_text().replace("utter_alfa__opening__ask_cpf:", texts, 1))
    shutil.copy(releases_folder / "first" / "model.tar.gz", project / "model.tar.gz")

    changed, first = load_release(project), load_release(releases_folder / "first")

    said = [Message("oi")]
    assert take_turn(changed, {"profile": "alfa"}, said, {})["lines"] == ["utter_alfa__opening__welcome"]
    assert take_turn(first, {"profile": "alfa"}, said, {})["act"]["name"] == "open_contact"
    assert changed.rank(["quanto devo", "sim"]) == first.rank(["quanto devo", "sim"])


def test_flows_that_lead_nowhere_are_not_trained(tmp_path, capsys):
    project = copy_project(tmp_path / "project")
    change_flows(project, "alfa", "offer.ask", {"say": "utter_alfa__offer__ask", "next": "nowhere"})

    status = training.main([str(project), "--out", str(tmp_path / "model.tar.gz")])

    assert status == 1
    assert "profile alfa leads to steps that are not there: nowhere" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.tar.gz"))


def test_training_leaves_no_half_written_model(tmp_path):
    project = copy_project(tmp_path / "project")
    (project / "config.yml").write_text(
        "recipe: default.v1\nassistant_id: x\nlanguage: pt\npipeline:\n- name: Nothing\n"
    )

    assert training.main([str(project), "--out", str(tmp_path / "model.tar.gz")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["project"]
