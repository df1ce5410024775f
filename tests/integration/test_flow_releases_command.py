"""F2: `concilia flows list|diff|publish|rollback|stop|resume`, from outside."""

import asyncio
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.application.agents.keys import add_user
from bot.application.agents.roles import StaffRole
from bot.application.releases import Build, Sources, build_release
from bot.cli import main
from bot.config import load_settings
from bot.parts.staffing import opened_staff
from flows.compile import Training
from flows.tree import read_tree
from tests.live_release import make_live

type Call = Callable[..., tuple[int, str, str]]

FIXTURES = Path(__file__).parents[1] / "unit" / "flows" / "fixtures"
BYE = "teste/flows/closing.yml"
SENTENCES = {"a.yml": "nlu:\n- intent: affirm\n  examples: |\n    - sim\n"}


def a_build(said: str = "Obrigada.") -> Build:
    content = read_tree(FIXTURES)
    changed = {**content, BYE: content[BYE].replace('"Obrigada."', f'"{said}"')}
    return build_release(Sources(changed, Training(SENTENCES, "language: pt\n", lambda text: text)))


OLD, NEW = a_build(), a_build("Muito obrigada.")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "concilia.sqlite3")
    monkeypatch.setenv("CONCILIA_HOME", str(home))
    return home


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


def document(call: Call, *arguments: object) -> Any:
    code, out, err = call(*arguments, "--json")
    assert code == 0, err
    return json.loads(out)


@pytest.fixture
def history() -> None:
    """`OLD` was live, `NEW` is."""
    for build in (OLD, NEW):
        make_live(load_settings(), build)


@pytest.mark.usefixtures("history")
def test_the_list_tells_what_is_live_since_when_on_whose_word_and_why(call: Call) -> None:
    told = document(call, "flows", "list")

    assert (told["live"], told["stopped"]) == (NEW.id, False)
    assert {one["id"]: one["live"] for one in told["releases"]} == {NEW.id: True, OLD.id: False}
    newest = told["releases"][0]
    assert (newest["how"], newest["by"], newest["note"]) == ("published", "ana@exemplo.invalid", "para o teste")
    assert newest["fits"]
    assert newest["at"].startswith("20")


@pytest.mark.usefixtures("history")
def test_people_read_a_release_a_line(call: Call) -> None:
    code, out, err = call("flows", "list")

    assert (code, err) == (0, "")
    assert [line.split()[0] for line in out.splitlines()] == [NEW.id, OLD.id]
    assert [line.endswith("live") for line in out.splitlines()] == [True, False]


def test_a_new_home_has_no_release(call: Call) -> None:
    assert document(call, "flows", "list") == {"live": None, "stopped": False, "releases": []}
    assert call("flows", "list") == (0, "", "no release yet: `concilia train` makes one\n")


@pytest.mark.usefixtures("history")
def test_rolling_back_is_live_for_every_command_after_it(call: Call) -> None:
    told = document(call, "flows", "rollback", "--note", "texto errado")

    assert (told["release"], told["how"], told["note"]) == (OLD.id, "rolled_back", "texto errado")
    assert told["by"] == "linha de comando"
    assert document(call, "flows", "list")["live"] == OLD.id


@pytest.mark.usefixtures("history")
def test_a_machine_that_lost_its_folder_takes_releases_from_the_database(call: Call, home: Path) -> None:
    shutil.rmtree(home / "releases")

    document(call, "flows", "rollback", OLD.id)

    assert (home / "releases" / OLD.id / "flows.json").read_text(encoding="utf-8") == OLD.files["flows.json"]


def test_with_nothing_before_there_is_no_rolling_back(call: Call) -> None:
    make_live(load_settings(), OLD)

    code, out, err = call("flows", "rollback")

    assert (code, out) == (1, "")
    assert err == "concilia: nothing was live before: there is nothing to roll back to\n"


@pytest.mark.usefixtures("history")
def test_what_changed_is_told_in_words_and_file_by_file(call: Call) -> None:
    told = document(call, "flows", "diff", OLD.id, NEW.id)

    assert (told["from"], told["to"]) == (OLD.id, NEW.id)
    assert told["files"] == [{"path": BYE, "change": "changed", "added": 1, "removed": 1}]
    [profile] = told["words"]["profiles"]
    assert {(text["before"], text["after"]) for text in profile["texts"]} == {("Obrigada.", "Muito obrigada.")}


@pytest.mark.usefixtures("history")
def test_one_release_is_compared_with_the_live_one(call: Call) -> None:
    code, out, _ = call("flows", "diff", OLD.id)

    assert code == 0
    assert "“Muito obrigada.” → “Obrigada.”" in out
    assert f"{BYE} (changed)\n" in out
    assert document(call, "flows", "diff", NEW.id)["files"] == []


@pytest.mark.usefixtures("history")
def test_a_stop_is_listed_until_it_is_resumed(call: Call) -> None:
    assert document(call, "flows", "stop", "--note", "resposta errada")["how"] == "stopped"
    assert document(call, "flows", "list")["stopped"] is True
    assert "the bot is stopped" in call("flows", "list")[2]

    assert document(call, "flows", "resume")["how"] == "resumed"

    assert document(call, "flows", "list")["stopped"] is False


def add(email: str, role: StaffRole) -> None:
    async def _add() -> None:
        async with opened_staff(load_settings()) as (staff, tools):
            await add_user(email, role, staff, tools.clock.now())

    asyncio.run(_add())


@pytest.mark.usefixtures("history")
def test_a_publication_is_signed_by_somebody_who_may_publish(call: Call) -> None:
    add("bia@exemplo.invalid", StaffRole.ADMIN)
    add("caio@exemplo.invalid", StaffRole.AGENT)

    assert document(call, "flows", "rollback", "--by", "bia@exemplo.invalid")["by"] == "bia@exemplo.invalid"
    for other in ("caio@exemplo.invalid", "ninguem@exemplo.invalid"):
        code, _, err = call("flows", "rollback", "--by", other)
        assert (code, err) == (1, f"concilia: {other}: no user who may publish\n")


def test_content_with_a_problem_is_not_published(call: Call, tmp_path: Path) -> None:
    """F3: nothing is trained for it, and nothing becomes live."""
    shutil.copytree(FIXTURES, tmp_path / "content")
    file = tmp_path / "content" / BYE
    file.write_text(file.read_text(encoding="utf-8").replace("next: bye", "next: nowhere"), encoding="utf-8")

    code, out, err = call("flows", "publish", "--from", tmp_path / "content")

    assert (code, out) == (1, "")
    assert "nowhere" in err
    assert document(call, "flows", "list")["live"] is None


def test_a_move_is_given_as_old_and_new_names(call: Call) -> None:
    code, _, err = call("flows", "publish", "--move", "map", "--renamed", "offer.ask")

    assert code == 2
    assert "OLD=NEW" in err
