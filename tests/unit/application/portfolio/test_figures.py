"""Amounts, dates and competences as finance writes them (R1, T4)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.application.portfolio import figures
from bot.application.portfolio.cells import Cell, CellRefused
from bot.application.sample_portfolio import brazilian
from bot.domain.money import Money

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("1.033,82", 103_382),
        ("1033,82", 103_382),
        ("1.234.567,00", 123_456_700),
        ("R$ 48,16", 4_816),
        ("R$48", 4_800),
        ("1.594", 159_400),
        ("1594.53", 159_453),
        ("1,594.53", 159_453),
        ("12.5", 1_250),
        ("0,01", 1),
        ("12,500", 1_250),
        (Decimal("1594.53"), 159_453),
        (Decimal("12"), 1_200),
        (Decimal("31.885"), 3_189),
        (Decimal("1646.6199999999999"), 164_662),
    ],
)
def test_amounts_are_read_to_the_centavo(cell: Cell, cents: int) -> None:
    assert figures.read_principal(cell) == Money(cents)


@given(st.integers(1, 10**10))
def test_whatever_the_sample_writes_is_read_back(cents: int) -> None:
    assert figures.read_principal(brazilian(cents)) == Money(cents)


@given(st.integers(1, 10**9))
def test_a_sheets_own_number_is_the_amount_it_shows(cents: int) -> None:
    assert figures.read_principal(Decimal(repr(cents / 100))) == Money(cents)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("-853,44", figures.NOT_POSITIVE),
        ("853,44-", figures.NOT_POSITIVE),
        ("(853,44)", figures.NOT_POSITIVE),
        ("-R$ 853,44", figures.NOT_POSITIVE),
        ("0,00", figures.NOT_POSITIVE),
        (Decimal("0.004"), figures.NOT_POSITIVE),
        ("31,885", figures.TOO_PRECISE),
        ("mil reais", figures.NOT_AN_AMOUNT),
        ("1,59083E+10", figures.NOT_AN_AMOUNT),
        ("1.23.456,00", figures.NOT_AN_AMOUNT),
        ("--5", figures.NOT_AN_AMOUNT),
        (date(2026, 1, 1), figures.NOT_AN_AMOUNT),
        ("1.000.000.000,01", figures.TOO_HIGH),
    ],
)
def test_what_is_no_principal_is_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        figures.read_principal(cell)

    assert refused.value.reason == reason


def test_a_fine_may_be_zero_but_not_negative() -> None:
    """T4: zero in the file is used as given."""
    assert figures.read_charge("0,00") == Money(0)
    with pytest.raises(CellRefused, match="negativo"):
        figures.read_charge("-0,01")


@pytest.mark.parametrize(
    "cell",
    [
        *("05/10/2026", "5/10/2026", "05-10-2026", "05.10.26", "2026-10-05", "2026-10-05 00:00:00"),
        *(date(2026, 10, 5), Decimal(46300)),
    ],
)
def test_dates_are_read_however_they_are_written(cell: Cell) -> None:
    assert figures.read_date(cell) == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("31/02/2026", figures.NO_SUCH_DAY),
        ("29/02/2025", figures.NO_SUCH_DAY),
        ("00/10/2026", figures.NO_SUCH_DAY),
        ("10/13/2026", figures.NO_SUCH_DAY),
        ("05/10/2206", figures.OUT_OF_TIME),
        (date(2206, 10, 5), figures.OUT_OF_TIME),
        ("outubro", figures.NOT_A_DATE),
        (Decimal("46300.5"), figures.NOT_A_DATE),
        (Decimal(0), figures.NOT_A_DATE),
    ],
)
def test_days_that_do_not_exist_are_refused(cell: Cell, reason: str) -> None:
    with pytest.raises(CellRefused) as refused:
        figures.read_date(cell)

    assert refused.value.reason == reason


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    assert figures.read_date(f"{day:%d/%m/%Y}") == figures.read_date(day.isoformat()) == day


@pytest.mark.parametrize(("cell", "year"), [("16/10/60", 1960), ("16/10/26", 2026), ("16/10/27", 1927)])
def test_a_birth_with_a_short_year_is_past(cell: str, year: int) -> None:
    assert figures.read_birth(cell, TODAY) == date(year, 10, 16)


def test_nobody_is_born_tomorrow() -> None:
    assert figures.read_birth(TODAY, TODAY) == TODAY
    with pytest.raises(CellRefused, match="futuro"):
        figures.read_birth("22/11/2026", TODAY)


@pytest.mark.parametrize(
    "cell",
    [
        *("10/2026", "10/26", "out/2026", "Out-26", "OUTUBRO/2026", "2026-10", "01/10/2026", "2026-10-01"),
        *(date(2026, 10, 1), Decimal(46296)),
    ],
)
def test_competences_are_months(cell: Cell) -> None:
    assert figures.read_competence(cell) == date(2026, 10, 1)


@pytest.mark.parametrize("cell", ["13/2026", "00/2026", "xyz/2026", "2026", "10", Decimal("0.5")])
def test_what_is_no_month_is_refused(cell: Cell) -> None:
    with pytest.raises(CellRefused):
        figures.read_competence(cell)
