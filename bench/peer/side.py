"""A side of the comparison while it runs: its door, its processes, and what becomes of them."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import httpx

from bench.peer.cost import alive
from bench.peer.script import Door
from bot.domain.errors import BotError
from bot.supervisor import bound

STARTS_WITHIN_S = 900.0  # a release may have to be trained first
STOPS_WITHIN_S = 30.0
LOOK_EVERY_S = 0.2
OUTSIDE = ("CONCILIA_", "TWILIO_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OTEL_")


class DidNotStart(BotError):
    """A side that ended, or did not answer in time; with what it said last."""


@dataclass(frozen=True)
class Side:
    """Where it takes deliveries, and the processes it began with: all they start is of the side too."""

    name: str
    door: Door
    roots: tuple[int, ...]
    settings: Mapping[str, str] = field(default_factory=dict)  # with which commands find it

    def processes(self) -> set[int]:
        return alive(self.roots)


@contextmanager
def running(command: Sequence[str], log: Path, *, cwd: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process for as long as the block lasts, told to stop should we die; what it says goes to the file."""
    ends_with_us = (sys.executable, "-I", "-S", bound.__file__, str(os.getpid()))
    with log.open("ab") as said:
        process = subprocess.Popen(
            [*ends_with_us, *command],
            cwd=cwd,
            env=environment(dict(os.environ), settings),  # noqa: TID251 - handed on, less what would decide for it
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        yield process
    finally:
        _stop(process)


def environment(inherited: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """Nothing of ours that was set for something else, and no proxy between processes on loopback."""
    kept = {name: value for name, value in inherited.items() if not name.upper().startswith(OUTSIDE)}
    return {**kept, **settings}


async def until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the address answers with 200; raises DidNotStart."""
    deadline = perf_counter() + STARTS_WITHIN_S
    async with httpx.AsyncClient(trust_env=False, timeout=LOOK_EVERY_S * 10) as client:
        while not await _is_ready(client, url):
            if process.poll() is not None or perf_counter() > deadline:
                raise DidNotStart(f"{url} did not answer: {log.read_text(errors='replace')[-2000:]}")
            await asyncio.sleep(LOOK_EVERY_S)


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(url)).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOPS_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
