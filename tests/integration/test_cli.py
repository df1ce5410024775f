"""The command line: what it finds, what it answers, and how it ends (0 done, 1 refused on one line, 2 wrong usage)."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.main import get_group

from bot.cli import SUBJECTS, app, main
from bot.cli.connected import connected_settings
from bot.supervisor.processes import Process
from bot.supervisor.run_folder import SUPERVISOR, RunFolder

type Call = Callable[..., tuple[int, str, str]]

OURSELVES = Process.of(1)  # a process that is certainly there as long as the test


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_HOME", str(tmp_path))


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs a command line and gives its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["concilia", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        written = capsys.readouterr()
        return int(ended.value.code or 0), written.out, written.err

    return call


@pytest.mark.parametrize("name", SUBJECTS)
def test_every_command_listed_is_found_in_its_subject(name: str) -> None:
    command = get_group(app).get_command(None, name)

    assert command is not None
    assert command.help


def test_an_unknown_command_is_wrong_usage(call: Call) -> None:
    code, out, err = call("bogus")

    assert (code, out) == (2, "")
    assert "No such command 'bogus'" in err


def test_an_unknown_option_is_wrong_usage(call: Call) -> None:
    assert call("status", "--bogus")[0] == 2


def test_a_refusal_is_one_line_on_stderr(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONCILIA_PORT", "http")

    code, out, err = call("status")

    assert (code, out) == (1, "")
    assert err.startswith("concilia: CONCILIA_PORT: ")
    assert err.count("\n") == 1


def test_status_names_what_runs_and_its_process(call: Call, tmp_path: Path) -> None:
    assert OURSELVES is not None
    folder = RunFolder(tmp_path).hold(patience_s=0)
    for name in ("worker", "api", SUPERVISOR):
        folder.write(name, OURSELVES)
    folder.write("nlu", Process(OURSELVES.pid, "another boot:1"))

    code, out, _ = call("status", "--json")

    assert code == 0
    assert json.loads(out) == {"services": [{"name": "api", "pid": 1}, {"name": "worker", "pid": 1}]}
    folder.let_go()


def test_status_of_a_home_where_nothing_runs_is_empty(call: Call) -> None:
    assert call("status", "--json") == (0, '{"services": []}\n', "")


def test_migrate_makes_the_database_and_twice_is_once(call: Call, tmp_path: Path) -> None:
    assert [call("migrate")[0], call("migrate")[0]] == [0, 0]
    assert (tmp_path / "concilia.sqlite3").stat().st_size > 0


def test_a_port_somebody_else_listens_on_is_told_before_anything_starts(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = str(stranger.getsockname()[1])
        monkeypatch.setenv("CONCILIA_PORT", port)

        code, _, err = call("prepare")

    assert code == 1
    assert err == f"concilia: something else listens on 127.0.0.1:{port}: stop it, or set CONCILIA_PORT\n"


def test_a_command_beside_running_services_finds_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert OURSELVES is not None
    monkeypatch.delenv("CONCILIA_REDIS_URL", raising=False)
    monkeypatch.setenv("CONCILIA_NLU_URL", "http://elsewhere:5005")
    folder = RunFolder(tmp_path).hold(patience_s=0)
    addresses = {"CONCILIA_REDIS_URL": "unix:///here.sock", "CONCILIA_NLU_URL": "http://127.0.0.1:20000"}
    folder.write(SUPERVISOR, OURSELVES, addresses)

    settings = connected_settings()

    assert settings.redis_url == "unix:///here.sock"
    assert settings.nlu_url == ("http://elsewhere:5005",)  # what is set is not replaced
    folder.let_go()
