"""The refused rows of a portfolio as a sheet: as they came, with line, column and reason beside them."""

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

from bot.adapters.sheets import EXCEL_BOM
from bot.application.portfolio.cells import harmless, text_of, tidied
from bot.application.portfolio.reading import Rejection

REASON_COLUMNS = ("linha", "coluna", "motivo")


class RejectedRows:
    """Written as rows are refused; the file appears when the sheet's header was found good."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open = ExitStack()
        self._writer: Any = None
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()

    def begin(self, titles: Sequence[str]) -> None:
        file = self._open.enter_context(self._path.open("w", encoding=EXCEL_BOM, newline=""))
        self._writer = csv.writer(file, delimiter=";")
        self._width = len(titles)
        self._writer.writerow([*map(harmless, titles), *REASON_COLUMNS])

    def write(self, rejection: Rejection) -> None:
        cells = [harmless(text_of(tidied(cell))) for cell in rejection.cells]
        row = cells[: self._width] + [""] * (self._width - len(cells))
        self._writer.writerow([*row, rejection.line, rejection.column, rejection.reason])
