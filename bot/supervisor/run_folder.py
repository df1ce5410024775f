"""What is running under a home: one record per process, and a lock so that only one supervisor does it."""

import fcntl
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Self

from bot.domain.errors import BotError
from bot.supervisor.processes import Process

SUPERVISOR = "supervisor"
LOOK_EVERY_S = 0.1


class AlreadyRunning(BotError):
    """Another supervisor holds this home."""


@dataclass(frozen=True)
class Record:
    """A process of ours, by the name of its service; the supervisor's own carries the addresses it gave out."""

    name: str
    process: Process
    environment: Mapping[str, str]


class RunFolder:
    """`CONCILIA_HOME/run`: `<name>.json` while a process is ours, and the lock."""

    def __init__(self, home: Path) -> None:
        self.path = home / "run"
        self._lock: int | None = None

    def hold(self, *, patience_s: float) -> Self:
        """Take the home, waiting only for a supervisor that is on its way out."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        deadline = monotonic() + patience_s
        while not _lock(lock):
            holder = self._holder()
            if holder or monotonic() > deadline:
                os.close(lock)
                raise AlreadyRunning(_refusal(self.path.parent, holder))
            sleep(LOOK_EVERY_S)
        self._lock = lock
        return self

    def let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write(self, name: str, process: Process, environment: Mapping[str, str] | None = None) -> None:
        content = {"name": name, "pid": process.pid, "started": process.started, "environment": environment or {}}
        draft = self.path / f".{name}.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(content, file)
        draft.rename(self.path / f"{name}.json")

    def remove(self, name: str) -> None:
        (self.path / f"{name}.json").unlink(missing_ok=True)

    def records(self) -> list[Record]:
        """Every process on record that is still that process."""
        found = [_read(file) for file in sorted(self.path.glob("*.json"))]
        return [record for record in found if record and record.process.is_alive()]

    def services(self) -> list[Record]:
        return [record for record in self.records() if record.name != SUPERVISOR]

    def addresses(self) -> Mapping[str, str]:
        """The settings the running supervisor gave its services: where they are to be reached."""
        return next((record.environment for record in self.records() if record.name == SUPERVISOR), {})

    def sweep(self) -> None:
        """Forget the records of processes that are gone."""
        for file in self.path.glob("*.json"):
            record = _read(file)
            if record is None or not record.process.is_alive():
                file.unlink(missing_ok=True)

    def _holder(self) -> Process | None:
        return next((record.process for record in self.records() if record.name == SUPERVISOR), None)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _read(file: Path) -> Record | None:
    try:
        content = json.loads(file.read_text())
        process = Process(content["pid"], content["started"])
        return Record(content["name"], process, content["environment"])
    except (OSError, ValueError, KeyError):
        return None  # gone meanwhile, or cut short by a full disk


def _refusal(home: Path, holder: Process | None) -> str:
    who = f"process {holder.pid}" if holder else "another process"
    return f"{who} is already running everything in {home}: stop it first, or set another CONCILIA_HOME"
