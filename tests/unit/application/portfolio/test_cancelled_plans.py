"""N11, R1: a sheet may say that a plan was cancelled before; one without that column says nothing of it."""

from bot.application.portfolio.cells import Cell
from bot.application.portfolio.columns import CANCELLED, COLUMNS
from bot.application.portfolio.ports import PortfolioRow
from bot.application.portfolio.reading import PortfolioReader
from tests.unit.application.portfolio.lines import RULES, a_line, a_sheet, read


def read_with_column(cell: Cell) -> object:
    [outcome] = PortfolioReader(a_sheet(a_line(plano_cancelado=cell), header=(*COLUMNS, CANCELLED)), RULES)
    return outcome


def test_a_sheet_without_the_column_is_read_as_before() -> None:
    [row] = read(a_line())

    assert isinstance(row, PortfolioRow)
    assert row.person.plan_cancelled is False


def test_what_the_column_says_is_kept_with_the_person() -> None:
    told = {cell: read_with_column(cell) for cell in ("SIM", "NÃO", "")}

    assert {cell: row.person.plan_cancelled for cell, row in told.items() if isinstance(row, PortfolioRow)} == {
        "SIM": True,
        "NÃO": False,
        "": False,
    }


def test_what_is_neither_yes_nor_no_is_refused_by_its_column() -> None:
    refused = read_with_column("talvez")

    assert not isinstance(refused, PortfolioRow)
    assert CANCELLED in str(refused)
