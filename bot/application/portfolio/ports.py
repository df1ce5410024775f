"""What taking a creditor's file in needs from outside: its good lines, and where they end up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.domain.conversation import Channel
from bot.domain.people import Person
from bot.domain.titles import Title


@dataclass(frozen=True)
class PortfolioRow:
    """A line of a creditor's file, found good; one without a title only registers the person."""

    person: Person  # its id is ours to give
    phones: tuple[tuple[Channel, str], ...] = ()
    title: Title | None = None


@dataclass(frozen=True)
class PortfolioFile:
    """A file of one creditor and the day its figures were drawn."""

    creditor: str
    filename: str
    base_date: date
    is_full: bool = False


@dataclass(frozen=True)
class PortfolioCounts:
    """What became of a file's titles, and how many people it told of."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    people: int = 0


class PortfolioImport(Protocol):
    """A file being taken in, batch by batch; each batch is kept as it comes, so that nobody waits for the whole."""

    async def apply(self, rows: Sequence[PortfolioRow]) -> None:
        """Write some hundreds of lines; the same person in one batch costs less."""
        ...

    async def spare(self, numbers: Collection[str]) -> None:
        """Titles the file tells of in lines that were refused: not to be withdrawn."""
        ...

    async def finish(self, *, rows: int, rejected: int) -> PortfolioCounts:
        """Withdraw what a full file no longer has, and close the import."""
        ...


class Portfolios(Protocol):
    """Where creditors' files end up."""

    async def begin(self, file: PortfolioFile, *, dry_run: bool = False) -> PortfolioImport: ...

    async def has_any(self) -> bool:
        """Whether any file was ever taken in to its end."""
        ...
