"""A sheet as it is read: its header, then its rows one by one with their line numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.application.portfolio.cells import Cell
from bot.domain.errors import BotError


class SheetUnreadable(BotError):
    """A file that is no sheet, or an empty one."""


@dataclass(frozen=True)
class SheetRow:
    """A row and its line as a spreadsheet counts it."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Sheet:
    """The first row that holds anything, and the rows after it, blank ones passed over; read once."""

    name: str
    header: Sequence[Cell]
    rows: Iterator[SheetRow]
