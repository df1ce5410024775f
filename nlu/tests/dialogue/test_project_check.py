"""F3: what `rasa data validate --fail-on-warnings` refuses, and what training warns of, is never a model."""

import pytest

from concilia_nlu import training
from conftest import copy_project

NLU = "data/nlu.yml"


def said_of(project, capsys, tmp_path):
    """What a refused training says."""
    assert training.main([str(project), "--out", str(tmp_path / "model.tar.gz")]) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["project"]  # nothing half made is left
    return capsys.readouterr().err


def changed(project, file, old, new):
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        (NLU, "- intent: thank\n", "- intent: thanks\n", "labeled with intent 'thanks'"),
        (
            NLU,
            "      - obrigado\n",
            "      - obrigado\n      - oi\n",
            "The example 'oi' was found labeled with multiple",
        ),
        ("domain.yml", "  - thank\n", "", "labeled with intent 'thank'. This intent is not listed in your domain"),
        (
            "data/rules.yml",
            "- action: ",
            "- action: action_lost\n      - action: ",
            "The action 'action_lost' is used in the",
        ),
        ("config.yml", "assistant_id: ", "assistant: ", "missing the 'assistant_id' mandatory key"),
    ],
)
def test_a_project_that_rasa_warns_of_is_not_trained(tmp_path, capsys, file, old, new, reason):
    project = copy_project(tmp_path / "project")
    changed(project, file, old, new)

    assert reason in said_of(project, capsys, tmp_path)


def test_a_project_that_training_warns_of_is_not_trained(tmp_path, capsys):
    """An intent of one sentence passes `rasa data validate`; training warns."""
    project = copy_project(tmp_path / "project")
    changed(project, "domain.yml", "  - thank\n", "  - thank\n  - rare\n")
    changed(project, NLU, "  - intent: thank\n", "  - intent: rare\n    examples: |\n      - raro\n  - intent: thank\n")

    assert "Intent 'rare' has only 1 training examples" in said_of(project, capsys, tmp_path)
