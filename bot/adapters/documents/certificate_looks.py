"""How a certificate looks: smaller than other papers, its rows, and texts quoted sign by sign."""

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Table

from bot.adapters.documents.sheet import BODY, FONT_CODING, HEADING, WIDTH, Block, text_block

BRASILIA = ZoneInfo("America/Sao_Paulo")
LABELS = 0.2

TEXT = ParagraphStyle("certificate", BODY, fontSize=8.2, leading=9.8)
STRONG = ParagraphStyle("certificate-strong", TEXT, fontName="Helvetica-Bold")
QUOTE = ParagraphStyle("certificate-quote", TEXT, leftIndent=8, fontName="Helvetica-Oblique")
FINE = ParagraphStyle("certificate-fine", TEXT, fontSize=7, leading=8.4)
HEAD = ParagraphStyle("certificate-head", HEADING, fontSize=9.5, leading=12, spaceBefore=4, spaceAfter=1.5)


def pairs(rows: Iterator[tuple[str, str]], style: ParagraphStyle = TEXT) -> Block:
    label_style = STRONG if style is TEXT else style
    cells = [[text_block(label, label_style), text_block(value, style)] for label, value in rows]
    return Table(cells, [WIDTH * LABELS, WIDTH * (1 - LABELS)], style=tight(1 if style is TEXT else 0), hAlign="LEFT")


def quoted(text: str, longest: int) -> tuple[str, bool]:
    """A text on one line with every sign told: one the paper's letters lack stands as its code point."""
    line = " / ".join(part for part in text.splitlines() if part.strip())
    shown = "".join(map(_on_paper, unicodedata.normalize("NFC", line)))
    return shown[:longest], len(shown) > longest


def _on_paper(sign: str) -> str:
    plain = sign.encode(FONT_CODING, "ignore") or unicodedata.normalize("NFKD", sign).encode("ascii", "ignore")
    return sign if plain else f"[U+{ord(sign):04X}]"


def shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def instant_at(at: datetime) -> str:
    """21/11/2026 10:00:05 (UTC-3): to the second, with its zone."""
    local = at.astimezone(BRASILIA)
    hours = int((local.utcoffset() or local - local).total_seconds()) // 3600
    return f"{local:%d/%m/%Y %H:%M:%S} (UTC{hours:+d})"


def tight(vertical: float) -> list[tuple[object, ...]]:
    whole = ((0, 0), (-1, -1))
    return [
        ("VALIGN", *whole, "TOP"),
        ("TOPPADDING", *whole, vertical),
        ("BOTTOMPADDING", *whole, vertical),
        ("LEFTPADDING", *whole, 0),
        ("RIGHTPADDING", *whole, 4),
    ]
