"""What processes cost, as the kernel tells it: seconds of a core, and memory, with all that they started."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PARENT, FIRST_TIME, AFTER_LAST_TIME = 1, 11, 15  # fields of /proc/PID/stat, counted after the name
KIB = 1024
# A mark in a command line, and what the process is called in the figures.
ROLES = (
    ("bot.main", "api"),
    ("bot.worker", "worker"),
    ("server.py", "nlu"),
    ("bot.cli", "supervisor"),
    ("rasa_sdk", "actions"),
    ("rasa run", "rasa"),
    ("spawn_main", "rasa"),
    ("postgres", "postgres"),
    ("valkey", "redis"),
)


@dataclass(frozen=True)
class Memory:
    """In bytes: shared pages counted once for each process (rss), or divided among those that share them (pss)."""

    rss: int
    pss: int


def family(roots: Iterable[int], parents: Mapping[int, int]) -> set[int]:
    """The processes and all their descendants, among those of `parents`: each number with its parent's."""
    found = set(roots) & set(parents)
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def alive(roots: Iterable[int]) -> set[int]:
    return family(roots, {pid: int(fields[PARENT]) for pid, fields in _all_fields()})


def seconds_of_a_core(pids: Iterable[int]) -> float:
    """Of the processes and of those of their children that have ended already."""
    tick = os.sysconf("SC_CLK_TCK")
    return sum(ticks_in(fields) for pid in pids if (fields := _fields(pid))) / tick


def ticks_in(fields: list[str]) -> int:
    """In user mode and in the kernel's, one's own and of children that were waited for."""
    return sum(int(field) for field in fields[FIRST_TIME:AFTER_LAST_TIME])


def role_of(command: str) -> str:
    """What a process is to the figures, by its command line."""
    return next((role for mark, role in ROLES if mark in command), "other")


def seconds_by_role(pids: Iterable[int]) -> dict[str, float]:
    found: dict[str, float] = {}
    for pid in pids:
        role = role_of(_command(pid))
        found[role] = found.get(role, 0.0) + seconds_of_a_core([pid])
    return found


def memory(pids: Iterable[int]) -> Memory:
    told = [_sizes(PROC / str(pid) / "smaps_rollup") for pid in pids]
    return Memory(sum(one.get("Rss", 0) for one in told), sum(one.get("Pss", 0) for one in told))


def sizes_in(text: str) -> dict[str, int]:
    """Bytes by name, of lines like `Pss:   123 kB`."""
    lines = (line.split() for line in text.splitlines() if line.endswith(" kB"))
    return {name.rstrip(":"): int(size) * KIB for name, size, _ in lines}


def _command(pid: int) -> str:
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _sizes(file: Path) -> dict[str, int]:
    try:
        return sizes_in(file.read_text())
    except OSError:
        return {}  # it has ended meanwhile


def _all_fields() -> Iterator[tuple[int, list[str]]]:
    for folder in PROC.iterdir():
        if folder.name.isdecimal() and (fields := _fields(int(folder.name))):
            yield int(folder.name), fields


def _fields(pid: int) -> list[str]:
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
