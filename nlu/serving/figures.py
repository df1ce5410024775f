"""The server's figures in the text format of Prometheus: calls, their seconds, and what is held in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BOUNDS_S = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
PAGE_BYTES = 4096
MEMORY = Path("/proc/self/statm")
WHAT_THEY_ARE = {
    "concilia_nlu_calls_total": ("counter", "Calls answered, by door and status"),
    "concilia_nlu_call_seconds": ("histogram", "From a call's arrival to its answer, by door"),
    "concilia_nlu_calls_in_hand": ("gauge", "Calls begun and not answered: more than one while a release is loaded"),
    "concilia_nlu_releases_loaded": ("gauge", "Releases held in memory"),
    "concilia_nlu_memory_bytes": ("gauge", "Resident memory of the process"),
}


@dataclass
class Seconds:
    """How long calls took: how many within each bound, and all of them together."""

    within: Counter[float] = field(default_factory=Counter)
    count: int = 0
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.count += 1
        self.total += seconds
        self.within.update(bound for bound in BOUNDS_S if seconds <= bound)


@dataclass
class Figures:
    """What one process has counted since it started."""

    calls: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: dict[str, Seconds] = field(default_factory=dict)
    in_hand: int = 0

    def answered(self, door: str, status: int, seconds: float) -> None:
        self.calls[door, status] += 1
        self.seconds.setdefault(door, Seconds()).add(seconds)

    def text(self, releases_loaded: int) -> str:
        values = {
            "concilia_nlu_calls_total": [
                (f'{{door="{door}",code="{status}"}}', count) for (door, status), count in self.calls.items()
            ],
            "concilia_nlu_calls_in_hand": [("", self.in_hand)],
            "concilia_nlu_releases_loaded": [("", releases_loaded)],
            "concilia_nlu_memory_bytes": [("", _resident_bytes())],
        }
        lines = []
        for name, (kind, told) in WHAT_THEY_ARE.items():
            lines += [f"# HELP {name} {told}", f"# TYPE {name} {kind}"]
            lines += [f"{name}{labels} {value}" for labels, value in values.get(name, ())]
            if kind == "histogram":
                lines += [line for door, seconds in self.seconds.items() for line in _histogram(name, door, seconds)]
        return "\n".join(lines) + "\n"


def _histogram(name: str, door: str, seconds: Seconds) -> Iterator[str]:
    for bound in BOUNDS_S:
        yield f'{name}_bucket{{door="{door}",le="{bound}"}} {seconds.within[bound]}'
    yield f'{name}_bucket{{door="{door}",le="+Inf"}} {seconds.count}'
    yield f'{name}_sum{{door="{door}"}} {seconds.total}'
    yield f'{name}_count{{door="{door}"}} {seconds.count}'


def _resident_bytes() -> int:
    return int(MEMORY.read_text().split()[1]) * PAGE_BYTES
