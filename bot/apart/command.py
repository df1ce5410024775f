"""A command in a process of its own, which ends with this one: what takes a core for a minute never holds the api."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.config import ROOT
from bot.supervisor import bound

type Hear = Callable[[str], Awaitable[bool]]


@dataclass(frozen=True)
class Ended:
    """The exit code, all of stdout, and the last line on stderr that told no progress."""

    code: int
    written: str
    last: str


async def run_apart(command: Sequence[str], hear: Hear, told: str = "") -> Ended:
    """Run it with `told` on stdin; `hear` is given each line of stderr and answers whether it told progress.

    When the waiting is given up, what was started is ended, with all it started itself.
    """
    tied = (sys.executable, "-I", "-S", bound.__file__, str(os.getpid()), *command)
    process = await asyncio.create_subprocess_exec(
        *tied, stdin=PIPE, stdout=PIPE, stderr=PIPE, cwd=ROOT, process_group=0
    )
    try:
        written, last, _ = await asyncio.gather(_all_of(process), _heard(process, hear), _tell(process, told))
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        await process.wait()
        raise
    return Ended(await process.wait(), written, last)


async def _tell(process: Process, told: str) -> None:
    assert process.stdin is not None
    with suppress(ConnectionError):  # it ended before it read: its exit says why
        process.stdin.write(told.encode())
        await process.stdin.drain()
        process.stdin.close()


async def _all_of(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.read()).decode()


async def _heard(process: Process, hear: Hear) -> str:
    assert process.stderr is not None
    last = ""
    async for line in process.stderr:
        said = line.decode(errors="replace").rstrip("\r\n")
        if not await hear(said) and said.strip():
            last = said.strip()
    return last
