"""Processes told apart from strangers that got the same number later, and stopped for certain."""

import asyncio
import os
import signal
from dataclasses import dataclass
from pathlib import Path

STATE, STARTED = 0, 19  # fields of /proc/PID/stat, counted after the name
ZOMBIE = "Z"
LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Process:
    """A process and when it started: a number alone may be a stranger's by now."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> "Process | None":
        """The process with this number, or None when there is none alive."""
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return None if fields[STATE] == ZOMBIE else cls(pid, f"{_boot()}:{fields[STARTED]}")

    def is_alive(self) -> bool:
        return Process.of(self.pid) == self

    def signal(self, number: int) -> None:
        """Signal the process and, when it leads a group, all that it started."""
        if not self.is_alive():
            return
        try:
            if os.getpgid(self.pid) == self.pid:
                os.killpg(self.pid, number)
            else:
                os.kill(self.pid, number)
        except ProcessLookupError:
            return


async def stop(processes: list[Process], grace_s: float) -> None:
    """Ask all of them to end, and end those that have not within the grace."""
    for process in processes:
        process.signal(signal.SIGTERM)
    if not await _are_gone(processes, grace_s):
        for process in processes:
            process.signal(signal.SIGKILL)
        await _are_gone(processes, grace_s)


async def _are_gone(processes: list[Process], within_s: float) -> bool:
    try:
        async with asyncio.timeout(within_s):
            while any(process.is_alive() for process in processes):
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        return False
    return True


def _boot() -> str:
    return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
