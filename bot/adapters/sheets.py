"""Spreadsheets in and out: XLSX through calamine and xlsxwriter, CSV with `;` in the encodings finance has."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError
from xlsxwriter import Workbook

from bot.adapters.csv_lines import Dialect, dialect_of, records
from bot.application.portfolio.cells import Cell, harmless, tidied
from bot.application.portfolio.sheet import Sheet, SheetRow, SheetUnreadable

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX, and the XLS of old
EXCEL_BOM = "utf-8-sig"  # without it Excel takes UTF-8 for Windows-1252

type IsHeader = Callable[[Sequence[Cell]], bool]


def read_sheet(path: Path, is_header: IsHeader) -> Sheet:
    """The sheet whose first row is a header, else the first with anything in it; raises SheetUnreadable."""
    with path.open("rb") as file:
        start = file.read(4)
    candidates = _workbook(path) if start in WORKBOOKS else iter([_csv_rows(path, dialect_of(path))])
    first: Sheet | None = None
    for rows in candidates:
        sheet = _sheet(path.name, rows)
        if sheet is not None and is_header(sheet.header):
            return sheet
        first = first or sheet
    if first is None:
        raise SheetUnreadable(f"{path.name}: the sheet is empty")
    return first


def write_sheet(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write XLSX, every cell as text, or CSV by the file's ending."""
    if path.suffix.lower() == ".xlsx":
        _write_workbook(path, header, rows)
        return
    with path.open("w", encoding=EXCEL_BOM, newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows([harmless(cell) for cell in row] for row in rows)


def _write_workbook(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    as_text = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as file, Workbook(file, {"constant_memory": True, **as_text}) as workbook:
        sheet = workbook.add_worksheet("titulos")
        text = workbook.add_format({"num_format": "@"})
        for line, row in enumerate(chain([header], rows)):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell, text)


def _workbook(path: Path) -> Iterator[Iterator[SheetRow]]:
    """Its visible sheets one after the other, each read when it is asked for."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).iter_rows()
            yield (SheetRow(line, tuple(map(_cell, row))) for line, row in enumerate(rows, 1))
    except PasswordError as error:
        raise SheetUnreadable(f"{path.name}: the workbook has a password") from error
    except CalamineError as error:
        raise SheetUnreadable(f"{path.name}: not a workbook that can be read") from error


def _cell(value: Any) -> Cell:
    """A spreadsheet's number as the shortest decimal that means it: 1594.53, not 1594.529999."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "SIM" if value else "NÃO"
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else str(value)


def _csv_rows(path: Path, dialect: Dialect) -> Iterator[SheetRow]:
    with path.open(encoding=dialect.encoding, newline="") as file:
        for line, cells in enumerate(records(file, dialect.delimiter), 1):
            yield SheetRow(line, cells)


def _sheet(name: str, rows: Iterator[SheetRow]) -> Sheet | None:
    filled = (row for row in rows if any(map(tidied, row.cells)))
    header = next(filled, None)
    return Sheet(name, header.cells, filled) if header else None
