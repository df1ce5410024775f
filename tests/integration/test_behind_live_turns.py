"""Bulk work in processes of its own stands behind live turns (section 9, bulk beside live turns)."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.apart.behind import cores_behind
from bot.apart.command import run_apart
from bot.apart.importing import IMPORT
from bot.cli import is_bulk, obey
from bot.config import ROOT
from bot.parts.trying import TRAIN
from tests.conftest import TEST_KEY

AT_MOST_S = 120.0
CONCILIA = (sys.executable, "-m", "bot.cli")

pytestmark = pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="Linux only: elsewhere being nice has to do")


@contextmanager
def started(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    under = ("env", *(f"{name}={value}" for name, value in settings.items()))
    process = subprocess.Popen((*under, *command), cwd=ROOT, stderr=subprocess.PIPE)
    with process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def silent_database() -> Iterator[socket.socket]:
    """Hears whoever calls and never answers: a command that asks it stands still."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(AT_MOST_S)
        yield server


@pytest.mark.parametrize(
    ("words", "is_behind"),
    [
        (("import", "carteira.csv"), True),
        (("notice", "issue", "--creditor", "cassems"), True),
        (("notice", "list"), False),
    ],
)
def test_a_command_that_works_through_thousands_stands_behind_live_turns(
    words: Sequence[str], is_behind: bool, silent_database: socket.socket, tmp_path: Path
) -> None:
    port = silent_database.getsockname()[1]
    settings = {
        "CONCILIA_HOME": str(tmp_path),
        "CONCILIA_DATABASE_URL": f"postgresql+asyncpg://ninguem:nada@127.0.0.1:{port}/nenhuma",
        "CONCILIA_KEYS": TEST_KEY,
    }

    with started((*CONCILIA, *words), settings) as process:
        silent_database.accept()[0].close()

        assert (os.sched_getscheduler(process.pid) == os.SCHED_IDLE) == is_behind
        ours = os.sched_getaffinity(0)
        assert os.sched_getaffinity(process.pid) == (set(cores_behind(ours)) if is_behind else ours)


async def test_what_is_started_apart_is_of_the_services_session_in_a_group_of_its_own() -> None:
    """Across sessions Linux shares alike: the idle class holds among processes of one (sched(7), autogroups)."""

    async def no_progress(_line: str) -> bool:
        return False

    tells = (sys.executable, "-c", "import os; print(os.getsid(0), os.getpgid(0) == os.getpid())")

    ended = await run_apart(tells, no_progress)

    assert ended.written.split() == [str(os.getsid(0)), "True"]


@pytest.mark.parametrize("command", [IMPORT, TRAIN], ids=["import", "train"])
def test_what_the_service_starts_apart_stands_behind_live_turns(command: Sequence[str], tmp_path: Path) -> None:
    """It tells its class itself before it reads what it is told: here it is told nothing, and ends."""
    told = (
        "import os, sys, runpy\n"
        "sys.stdin = type('Told', (), {'read': lambda self: os.write(1, b'%d' % os.sched_getscheduler(0)) and ''})()\n"
        "runpy.run_module(sys.argv[1], run_name='__main__')\n"
    )
    module = command[-1]

    done = subprocess.run([sys.executable, "-c", told, module], cwd=ROOT, capture_output=True, check=False)

    assert done.stdout == b"%d" % os.SCHED_IDLE


@pytest.mark.parametrize(
    ("cores", "left"), [({0}, [0]), ({0, 1}, [1]), ({2, 5, 7}, [5, 7]), (set(range(8)), [4, 5, 6, 7])]
)
def test_half_of_the_cores_are_left_alone(cores: set[int], left: list[int]) -> None:
    assert cores_behind(cores) == left


def test_a_command_stands_behind_only_where_it_is_bulk_work() -> None:
    bulk = [("import", "a.csv"), ("notice", "issue")]
    others = [(), ("notice",), ("notice", "list"), ("issue",), ("run",), ("flows", "drafts", "import")]

    assert [is_bulk(words) for words in bulk] == [True, True]
    assert not any(is_bulk(words) for words in others)


def test_a_command_obeyed_in_a_process_of_others_leaves_it_where_it_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["concilia", "import", "nada.csv", "--base-date", "ontem"])
    before = os.sched_getscheduler(0)

    with pytest.raises(SystemExit):
        obey()

    assert os.sched_getscheduler(0) == before
