"""CSV as it comes: which encoding and delimiter, and no row lost to a quote that never closes."""

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

from bot.application.portfolio.sheet import SheetUnreadable

ENCODINGS = ("utf-8-sig", "cp1252")
BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}  # "Unicode text", as Excel saves it
DELIMITERS = ";\t,"
CHUNK = 1 << 20
MOST_LINES_IN_A_CELL = 20
csv.field_size_limit(CHUNK)


@dataclass(frozen=True)
class Dialect:
    """How a text file is to be read."""

    encoding: str
    delimiter: str


def dialect_of(path: Path) -> Dialect:
    """Found out by reading the whole file once; raises SheetUnreadable."""
    encoding = next((encoding for encoding in _candidates(path) if _decodes(path, encoding)), None)
    if encoding is None:
        raise SheetUnreadable(f"{path.name}: neither a workbook nor a text that can be read")
    with path.open(encoding=encoding) as file:
        first = next((line for line in file if line.strip()), "")
    return Dialect(encoding, max(DELIMITERS, key=first.count))


def records(file: TextIO, delimiter: str) -> Iterator[tuple[str, ...]]:
    """Rows as a spreadsheet counts them: a quoted cell may hold line breaks."""
    pending: deque[str] = deque()
    width = 0
    while line := pending.popleft() if pending else file.readline():
        if '"' in line:
            pending.extend(islice(iter(file.readline, ""), MOST_LINES_IN_A_CELL - len(pending)))
            record = _quoted(line, pending, delimiter, width)
        else:
            record = tuple(line.rstrip("\r\n").split(delimiter)) if line.strip() else ()
        width = width or len(record)
        yield record


def _quoted(line: str, following: deque[str], delimiter: str, width: int) -> tuple[str, ...]:
    """The record that begins on a line; takes the lines it goes on in. A quote that never closes is just a sign."""
    text, taken = line, 0
    while text.count('"') % 2:
        if taken == len(following) or _is_a_row(following[taken], delimiter, width):
            return _cells(line, delimiter, csv.QUOTE_NONE)
        text += following[taken]
        taken += 1
    for _ in range(taken):
        following.popleft()
    return _cells(text, delimiter, csv.QUOTE_MINIMAL)


def _is_a_row(line: str, delimiter: str, width: int) -> bool:
    return width > 1 and line.count(delimiter) >= width - 1


def _cells(text: str, delimiter: str, quoting: Literal[0, 3]) -> tuple[str, ...]:
    rows = csv.reader(StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    return tuple(next(rows, ()))


def _candidates(path: Path) -> tuple[str, ...]:
    with path.open("rb") as file:
        start = file.read(2)
    return (BOMS[start],) if start in BOMS else ENCODINGS


def _decodes(path: Path, encoding: str) -> bool:
    """Whether the file is text in this encoding: a NUL is in no text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
