"""The supervisor with real processes: what dies is started again, what it started never outlives it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

import pytest

from bot.supervisor.children import Pace, Service
from bot.supervisor.processes import Process
from bot.supervisor.run_folder import AlreadyRunning, RunFolder
from bot.supervisor.supervise import PreparationFailed, Programme, Supervisor
from tests.integration import supervised
from tests.integration.supervised import PATIENT, PYTHON, programme

SOON_S = 120.0  # the machine may be busy
LOOK_EVERY_S = 0.02


@pytest.fixture
def spawned() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that end with the test, whatever it found."""
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


class Running:
    """A supervisor in this process, with what it said."""

    def __init__(self, home: Path) -> None:
        self.said: list[str] = []
        self.started = asyncio.Event()
        self.folder = RunFolder(home)
        self.supervisor = Supervisor(home, self.said.append, Pace(first_s=0.05))
        self.task: asyncio.Task[None] | None = None

    def begin(self, what: Programme) -> None:
        self.task = asyncio.create_task(self.supervisor.run(what, self._note))

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for something to come true while the supervisor runs."""
        assert self.task is not None
        deadline = monotonic() + SOON_S
        while not condition():
            assert monotonic() < deadline, f"not in time; said: {self.said}"
            await asyncio.wait({self.task}, timeout=LOOK_EVERY_S)

    def process(self, name: str) -> Process | None:
        return next((record.process for record in self.folder.services() if record.name == name), None)

    async def _note(self) -> None:
        self.started.set()


@asynccontextmanager
async def running(home: Path, what: Programme) -> AsyncIterator[Running]:
    run = Running(home)
    run.begin(what)
    assert run.task is not None
    try:
        yield run
    finally:
        run.supervisor.stop()
        await asyncio.wait_for(run.task, SOON_S)


def start_apart(home: Path, *names: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, supervised.__file__, str(home), *names])


def until(process: subprocess.Popen[bytes], condition: Callable[[], object]) -> None:
    deadline = monotonic() + SOON_S
    while not condition():
        assert monotonic() < deadline, "not in time"
        try:
            process.wait(LOOK_EVERY_S)
        except subprocess.TimeoutExpired:
            continue


def names(home: Path) -> set[str]:
    return {record.name for record in RunFolder(home).services()}


def log_of(home: Path, name: str) -> str:
    file = home / "logs" / f"{name}.log"
    return file.read_text() if file.exists() else ""


async def test_every_service_is_on_record_with_its_number(tmp_path: Path) -> None:
    async with running(tmp_path, programme("patient", "stubborn")) as run:
        await run.until(lambda: names(tmp_path) == {"patient", "stubborn"})

        assert run.folder.addresses() == {"PLACE": "here"}
        assert all(record.process.is_alive() for record in run.folder.services())


async def test_services_are_of_the_supervisors_session_each_in_a_group_of_its_own(tmp_path: Path) -> None:
    """Ctrl-C comes to the supervisor alone; bulk work of one session stands behind live turns (`bot.apart.behind`)."""
    async with running(tmp_path, programme("patient", "stubborn")) as run:
        await run.until(lambda: names(tmp_path) == {"patient", "stubborn"})
        pids = [record.process.pid for record in run.folder.services()]

        assert {os.getsid(pid) for pid in pids} == {os.getsid(0)}
        assert [os.getpgid(pid) for pid in pids] == pids


async def test_a_service_that_dies_is_started_again(tmp_path: Path) -> None:
    async with running(tmp_path, programme("patient")) as run:
        await run.until(lambda: run.process("patient"))
        first = run.process("patient")
        assert first is not None

        first.signal(signal.SIGKILL)
        await run.until(lambda: run.process("patient") not in (None, first))

        assert run.said == ["patient was ended by SIGKILL, again in 0.05 s"]


async def test_the_last_line_a_service_wrote_says_why_it_died(tmp_path: Path) -> None:
    broken = Service("broken", (*PYTHON, "raise SystemExit('no such table')"))
    async with running(tmp_path, Programme([broken], [], [], {})) as run:
        await run.until(lambda: run.said)

    assert run.said[0] == "broken ended with 1, again in 0.05 s: no such table"


async def test_a_command_that_does_not_exist_is_told_and_tried_again(tmp_path: Path) -> None:
    absent = Service("absent", ("/no/such/program",))
    async with running(tmp_path, Programme([absent], [], [], {})) as run:
        await run.until(lambda: len(run.said) > 1)

    assert run.said[1] == "absent ended with 1, again in 0.1 s: /no/such/program: No such file or directory"


@pytest.mark.parametrize(
    ("delay_s", "lived_s", "next_s"),
    [(None, 0.1, 0.5), (0.5, 0.1, 1.0), (8.0, 29.9, 10.0), (10.0, 1.0, 10.0), (10.0, 30.0, 0.5)],
)
def test_a_service_that_keeps_dying_is_started_ever_later(delay_s: float | None, lived_s: float, next_s: float) -> None:
    assert Pace(first_s=0.5, longest_s=10.0, healthy_s=30.0).next(delay_s, lived_s) == next_s


async def test_stopping_leaves_no_process_and_no_record(tmp_path: Path) -> None:
    async with running(tmp_path, programme("patient", "with_a_child", "stubborn")) as run:
        await run.until(lambda: log_of(tmp_path, "stubborn") and log_of(tmp_path, "with_a_child"))
        grandchild = Process.of(int(log_of(tmp_path, "with_a_child")))
        left = [record.process for record in run.folder.services()]

    assert grandchild is not None
    assert len(left) == 3
    assert [process for process in [*left, grandchild] if process.is_alive()] == []
    assert list((tmp_path / "run").glob("*.json")) == []


async def test_services_are_stopped_before_what_they_stand_on(tmp_path: Path) -> None:
    order = tmp_path / "order"
    on_end = (
        "import pathlib, signal, sys\n"
        "def end(*_):\n"
        f"    with pathlib.Path({str(order)!r}).open('a') as file: file.write(sys.argv[1])\n"
        "    sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        "print('up', flush=True)\n"
        "signal.pause()\n"
    )
    below, above = (Service(name, (*PYTHON, on_end, name), grace_s=SOON_S) for name in ("below", "above"))
    async with running(tmp_path, Programme([below], [], [above], {})) as run:
        await run.until(lambda: log_of(tmp_path, "below") and log_of(tmp_path, "above"))

    assert order.read_text() == "abovebelow"


async def test_services_start_only_after_the_preparations(tmp_path: Path) -> None:
    made = tmp_path / "made"
    prepare = Service("prepare", (*PYTHON, f"open({str(made)!r}, 'w').close()"))
    needs_it = Service("needs_it", (*PYTHON, f"open({str(made)!r}); print('found'); import signal; signal.pause()"))

    async with running(tmp_path, Programme([], [prepare], [needs_it], {})) as run:
        await asyncio.wait_for(run.started.wait(), SOON_S)
        await run.until(lambda: run.process("needs_it"))

    assert run.said == []


async def test_a_failed_preparation_stops_what_was_started(tmp_path: Path) -> None:
    fail = Service("prepare", (*PYTHON, "raise SystemExit(3)"))
    run = Running(tmp_path)
    run.begin(Programme([Service("patient", PATIENT)], [fail], [], {}))
    assert run.task is not None

    with pytest.raises(PreparationFailed, match="ended with 3"):
        await asyncio.wait_for(run.task, SOON_S)

    assert run.folder.services() == []


async def test_stopping_in_the_middle_of_a_preparation_ends_it(tmp_path: Path) -> None:
    async with running(tmp_path, Programme([], [Service("prepare", PATIENT)], [], {})) as run:
        await run.until(lambda: run.process("prepare"))

    assert run.folder.services() == []
    assert not run.started.is_set()


async def test_a_second_supervisor_of_the_same_home_is_refused(tmp_path: Path) -> None:
    async with running(tmp_path, programme("patient")) as run:
        await run.until(lambda: run.process("patient"))

        second = Supervisor(tmp_path, run.said.append)
        with pytest.raises(AlreadyRunning, match=f"process {os.getpid()} is already running"):
            await asyncio.wait_for(second.run(programme("patient"), supervised.nothing), SOON_S)


async def test_two_homes_run_side_by_side(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    async with running(one, programme("patient")) as first, running(other, programme("patient")) as second:
        await first.until(lambda: names(one) and names(other))

        assert first.process("patient") != second.process("patient")


def test_a_supervisor_on_its_way_out_is_waited_for(tmp_path: Path, spawned: list[subprocess.Popen[bytes]]) -> None:
    spawned.append(start_apart(tmp_path, "stubborn"))
    until(spawned[0], lambda: log_of(tmp_path, "stubborn"))

    spawned[0].terminate()
    until(spawned[0], lambda: not RunFolder(tmp_path).addresses())
    folder = RunFolder(tmp_path).hold(patience_s=SOON_S)

    assert spawned[0].wait(SOON_S) == 0
    assert folder.services() == []
    folder.let_go()


def test_asked_to_stop_the_supervisor_ends_well(tmp_path: Path, spawned: list[subprocess.Popen[bytes]]) -> None:
    spawned.append(start_apart(tmp_path, "patient", "with_a_child"))
    until(spawned[0], lambda: names(tmp_path) == {"patient", "with_a_child"})

    spawned[0].terminate()

    assert spawned[0].wait(SOON_S) == 0
    assert names(tmp_path) == set()


def test_services_end_when_the_supervisor_is_killed(tmp_path: Path, spawned: list[subprocess.Popen[bytes]]) -> None:
    spawned.append(start_apart(tmp_path, "patient"))
    until(spawned[0], lambda: log_of(tmp_path, "patient"))

    spawned[0].kill()

    until(spawned[0], lambda: not names(tmp_path))
    assert spawned[0].wait() == -signal.SIGKILL


async def test_what_a_killed_supervisor_left_is_ended_by_the_next(
    tmp_path: Path, spawned: list[subprocess.Popen[bytes]]
) -> None:
    spawned.append(start_apart(tmp_path, "stubborn"))
    until(spawned[0], lambda: log_of(tmp_path, "stubborn"))
    [left] = [record.process for record in RunFolder(tmp_path).services()]
    spawned[0].kill()
    spawned[0].wait()
    assert left.is_alive()

    async with running(tmp_path, Programme([], [], [], {})) as run:
        await asyncio.wait_for(run.started.wait(), SOON_S)

        assert not left.is_alive()
        assert run.said == ["ending what an earlier run left: stubborn"]


async def test_a_stranger_with_a_number_we_once_had_is_left_alone(
    tmp_path: Path, spawned: list[subprocess.Popen[bytes]]
) -> None:
    spawned.append(subprocess.Popen(PATIENT))
    stranger = Process.of(spawned[0].pid)
    assert stranger is not None
    (tmp_path / "run").mkdir()
    record = {"name": "api", "pid": stranger.pid, "started": "another boot:1", "environment": {}}
    (tmp_path / "run" / "api.json").write_text(json.dumps(record))

    async with running(tmp_path, Programme([], [], [], {})) as run:
        await asyncio.wait_for(run.started.wait(), SOON_S)

    assert stranger.is_alive()
    assert not (tmp_path / "run" / "api.json").exists()


def test_a_record_cut_short_is_not_a_process(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "api.json").write_text('{"name": "api", "pi')

    assert RunFolder(tmp_path).services() == []
