"""Sheets as files: XLSX and CSV in the encodings finance has (R1)."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from bot.adapters.rejected_rows import RejectedRows
from bot.adapters.sheets import read_sheet, write_sheet
from bot.application.portfolio.cells import Cell
from bot.application.portfolio.columns import COLUMNS, looks_like_header
from bot.application.portfolio.reading import Rejection
from bot.application.portfolio.sheet import SheetRow, SheetUnreadable

HEADER = ("nome", "cidade", "valor")


def rows_of(path: Path, is_header=lambda row: row[0] == "nome") -> list[SheetRow]:
    sheet = read_sheet(path, is_header)
    return [SheetRow(0, tuple(sheet.header)), *sheet.rows]


def a_csv(folder: Path, content: str, encoding: str = "utf-8") -> Path:
    path = folder / "carteira.csv"
    path.write_bytes(content.encode(encoding))
    return path


def test_a_workbooks_cells_keep_their_kind(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(2, 0, ["Ana", 12, 1594.53])
        sheet.write_datetime(3, 0, date(2026, 10, 5), day)
        sheet.write_formula(3, 1, "=1+1", None, 2)
        sheet.write_boolean(3, 2, True)

    assert rows_of(path)[1:] == [
        SheetRow(3, ("Ana", Decimal("12.0"), Decimal("1594.53"))),
        SheetRow(4, (date(2026, 10, 5), Decimal("2.0"), "SIM")),
    ]


def test_lines_are_those_of_the_sheet_even_when_it_begins_lower(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Workbook(path) as book:
        book.add_worksheet("capa").write(0, 0, "Relatório")
        sheet = book.add_worksheet("titulos")
        sheet.write_row(2, 0, HEADER)
        sheet.write_row(4, 0, ["Ana", "Manaus", "1"])

    assert rows_of(path)[1:] == [SheetRow(5, ("Ana", "Manaus", "1"))]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_csv_is_read_in_the_encoding_it_has(tmp_path: Path, encoding: str) -> None:
    path = a_csv(tmp_path, "nome;cidade;valor\r\nJoão;São Paulo;1,00\r\n", encoding)

    assert rows_of(path) == [SheetRow(0, HEADER), SheetRow(2, ("João", "São Paulo", "1,00"))]


def test_a_quoted_cell_may_hold_separators_quotes_and_line_breaks(tmp_path: Path) -> None:
    path = a_csv(tmp_path, 'nome;cidade;valor\n"Ana; a ""Nina""";"Rua 1\nCasa 2";3\n\nRui;Manaus;4\n')

    assert rows_of(path)[1:] == [
        SheetRow(2, ('Ana; a "Nina"', "Rua 1\nCasa 2", "3")),
        SheetRow(4, ("Rui", "Manaus", "4")),
    ]


def test_a_quote_that_never_closes_swallows_no_row(tmp_path: Path) -> None:
    path = a_csv(tmp_path, 'nome;cidade;valor\n"Ana;Manaus;1\nRui;Manaus;2\n"Eva;Manaus;3\nJoão 15";Manaus;4\n')

    assert [row.cells[2] for row in rows_of(path)[1:]] == ["1", "2", "3", "4"]


def test_tabs_and_commas_separate_too(tmp_path: Path) -> None:
    assert rows_of(a_csv(tmp_path, "nome\tcidade\tvalor\nAna\tManaus\t1,00\n"))[1].cells == ("Ana", "Manaus", "1,00")
    assert rows_of(a_csv(tmp_path, 'nome,cidade,valor\nAna,Manaus,"1,00"\n'))[1].cells == ("Ana", "Manaus", "1,00")


@pytest.mark.parametrize(
    "content", [b"", b"\n \n;;\n", b"PK\x03\x04 not a zip", b"%PDF-1.7\n\0\0\xff", b"\x89PNG\r\n\x1a\n\0\0\x81"]
)
def test_what_is_no_sheet_is_refused_as_a_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)

    with pytest.raises(SheetUnreadable, match=r"a\.xlsx"):
        rows_of(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    rows = [("João", "São Paulo; SP", "1.594,53"), ("00123", "Manaus", "+5592900000001")]

    write_sheet(tmp_path / name, HEADER, rows)

    assert [row.cells for row in rows_of(tmp_path / name)] == [HEADER, *rows]


def test_a_formula_is_written_as_text(tmp_path: Path) -> None:
    """Section 10"""
    write_sheet(tmp_path / "a.csv", HEADER, [("=1+1", "@x", "-853,44")])
    write_sheet(tmp_path / "a.xlsx", HEADER, [("=1+1", "@x", "-853,44")])

    assert "'=1+1;'@x;-853,44" in (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    assert rows_of(tmp_path / "a.xlsx")[1].cells == ("=1+1", "@x", "-853,44")


def test_refused_rows_stand_as_they_came_with_line_column_and_reason(tmp_path: Path) -> None:
    cells: tuple[Cell, ...] = ("=1+1", Decimal(12), date(2026, 10, 5), "sobra")
    with RejectedRows(tmp_path / "r.csv") as rows:
        rows.begin(HEADER)
        rows.write(Rejection(7, "nome", "não é um nome", cells))
        rows.write(Rejection(8, "cidade", "está em branco", ("Ana",)))

    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert (tmp_path / "r.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "nome;cidade;valor;linha;coluna;motivo",
        "'=1+1;12;05/10/2026;7;nome;não é um nome",
        "Ana;;;8;cidade;está em branco",
    ]


def test_a_portfolios_header_is_recognised(tmp_path: Path) -> None:
    write_sheet(tmp_path / "a.csv", COLUMNS, [])

    assert tuple(read_sheet(tmp_path / "a.csv", looks_like_header).header) == COLUMNS
