"""How a paper looks: A4, plain black on white, headings and paragraphs."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, HRFlowable, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus.paragraph import cleanBlockQuotedText

INK, GREY, LINE, SHADE = HexColor("#111111"), HexColor("#555555"), HexColor("#BBBBBB"), HexColor("#F2F2F2")
SIDE, TOP, BOTTOM = 20 * mm, 13 * mm, 15 * mm
WIDTH = A4[0] - 2 * SIDE
ROOM_FOR_A_SECTION = 18 * mm  # its heading and two lines
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


@dataclass(frozen=True)
class Sheet:
    """What a paper is called, and what stands at the foot of each page."""

    title: str
    subject: str
    author: str
    footer: str
    page: Callable[[int, int], str]


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
    head = saying(text_block(heading, HEADING), f"\n{heading}")
    return [CondPageBreak(ROOM_FOR_A_SECTION), head, Spacer(0, 3), *blocks]


def text_block(text: str, style: ParagraphStyle = BODY) -> Block:
    """A paragraph of plain text: what a name or an address holds is never read as markup."""
    shown = printable(text)
    marked_up = escape(shown).replace("\n", "<br/>")
    if not shown or marked_up != shown:
        return saying(Paragraph(marked_up, style), text)
    piece = _piece(style).clone(text=cleanBlockQuotedText(shown))
    return saying(Paragraph("", style, frags=[piece]), text)


@lru_cache(maxsize=64)
def _piece(style: ParagraphStyle) -> Any:
    """What a paragraph without markup is read into: reading each as XML would be a third of what a paper costs."""
    return Paragraph("x", style).frags[0]


def saying(block: Block, words: str) -> Block:
    block.words = words
    return block


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


def printable(text: str) -> str:
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
