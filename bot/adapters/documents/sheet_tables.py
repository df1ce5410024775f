"""The tables of a paper: facts in two columns, and figures in rows under a head, with a line of totals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Table

from bot.adapters.documents.sheet import (
    BODY,
    INK,
    LABEL,
    LINE,
    SHADE,
    STRONG,
    WIDTH,
    Block,
    printable,
    saying,
    text_block,
)

_LABEL_SHARE = 0.27
_SIDES = 4

type Cells = Sequence[str]
type Look = list[tuple[Any, ...]]  # reportlab's commands


@dataclass(frozen=True)
class Column:
    head: str
    share: float  # of the width of the text
    is_figure: bool = False  # to the right


def facts(rows: Sequence[tuple[str, str]], total: tuple[str, str] | None = None) -> Block:
    widths = [WIDTH * _LABEL_SHARE, WIDTH * (1 - _LABEL_SHARE)]
    cells = [[_cell(label, LABEL, widths[0]), _cell(value, BODY, widths[1])] for label, value in rows]
    look = [*_text(BODY, (0, 0), (-1, -1)), *_text(LABEL, (0, 0), (0, -1)), *_padding(1.2, 0)]
    if total is not None:
        cells.append([_cell(text, STRONG, width) for text, width in zip(total, widths, strict=True)])
        look += _text(STRONG, (0, -1), (-1, -1))
    told = [f"{label}: {', '.join(value.splitlines())}" for label, value in (*rows, *([total] if total else []))]
    return saying(Table(cells, widths, style=look), "\n".join(told))


def ledger(columns: Sequence[Column], rows: Sequence[Cells], total: Cells) -> Block:
    """Rows under a head that is repeated on each page, and a line of totals."""
    lines = [_row(columns, [column.head for column in columns], STRONG)]
    lines += [_row(columns, row, BODY) for row in rows]
    lines.append(_row(columns, total, STRONG))
    look = [
        *_text(BODY, (0, 0), (-1, -1)),
        *_text(STRONG, (0, 0), (-1, 0)),
        *_text(STRONG, (0, -1), (-1, -1)),
        *[("ALIGN", (n, 0), (n, -1), "RIGHT") for n, column in enumerate(columns) if column.is_figure],
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("LINEBELOW", (0, 1), (-1, -3), 0.4, LINE),
        ("LINEABOVE", (0, -1), (-1, -1), 0.8, INK),
        *_padding(1.6, _SIDES),
    ]
    table = Table(lines, [WIDTH * column.share for column in columns], style=look, repeatRows=1)
    return saying(table, "\n".join(_told(columns, row) for row in (*rows, total)))


def _told(columns: Sequence[Column], cells: Cells) -> str:
    """A row by itself, each figure under its own name: on a phone there is no head above it."""
    first, *others = zip(columns, cells, strict=True)
    named = [f"{column.head.lower()} {cell}" for column, cell in others if cell]
    return f"{first[1]}: {', '.join(named)}"


def _row(columns: Sequence[Column], cells: Cells, style: ParagraphStyle) -> list[Block]:
    return [
        _cell(cell, _to_the_right(style) if column.is_figure else style, WIDTH * column.share - 2 * _SIDES)
        for column, cell in zip(columns, cells, strict=True)
    ]


@lru_cache(maxsize=64)
def _to_the_right(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle("right", style, alignment=TA_RIGHT)


def _cell(text: str, style: ParagraphStyle, room: float) -> Block:
    """Lines that fit are drawn by the table itself, which costs it a fifth of a paragraph; others are broken."""
    shown = printable(text)
    lines = shown.split("\n")
    if "  " not in shown and all(stringWidth(line, style.fontName, style.fontSize) <= room for line in lines):
        return shown
    return text_block(text, style)


def _text(style: ParagraphStyle, first: tuple[int, int], last: tuple[int, int]) -> Look:
    """How cells that are no paragraphs are written."""
    return [
        ("FONT", first, last, style.fontName, style.fontSize, style.leading),
        ("TEXTCOLOR", first, last, style.textColor),
        ("VALIGN", first, last, "TOP"),
    ]


def _padding(vertical: float, sides: float) -> Look:
    whole = ((0, 0), (-1, -1))
    return [
        ("TOPPADDING", *whole, vertical),
        ("BOTTOMPADDING", *whole, vertical),
        ("LEFTPADDING", *whole, sides),
        ("RIGHTPADDING", *whole, sides),
    ]
