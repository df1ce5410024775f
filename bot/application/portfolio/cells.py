"""A cell of a sheet as the rules see it: tidied text, and what is no data at all."""

import re
from datetime import date
from decimal import Decimal

from bot.domain.errors import BotError

type Cell = str | Decimal | date

FORMULA = "começa como uma fórmula, e não é número nem telefone"
SHEET_ERROR = "a célula tem um erro de fórmula"
_BLANKS = frozenset({"", "-", "–", "—"})
_FORMULA_STARTS = ("=", "+", "-", "@")
_SUSPECT = (*_FORMULA_STARTS, "'", "#")
_FIGURE = re.compile(r"[+-][\d\s().,/$R-]*")  # a phone or an amount, not a formula
_SHEET_ERROR = re.compile(r"#(?:N/?[AD]|REF!|VALOR!|VALUE!|DIV/0!|NOME\?|NAME\?|NUL[OL]!|N[UÚ]M!)")


class CellRefused(BotError):
    """A cell whose content is not what its column holds; the reason is for who keeps the sheet."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def tidied(cell: Cell) -> Cell:
    """A text with single spaces and nothing invisible in it; other cells as they are."""
    if not isinstance(cell, str):
        return cell
    printable = cell if cell.isprintable() else "".join(c for c in cell if c.isprintable() or c.isspace())
    return " ".join(printable.split())


def text_of(cell: Cell) -> str:
    """What a tidied cell shows: 12.0 as 12."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:.0f}" if cell == cell.to_integral_value() else f"{cell.normalize():f}"
    return f"{cell:%d/%m/%Y}"


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and cell in _BLANKS


def is_formula(text: str) -> bool:
    """A text a spreadsheet would run; an apostrophe in front is how one was made harmless before."""
    bare = text.removeprefix("'").lstrip()
    return bare.startswith(_FORMULA_STARTS) and not _FIGURE.fullmatch(bare)


def checked(cell: Cell) -> Cell:
    """The cell, unless it is a formula or the error of one; raises CellRefused."""
    if isinstance(cell, str) and cell.startswith(_SUSPECT):
        if is_formula(cell):
            raise CellRefused(FORMULA)
        if _SHEET_ERROR.fullmatch(cell.upper()):
            raise CellRefused(SHEET_ERROR)
    return cell


def harmless(text: str) -> str:
    """The text as it may be written into a sheet: one that starts like a formula stays text."""
    return f"'{text}" if is_formula(text) and not text.startswith("'") else text
