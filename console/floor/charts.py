"""Small charts as plain shapes: the page draws them, and says in words what they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

HEIGHT, BAR, GAP = 72, 22, 6


@dataclass(frozen=True)
class Column:
    hour: int
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Columns:
    """One column an hour; `told` is the same in words."""

    columns: tuple[Column, ...]
    width: int
    height: int
    bar: int
    told: str


@dataclass(frozen=True)
class Line:
    name: str
    count: int
    share: int  # of the longest, in hundredths


def by_hour(counts: Sequence[int]) -> Columns:
    highest = max(counts, default=0) or 1
    columns = tuple(
        Column(hour, count, hour * (BAR + GAP), HEIGHT - _tall(count, highest), _tall(count, highest))
        for hour, count in enumerate(counts)
    )
    told = ", ".join(f"{one.hour}h: {one.count}" for one in columns if one.count) or "nenhum pedido"
    return Columns(columns, len(columns) * (BAR + GAP) - GAP, HEIGHT, BAR, told)


def by_name(counts: Mapping[str, int]) -> list[Line]:
    highest = max(counts.values(), default=0) or 1
    return [Line(name, count, max(count * 100 // highest, 1)) for name, count in counts.items()]


def _tall(count: int, highest: int) -> int:
    """A single one among hundreds is still seen."""
    return max(count * HEIGHT // highest, 3) if count else 0
