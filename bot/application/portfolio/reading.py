"""All rows of a portfolio: each found good, refused with line, column and reason, or told before."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from bot.application.portfolio import words
from bot.application.portfolio.cells import Cell, CellRefused, is_blank, text_of, tidied
from bot.application.portfolio.columns import Header, read_header
from bot.application.portfolio.ports import PortfolioRow
from bot.application.portfolio.rows import BLANK, Problem, read_row
from bot.application.portfolio.sheet import Sheet, SheetRow
from bot.domain.reading.text import fold

TOO_WIDE = "a linha tem mais células que o cabeçalho: um ; sem aspas divide a célula em duas"
TOO_NARROW = "a linha tem menos células que o cabeçalho"


@dataclass(frozen=True)
class Rejection:
    """A row that was refused, and what it would have told."""

    line: int
    column: str
    reason: str
    cells: tuple[Cell, ...]
    creditor: str | None = None
    title_number: str | None = None


@dataclass(frozen=True)
class ReadingRules:
    """Which creditors a file may tell of; `only`: one alone, meant where the cell is blank."""

    creditors: Collection[str]
    today: date
    only: str | None = None


@dataclass(frozen=True)
class Repeated:
    """A title told before in the same file, with the same values: nothing to do."""

    line: int


type Outcome = PortfolioRow | Rejection | Repeated


class PortfolioReader:
    """Reads a sheet's rows in order; raises HeaderRefused before the first."""

    def __init__(self, sheet: Sheet, rules: ReadingRules) -> None:
        self._sheet = sheet
        self._rules = rules
        self._header: Header = read_header(sheet.header, frozenset({"credor"}) if rules.only else frozenset())
        self._told: dict[tuple[str, str], tuple[int, int]] = {}  # title: its line, and the hash of what it says

    @property
    def name(self) -> str:
        return self._sheet.name

    @property
    def titles(self) -> tuple[str, ...]:
        return self._header.titles

    def __iter__(self) -> Iterator[Outcome]:
        return map(self._read, self._sheet.rows)

    def _read(self, row: SheetRow) -> Outcome:
        shape = self._shape_problem(row)
        if shape is not None:
            return Rejection(row.line, shape.column, shape.reason, row.cells)
        cells = self._header.cells(row.cells)
        creditor = self._creditor(cells.get("credor", ""))
        if isinstance(creditor, Problem):
            return Rejection(row.line, creditor.column, creditor.reason, row.cells)
        found = read_row(cells, creditor, self._rules.today)
        if isinstance(found, PortfolioRow):
            return self._once(row, found)
        return Rejection(row.line, found[0].column, _reason(found), row.cells, creditor, _number(cells))

    def _shape_problem(self, row: SheetRow) -> Problem | None:
        """Cells too many or too few put every value under a wrong title."""
        width = len(self._header.titles)
        if any(not is_blank(tidied(cell)) for cell in row.cells[width:]):
            return Problem(self._header.titles[-1], TOO_WIDE)
        if len(row.cells) < width:
            return Problem(self._header.titles[len(row.cells)], TOO_NARROW)
        return None

    def _creditor(self, cell: Cell) -> str | Problem:
        only = self._rules.only
        named = fold(text_of(cell))
        if is_blank(cell):
            return only or Problem("credor", BLANK)
        if named not in self._rules.creditors:
            return Problem("credor", f"credor desconhecido: use {', '.join(sorted(self._rules.creditors))}")
        if only and named != only:
            return Problem("credor", f"a linha é de outro credor: este arquivo é de {only}")
        return named

    def _once(self, row: SheetRow, found: PortfolioRow) -> Outcome:
        """The same title twice: passed over when it says the same, refused when it does not."""
        if found.title is None:
            return found
        key = found.person.creditor, found.title.number
        says = hash((found.title, found.person.document, found.person.registration))
        line, said = self._told.setdefault(key, (row.line, says))
        if line == row.line:
            return found
        if said == says:
            return Repeated(row.line)
        reason = f"o título já está na linha {line}, com outros dados"
        return Rejection(row.line, "titulo_numero", reason, row.cells, *key)


def _reason(problems: list[Problem]) -> str:
    """The first one stands under its column; the others name theirs."""
    first, *more = problems
    return "; ".join([first.reason, *(f"{problem.column}: {problem.reason}" for problem in more)])


def _number(cells: dict[str, Cell]) -> str | None:
    """The title a refused row speaks of, when that much can be read: a full file does tell of it."""
    try:
        return words.read_title_number(cells["titulo_numero"])
    except CellRefused:
        return None
