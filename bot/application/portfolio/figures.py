"""Amounts, dates and competences as finance writes them in cells."""

import re
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.application.portfolio.cells import Cell, CellRefused
from bot.domain.money import ZERO, Money
from bot.domain.reading.calendar import MONTHS, full_year, real_date
from bot.domain.reading.text import fold

NOT_AN_AMOUNT = "não é um valor em reais, como 1.234,56"
TOO_PRECISE = "tem mais de duas casas decimais"
NOT_POSITIVE = "o valor precisa ser maior que zero"
NEGATIVE = "o valor não pode ser negativo"
TOO_HIGH = "valor alto demais"
NOT_A_DATE = "não é uma data, como 31/12/2026"
NO_SUCH_DAY = "essa data não existe"
OUT_OF_TIME = "ano fora do esperado"
NOT_A_COMPETENCE = "não é mês e ano, como 10/2026"

HIGHEST = Money(10**11)
FIRST_YEAR, LAST_YEAR = 1900, 2100
_BRAZILIAN = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_POINTED = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)\.(\d+)")
_NEGATIVE = re.compile(r"-\s*([\d.,]+)|([\d.,]+)\s*-|\(\s*([\d.,]+)\s*\)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[ T][\d:.]+)?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+)?")
_MONTH_YEAR = re.compile(r"(\d{1,2}|[a-z]+)\.?\s?[/-]\s?(\d{4}|\d{2})")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_SHEET_DAY_ZERO = date(1899, 12, 30)
_SHEET_DAYS = range(1, 80_000)


def read_principal(cell: Cell) -> Money:
    amount = _amount(cell)
    if amount <= ZERO:
        raise CellRefused(NOT_POSITIVE)
    return amount


def read_charge(cell: Cell) -> Money:
    """A fine or an interest: may be zero, which is not the same as blank (T4)."""
    amount = _amount(cell)
    if amount < ZERO:
        raise CellRefused(NEGATIVE)
    return amount


def read_date(cell: Cell) -> date:
    if isinstance(cell, date):
        return _in_time(cell)
    if isinstance(cell, Decimal):
        return _in_time(_sheet_day(cell, NOT_A_DATE))
    if found := _DAY_FIRST.fullmatch(cell):
        return _day(int(found[3]), int(found[2]), int(found[1]))
    if found := _YEAR_FIRST.fullmatch(cell):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    raise CellRefused(NOT_A_DATE)


def read_birth(cell: Cell, today: date) -> date:
    """A year of two digits is past."""
    short = _DAY_FIRST.fullmatch(cell) if isinstance(cell, str) else None
    if short is not None and len(short[3]) == 2:
        born = _day(full_year(int(short[3]), today, past=True), int(short[2]), int(short[1]))
    else:
        born = read_date(cell)
    if born > today:
        raise CellRefused("data de nascimento no futuro")
    return born


def read_competence(cell: Cell) -> date:
    """The first day of the month; a spreadsheet may have made a date of 10/2026."""
    if isinstance(cell, Decimal):
        cell = _sheet_day(cell, NOT_A_COMPETENCE)
    if isinstance(cell, date):
        return _in_time(cell).replace(day=1)
    text = fold(cell)
    if found := _MONTH_YEAR.fullmatch(text):
        return _month(found[1], int(found[2]))
    if found := _YEAR_MONTH.fullmatch(text):
        return _month(found[2], int(found[1]))
    if _DAY_FIRST.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return read_date(text).replace(day=1)
    raise CellRefused(NOT_A_COMPETENCE)


def _amount(cell: Cell) -> Money:
    if isinstance(cell, date):
        raise CellRefused(NOT_AN_AMOUNT)
    # A sheet shows its own numbers rounded to the centavo; a text is what somebody wrote.
    amount = Money.rounded(Fraction(cell) * 100) if isinstance(cell, Decimal) else _written(cell)
    if amount > HIGHEST:
        raise CellRefused(TOO_HIGH)
    return amount


def _written(text: str) -> Money:
    plain = text.upper().replace("R$", "").strip()
    if found := _NEGATIVE.fullmatch(plain):
        return ZERO - _written(next(filter(None, found.groups())))
    for form, thousands in ((_BRAZILIAN, "."), (_POINTED, ",")):
        if found := form.fullmatch(plain):
            return _exact(found[1].replace(thousands, ""), found[2] or "")
    raise CellRefused(NOT_AN_AMOUNT)


def _exact(reais: str, cents: str) -> Money:
    if len(cents) > 2 and cents[2:].strip("0"):
        raise CellRefused(TOO_PRECISE)
    return Money(int(reais) * 100 + int(cents[:2].ljust(2, "0")))


def _sheet_day(number: Decimal, reason: str) -> date:
    """The days a spreadsheet counts, where the cell lost its date format."""
    if number != number.to_integral_value() or int(number) not in _SHEET_DAYS:
        raise CellRefused(reason)
    return _SHEET_DAY_ZERO + timedelta(days=int(number))


def _day(year: int, month: int, day: int) -> date:
    full = year if year >= 100 else 2000 + year
    found = real_date(full, month, day)
    if found is None:
        raise CellRefused(NO_SUCH_DAY if FIRST_YEAR <= full <= LAST_YEAR else OUT_OF_TIME)
    return _in_time(found)


def _month(month: str, year: int) -> date:
    number = int(month) if month.isdigit() else MONTHS.get(month, 0)
    if not 1 <= number <= 12:
        raise CellRefused(NOT_A_COMPETENCE)
    return _day(year, number, 1)


def _in_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise CellRefused(OUT_OF_TIME)
    return day
