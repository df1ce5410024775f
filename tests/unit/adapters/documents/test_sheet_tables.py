"""Cells a table draws itself look like those that are broken into lines (P12)."""

import io
from typing import Any

import pytest
from pypdf import PdfReader
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth

from bot.adapters.documents.sheet import BODY, SIDE, STRONG, WIDTH, Block, Sheet, printed
from bot.adapters.documents.sheet_tables import Column, facts, ledger

type Line = tuple[str, float, float]

SHEET = Sheet("t", "s", "a", "", lambda _page, _pages: "")
COLUMNS = (Column("Parte", 0.4), Column("Valor", 0.6, is_figure=True))
VALUES = WIDTH * (1 - 0.27)
FIGURES = WIDTH * 0.6 - 8


def lines_of(block: Block) -> list[Line]:
    """What is written, from where, and at which height."""
    found: list[Line] = []

    def note(text: str, at: Any, within: Any, *_: object) -> None:
        if text.strip():
            found.append((text.strip(), round(at[4] + within[4], 1), round(at[5] + within[5], 1)))

    for page in PdfReader(io.BytesIO(printed(SHEET, [block]))).pages:
        page.extract_text(visitor_text=note)
    return found


def texts_of(block: Block) -> list[str]:
    return [text for text, *_ in lines_of(block)]


def bold_in(block: Block) -> list[str]:
    found: list[str] = []

    def note(text: str, _at: Any, _within: Any, font: Any, _size: float) -> None:
        if text.strip() and font["/BaseFont"] == "/Helvetica-Bold":
            found.append(text.strip())

    PdfReader(io.BytesIO(printed(SHEET, [block]))).pages[0].extract_text(visitor_text=note)
    return found


def widest(room: float, style: ParagraphStyle) -> str:
    """The most words that stay on one line."""
    words = "m"
    while stringWidth(f"{words} m", style.fontName, style.fontSize) <= room:
        words += " m"
    return words


def test_a_value_as_wide_as_its_column_stays_on_its_line_and_one_word_more_is_broken() -> None:
    fits = widest(VALUES, BODY)

    assert texts_of(facts([("Nome", fits)])) == ["Nome", fits]
    assert texts_of(facts([("Nome", f"{fits} m")])) == ["Nome", fits, "m"]


@pytest.mark.parametrize("style", [BODY, STRONG])
def test_a_figure_as_wide_as_its_column_is_on_one_line_and_none_begins_before_its_column(style: ParagraphStyle) -> None:
    """Between the spaces at the sides of its column; the figures of the total are bold, and wider."""
    fits = widest(FIGURES, style)
    left = SIDE + WIDTH * 0.4 + 4

    def drawn(figure: str) -> list[Line]:
        row, total = (figure, "9") if style is BODY else ("9", figure)
        return [line for line in lines_of(ledger(COLUMNS, [("A", row)], ("B", total))) if "m" in line[0]]

    assert [text for text, *_ in drawn(fits)] == [fits]
    assert min(x for figure in (fits, f"{fits} m") for _, x, _ in drawn(figure)) > left - 0.1


def test_what_stands_beside_a_broken_value_is_at_the_height_of_its_first_line() -> None:
    (_, _, label), (_, _, first) = lines_of(facts([("Nome", "m " * 100)]))[:2]

    assert label == first


def test_figures_end_where_their_column_does() -> None:
    right = SIDE + WIDTH - 4

    drawn = {text: x for text, x, _ in lines_of(ledger(COLUMNS, [("A", "1,00")], ("B", "1.000,00")))}

    assert drawn["1,00"] + stringWidth("1,00", BODY.fontName, BODY.fontSize) == pytest.approx(right, abs=0.1)
    assert drawn["1.000,00"] + stringWidth("1.000,00", STRONG.fontName, STRONG.fontSize) == pytest.approx(
        right, abs=0.1
    )


def test_an_address_keeps_its_lines() -> None:
    name, street = lines_of(facts([("Credor", "Cassems\nRua das Aroeiras, 1200")]))[1:]

    assert (name[0], street[0]) == ("Cassems", "Rua das Aroeiras, 1200")
    assert name[2] - street[2] == pytest.approx(BODY.leading, abs=0.1)


def test_spaces_too_many_are_one() -> None:
    assert texts_of(facts([("Nome", "Ana  Paula")])) == ["Nome", "Ana Paula"]


def test_heads_and_totals_are_bold() -> None:
    assert bold_in(facts([("Valor", "1,00")], ("Total", "2,00"))) == ["Total", "2,00"]
    assert bold_in(ledger(COLUMNS, [("A", "1,00")], ("B", "2,00"))) == ["Parte", "Valor", "B", "2,00"]
