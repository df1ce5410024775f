"""How far something was read: the highest numbers, and on PostgreSQL the transactions that were not over yet."""

import re
from dataclasses import dataclass

_WRITTEN = re.compile(r"\d{1,18}(?:\.\d{1,18})*(?:~\d{1,19}:\d{1,19}:(?:\d{1,19}(?:,\d{1,19}){0,999})?)?")
_WRAPS = 1 << 32  # a row keeps the lower half of its transaction's number


@dataclass(frozen=True)
class Snapshot:
    """As PostgreSQL writes it: all below `lowest` are over, from `next` on none began, and these were running."""

    lowest: int
    next: int
    running: frozenset[int]

    @classmethod
    def of(cls, text: str) -> "Snapshot":
        lowest, following, running = text.split(":")
        return cls(int(lowest), int(following), frozenset(int(one) for one in running.split(",") if one))

    def has_seen(self, half: int) -> bool:
        """Whether a row of this transaction, which is committed now, was there already then."""
        age = (self.next - half) % _WRAPS
        if age == 0 or age > _WRAPS // 2:
            return False
        return self.next - age not in self.running

    def __str__(self) -> str:
        return f"{self.lowest}:{self.next}:{','.join(map(str, sorted(self.running)))}"


@dataclass(frozen=True)
class Mark:
    numbers: tuple[int, ...]
    snapshot: Snapshot | None = None

    def __str__(self) -> str:
        numbers = ".".join(map(str, self.numbers))
        return numbers if self.snapshot is None else f"{numbers}~{self.snapshot}"


def written_mark(text: str, tables: int) -> Mark | None:
    """None: not one of ours, or of another version."""
    if _WRITTEN.fullmatch(text) is None:
        return None
    numbers, _, snapshot = text.partition("~")
    read = tuple(map(int, numbers.split(".")))
    return Mark(read, Snapshot.of(snapshot) if snapshot else None) if len(read) == tables else None
