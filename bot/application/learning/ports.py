"""What learning needs from outside: what was heard, what was labelled, and what the bot would guess."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Reason(StrEnum):
    """Why a turn is looked at again."""

    NOT_UNDERSTOOD = "not_understood"
    DOUBTFUL = "doubtful"
    DENIED = "denied"  # the debtor said next that it was not that


@dataclass(frozen=True)
class Heard:
    """A turn the bot was not sure of: masked lines, what it took them for; `who` tells writers apart, and no more."""

    who: str
    text: str
    taken: str
    reason: Reason


@dataclass(frozen=True)
class Label:
    """What somebody said a group means; an empty intent teaches nothing."""

    batch: str
    intent: str
    by: str
    at: datetime
    draft_id: int | None = None
    digests: tuple[str, ...] = ()


class LearningBook(Protocol):
    """What was not understood, and what became of it."""

    async def heard(self, since: datetime, sure: float) -> Sequence[Heard]:
        """Turns since then that were not understood, doubtful below `sure`, or denied by who wrote them."""
        ...

    async def labelled(self) -> frozenset[str]:
        """The digests of all phrases labelled or dismissed."""
        ...

    async def keep(self, label: Label) -> int:
        """How many of the phrases nobody had labelled before."""
        ...

    async def last_of(self, by: str) -> Label | None:
        """What somebody labelled last, with its phrases."""
        ...

    async def forget(self, batch: str) -> None: ...

    async def labelled_since(self, by: str, since: datetime) -> int:
        """How many groups somebody has gone through since then."""
        ...


class Guesser(Protocol):
    """The classifier's best guesses of masked texts, the best first; nothing where it does not answer."""

    async def guesses(self, release: str, texts: Iterable[str]) -> Sequence[Sequence[str]]: ...
