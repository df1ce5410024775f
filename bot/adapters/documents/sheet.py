"""How a paper looks: A4, plain black on white, headings, facts in two columns, figures in tables."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table
from reportlab.platypus.paragraph import cleanBlockQuotedText

INK, GREY, LINE, SHADE = HexColor("#111111"), HexColor("#555555"), HexColor("#BBBBBB"), HexColor("#F2F2F2")
SIDE, TOP, BOTTOM = 20 * mm, 13 * mm, 15 * mm
WIDTH = A4[0] - 2 * SIDE
ROOM_FOR_A_SECTION = 18 * mm  # its heading and two lines
_LABEL_SHARE = 0.27
FRAME_PADDING = 6  # reportlab's own, inside the margins

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=12, textColor=INK)
SMALL = ParagraphStyle("small", BODY, fontSize=8.5, leading=11, textColor=GREY)
LABEL = ParagraphStyle("label", BODY, textColor=GREY)
STRONG = ParagraphStyle("strong", BODY, fontName="Helvetica-Bold")
TITLE = ParagraphStyle("title", BODY, fontName="Helvetica-Bold", fontSize=17, leading=21)
HEADING = ParagraphStyle("heading", BODY, fontName="Helvetica-Bold", fontSize=10.5, leading=13, spaceBefore=6)

FONT_CODING = "cp1252"  # the signs the fonts every PDF reader brings can show

rl_config.useA85 = 0  # streams as bytes: written as letters they are a quarter longer, and slow

type Block = Any  # reportlab is not typed
type Cells = Sequence[str]


@dataclass(frozen=True)
class Sheet:
    """What a paper is called, and what stands at the foot of each page."""

    title: str
    subject: str
    author: str
    footer: str
    page: Callable[[int, int], str]


@dataclass(frozen=True)
class Column:
    head: str
    share: float  # of the width of the text
    is_figure: bool = False  # to the right


def printed(sheet: Sheet, blocks: Sequence[Block]) -> bytes:
    """The paper as a PDF. Same facts, same bytes."""
    content = io.BytesIO()
    paper = SimpleDocTemplate(
        content,
        pagesize=A4,
        leftMargin=SIDE - FRAME_PADDING,
        rightMargin=SIDE - FRAME_PADDING,
        topMargin=TOP,
        bottomMargin=BOTTOM,
        title=sheet.title,
        subject=sheet.subject,
        author=sheet.author,
        lang="pt-BR",
        invariant=True,
    )
    paper.build(list(blocks), canvasmaker=partial(_Numbered, partial(_foot, sheet)))
    return content.getvalue()


def in_words(blocks: Sequence[Block]) -> str:
    """The same paper as plain lines, for a page and for who has it read aloud."""
    return "\n".join(block.words for block in blocks if hasattr(block, "words")).strip()


def title(text: str, under: str) -> list[Block]:
    return [text_block(text, TITLE), text_block(under, LABEL), HRFlowable(WIDTH, 0.8, color=INK, spaceBefore=4)]


def section(heading: str, *blocks: Block) -> list[Block]:
    """A heading that never stands at the foot of a page without something of what it heads."""
    head = _saying(text_block(heading, HEADING), f"\n{heading}")
    return [CondPageBreak(ROOM_FOR_A_SECTION), head, Spacer(0, 3), *blocks]


def text_block(text: str, style: ParagraphStyle = BODY) -> Block:
    """A paragraph of plain text: what a name or an address holds is never read as markup."""
    printable = _printable(text)
    marked_up = escape(printable).replace("\n", "<br/>")
    if not printable or marked_up != printable:
        return _saying(_Wrapped(marked_up, style), text)
    piece = _piece(style).clone(text=cleanBlockQuotedText(printable))
    return _saying(_Wrapped("", style, frags=[piece]), text)


class _Wrapped(Paragraph):  # type: ignore[misc]  # reportlab is not typed
    """Broken into lines once for a width: a table asks when it measures its rows and again when it draws them."""

    _wrapped: tuple[float, tuple[float, float]] | None = None

    def wrap(self, availWidth: float, availHeight: float) -> tuple[float, float]:
        is_broken = hasattr(self, "blPara")  # what is split between pages is broken anew
        if not is_broken or self._wrapped is None or self._wrapped[0] != availWidth:
            self._wrapped = availWidth, super().wrap(availWidth, availHeight)
        return self._wrapped[1]


@lru_cache(maxsize=64)
def _piece(style: ParagraphStyle) -> Any:
    """What a paragraph without markup is read into: reading each as XML would be a third of what a paper costs."""
    return Paragraph("x", style).frags[0]


def facts(rows: Sequence[tuple[str, str]], total: tuple[str, str] | None = None) -> Block:
    cells = [[text_block(label, LABEL), text_block(value)] for label, value in rows]
    if total is not None:
        cells.append([text_block(text, STRONG) for text in total])
    widths = [WIDTH * _LABEL_SHARE, WIDTH * (1 - _LABEL_SHARE)]
    told = [f"{label}: {', '.join(value.splitlines())}" for label, value in (*rows, *([total] if total else []))]
    table = Table(cells, widths, style=[("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(1.2, 0)])
    return _saying(table, "\n".join(told))


def ledger(columns: Sequence[Column], rows: Sequence[Cells], total: Cells) -> Block:
    """Rows under a head that is repeated on each page, and a line of totals."""
    lines = [_row(columns, [column.head for column in columns], STRONG)]
    lines += [_row(columns, row, BODY) for row in rows]
    lines.append(_row(columns, total, STRONG))
    style = [
        ("BACKGROUND", (0, 0), (-1, 0), SHADE),
        ("LINEBELOW", (0, 1), (-1, -3), 0.4, LINE),
        ("LINEABOVE", (0, -1), (-1, -1), 0.8, INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        *_padding(1.6, 4),
    ]
    table = Table(lines, [WIDTH * column.share for column in columns], style=style, repeatRows=1)
    return _saying(table, "\n".join(_told(columns, row) for row in (*rows, total)))


def _saying(block: Block, words: str) -> Block:
    block.words = words
    return block


def _told(columns: Sequence[Column], cells: Cells) -> str:
    """A row by itself, each figure under its own name: on a phone there is no head above it."""
    first, *others = zip(columns, cells, strict=True)
    named = [f"{column.head.lower()} {cell}" for column, cell in others if cell]
    return f"{first[1]}: {', '.join(named)}"


def _row(columns: Sequence[Column], cells: Cells, style: ParagraphStyle) -> list[Block]:
    pairs = zip(columns, cells, strict=True)
    return [text_block(cell, _to_the_right(style) if column.is_figure else style) for column, cell in pairs]


@lru_cache(maxsize=64)
def _to_the_right(style: ParagraphStyle) -> ParagraphStyle:
    return ParagraphStyle("right", style, alignment=TA_RIGHT)


class _Numbered(Canvas):  # type: ignore[misc]  # reportlab is not typed
    """Holds the pages back until they are counted: laying a paper out twice would be most of what a closing costs."""

    def __init__(self, foot: Callable[["_Numbered", int, int], None], *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._draw_foot = foot
        self._held: list[dict[str, Any]] = []

    def showPage(self) -> None:
        self._held.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for number, page in enumerate(self._held, 1):
            self.__dict__.update(page)
            self._draw_foot(self, number, len(self._held))
            super().showPage()
        super().save()


def _foot(sheet: Sheet, canvas: Any, number: int, pages: int) -> None:
    canvas.setFont(SMALL.fontName, SMALL.fontSize)
    canvas.setFillColor(GREY)
    canvas.drawString(SIDE, BOTTOM / 2, sheet.footer)
    canvas.drawRightString(A4[0] - SIDE, BOTTOM / 2, sheet.page(number, pages))


def _printable(text: str) -> str:
    """Accents joined to their letters; a letter the font lacks loses its accent, or shows as a question mark."""
    joined = unicodedata.normalize("NFC", text)
    try:
        joined.encode(FONT_CODING)
    except UnicodeEncodeError:
        return "".join(map(_letter, joined))
    return joined


def _letter(sign: str) -> str:
    if sign.encode(FONT_CODING, "ignore"):
        return sign
    return unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode() or "?"


def _padding(vertical: float, sides: float) -> list[tuple[Any, ...]]:
    whole = ((0, 0), (-1, -1))
    return [
        ("TOPPADDING", *whole, vertical),
        ("BOTTOMPADDING", *whole, vertical),
        ("LEFTPADDING", *whole, sides),
        ("RIGHTPADDING", *whole, sides),
    ]
