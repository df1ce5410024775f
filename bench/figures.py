"""What was measured: summed up on a few lines, and kept raw with what the machine was doing."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil
from pathlib import Path

RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Figure:
    """One number of ours beside the same one of the reference."""

    name: str
    unit: str
    ours: float
    reference: float

    @property
    def ratio(self) -> float:
        return self.ours / self.reference


@dataclass(frozen=True)
class Measured:
    """A benchmark that was run: its figures, what else it tells, and every single time taken, in seconds."""

    name: str
    what: str
    reference: str
    figures: tuple[Figure, ...]
    raw: Mapping[str, Sequence[float]]
    notes: tuple[str, ...] = ()


def percentile(times: Sequence[float], percent: int) -> float:
    """The smallest time that so many percent of all do not exceed."""
    ordered = sorted(times)
    return ordered[max(ceil(len(ordered) * percent / 100), 1) - 1]


def latencies(ours: Sequence[float], reference: Sequence[float], *percents: int) -> tuple[Figure, ...]:
    return tuple(
        Figure(f"p{percent}", "ms", percentile(ours, percent) * 1000, percentile(reference, percent) * 1000)
        for percent in percents
    )


def lines(measured: Measured) -> list[str]:
    """As people read it."""
    head = f"{measured.name}: {measured.what}, against {measured.reference} (load {os.getloadavg()[0]:.1f})"
    rows = [
        f"  {figure.name:<18} {figure.ours:>10.2f} {figure.unit:<9} reference {figure.reference:>10.2f}"
        f"   ratio {figure.ratio:.2f}"
        for figure in measured.figures
    ]
    return [head, *rows, *(f"  {note}" for note in measured.notes)]


def keep(measured: Measured, folder: Path = RESULTS) -> Path:
    """Write the raw data down, beside what is needed to judge it."""
    taken_at = datetime.now(UTC)
    document = {
        "name": measured.name,
        "what": measured.what,
        "reference": measured.reference,
        "taken_at": taken_at.isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "load": os.getloadavg(),
        "figures": [{**vars(figure), "ratio": figure.ratio} for figure in measured.figures],
        "notes": measured.notes,
        "raw_s": {side: list(times) for side, times in measured.raw.items()},
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{measured.name}-{taken_at:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    return path
