"""`concilia flows check`: every reason content may not be published for (F3)."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli import main

type Call = Callable[..., tuple[int, str, str]]

SAMPLE = Path(__file__).parents[1] / "flows" / "fixtures"
CLOSING = Path("teste/flows/closing.yml")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "content")
    return tmp_path / "content"


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line and gives its exit code, stdout and stderr."""

    def call(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


def break_closing(content: Path) -> None:
    file = content / CLOSING
    text = file.read_text(encoding="utf-8")
    assert "sure: [affirm]" in text
    file.write_text(text.replace("sure: [affirm]", "sure: [deny]"), encoding="utf-8")


def test_good_content_has_no_problem(call: Call, content: Path) -> None:
    code, out, _ = call("flows", "check", content, "--json")

    assert (code, json.loads(out)) == (0, {"problems": []})


def test_a_problem_names_its_place_and_ends_with_1(call: Call, content: Path) -> None:
    break_closing(content)

    code, out, err = call("flows", "check", content, "--json")

    [problem] = json.loads(out)["problems"]
    assert (code, err) == (1, "")
    assert {"code", "flow", "step", "path", "message"} <= problem.keys()
    assert (problem["code"], problem["flow"], problem["step"]) == ("closing_without_yes", "closing", "close")


def test_people_read_each_problem_on_a_line_with_the_way_below(call: Call, content: Path) -> None:
    break_closing(content)

    code, out, _ = call("flows", "check", content)

    first, way = out.splitlines()
    assert code == 1
    assert first.startswith("teste › closing › close (teste/flows/closing.yml): ")
    assert first.endswith("[closing_without_yes]")
    assert way.strip().startswith("caminho: ")


def test_a_policy_outside_its_bounds_is_a_problem_too(call: Call, content: Path) -> None:
    (content / "teste" / "policy.yml").write_text("a: 1\n", encoding="utf-8")

    code, out, _ = call("flows", "check", content, "--json")

    assert code == 1
    assert {problem["code"] for problem in json.loads(out)["problems"]} == {"policy_refused"}


def test_people_read_that_good_content_may_be_published(call: Call, content: Path) -> None:
    assert call("flows", "check", content) == (0, "Nenhum problema: o conteúdo pode ser publicado.\n", "")


def test_the_checkout_is_checked_when_no_folder_is_named(call: Call) -> None:
    code, out, _ = call("flows", "check", "--json")

    assert (code, json.loads(out)) == (0, {"problems": []})


@pytest.mark.parametrize("where", ["nowhere", "."], ids=["no folder", "the folder above it"])
def test_a_folder_without_content_is_refused_on_one_line(call: Call, content: Path, tmp_path: Path, where: str) -> None:
    assert content.is_dir()

    code, out, err = call("flows", "check", tmp_path / where)

    assert (code, out) == (1, "")
    assert err == f"concilia: {tmp_path / where}: not a folder with content, like flows/content\n"
