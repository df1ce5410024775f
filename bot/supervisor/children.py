"""One service kept alive: started, recorded, started again when it dies, stopped when asked."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process as Subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from bot.supervisor import bound
from bot.supervisor.processes import Process, stop
from bot.supervisor.run_folder import RunFolder

type Say = Callable[[str], None]

LARGEST_LOG = 20_000_000
TAIL = 4_000


@dataclass(frozen=True)
class Service:
    """A command to keep running, under a name that `concilia status` shows."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace_s: float = 8.0


@dataclass(frozen=True)
class Pace:
    """How soon a dead service is started again: twice as late each time, until it has lived long enough."""

    first_s: float = 0.5
    longest_s: float = 10.0
    healthy_s: float = 30.0

    def next(self, delay_s: float | None, lived_s: float) -> float:
        if delay_s is None or lived_s >= self.healthy_s:
            return self.first_s
        return min(delay_s * 2, self.longest_s)


class Child:
    """A service and the process that is it at the moment."""

    def __init__(self, service: Service, home: Path, folder: RunFolder, say: Say) -> None:
        self.service = service
        self._log = home / "logs" / f"{service.name}.log"
        self._folder = folder
        self._say = say
        self._process: Subprocess | None = None
        self._leaving = asyncio.Event()

    async def keep(self, pace: Pace) -> None:
        """Keep the service running until `leave`."""
        delay_s: float | None = None
        while not self._leaving.is_set():
            began = monotonic()
            code = await self._live()
            if self._leaving.is_set():
                return
            delay_s = pace.next(delay_s, monotonic() - began)
            self._say(f"{self.service.name} {_ending(code)}, again in {delay_s:g} s{self._last_words()}")
            await self._pause(delay_s)

    async def finish(self) -> int:
        """Run the command once, to its end; what it says goes to the terminal."""
        return await self._live(sys.stderr.buffer)

    async def leave(self) -> None:
        """Stop for good: ask, then end it when its grace is over."""
        self._leaving.set()
        await self._end()

    async def _end(self) -> None:
        if self._process and (process := Process.of(self._process.pid)):
            await stop([process], self.service.grace_s)

    async def _live(self, output: BinaryIO | None = None) -> int:
        if output is not None:
            return await self._watch(output)
        with _open_log(self._log) as log:
            return await self._watch(log)

    async def _watch(self, output: BinaryIO) -> int:
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-S", bound.__file__, str(os.getpid())),
            *self.service.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
            env=_inherited() | dict(self.service.environment),
            process_group=0,  # Ctrl-C comes to the supervisor, which stops its services in order
        )
        if process := Process.of(self._process.pid):
            self._folder.write(self.service.name, process)
        if self._leaving.is_set():  # asked to stop while it was being started
            await self._end()
        code = await self._process.wait()
        self._folder.remove(self.service.name)
        return code

    async def _pause(self, delay_s: float) -> None:
        try:
            await asyncio.wait_for(self._leaving.wait(), delay_s)
        except TimeoutError:
            return

    def _last_words(self) -> str:
        with self._log.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - TAIL))
            lines = log.read().decode(errors="replace").split("\n")
        said = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {said[:200]}" if said else ""


def _open_log(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")


def _ending(code: int) -> str:
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with {code}"


def _inherited() -> dict[str, str]:
    return dict(os.environ)  # noqa: TID251  # passed on as it is; our settings in it are read in bot/config.py
