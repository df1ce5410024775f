"""The digits a slip is paid by, against lines made by another library; no wrong digit passes that checks can find."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycobranca.boleto.codigo_barras import montar_codigo_barras
from pycobranca.boleto.linha_digitavel import linha_digitavel
from pycobranca.core.datas import fator_vencimento

from bot.domain.boleto_line import LineProblem, SlipLine, by_eleven_of_a_collection, by_ten, read_line
from bot.domain.money import Money

DUE = date(2026, 11, 28)
FREE = "1234567890123456789012345"


def a_line(bank: str = "237", cents: int = 20_250, due: date = DUE, free: str = FREE) -> str:
    return linha_digitavel(montar_codigo_barras(bank, fator_vencimento(due), cents, free))


def a_collection(kind: str = "6", cents: int = 20_250) -> str:
    """48 digits of an arrecadação: product 8, segment 4, the kind of value, and what the company puts."""
    check = by_ten if kind in "67" else by_eleven_of_a_collection
    body = f"{cents:011d}{'0012' + '5' * 25}"
    code = f"84{kind}{check(f'84{kind}{body}')}{body}"
    return "".join(f"{code[at : at + 11]}{check(code[at : at + 11])}" for at in range(0, 44, 11))


LINES = st.builds(
    a_line,
    bank=st.integers(1, 999).map("{:03d}".format),
    cents=st.integers(0, 10**10 - 1),
    due=st.dates(date(2025, 2, 22), date(2049, 10, 13)),
    free=st.integers(0, 10**25 - 1).map("{:025d}".format),
)
COLLECTIONS = st.builds(a_collection, kind=st.sampled_from("6789"), cents=st.integers(0, 10**11 - 1))


def digits(line: str) -> str:
    return "".join(filter(str.isdigit, line))


def test_a_line_tells_its_bank_value_and_due_date() -> None:
    """G1, G4"""
    line = read_line(a_line())

    assert isinstance(line, SlipLine)
    assert (line.bank, line.amount, line.due(date(2026, 11, 20))) == ("237", Money(20_250), DUE)
    assert line.written == a_line()


@given(LINES)
def test_every_line_another_library_makes_is_read(typed: str) -> None:
    line = read_line(typed)

    assert isinstance(line, SlipLine)
    assert line.digits == digits(typed)
    assert read_line(line.written) == read_line(line.digits) == line


@given(LINES | COLLECTIONS, st.data())
def test_one_digit_changed_is_found_within_the_fields_that_have_a_check_digit(typed: str, data: st.DataObject) -> None:
    line = digits(typed)
    last = 32 if len(line) == 47 else 47
    at = data.draw(st.integers(0, last))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != line[at]]))

    changed = read_line(line[:at] + other + line[at + 1 :])

    by_eleven = len(line) == 48 and line[2] in "89"  # remainders 0 and 1 share a check digit there
    assert isinstance(changed, LineProblem) or (by_eleven and at % 12 != 11)


@given(LINES, st.data())
def test_one_digit_of_value_or_date_changed_is_found_but_for_the_checks_own_blind_spot(
    typed: str, data: st.DataObject
) -> None:
    """Three remainders of the general check give the digit 1: only among lines with that digit one may pass."""
    line = digits(typed)
    at = data.draw(st.integers(33, 46))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != line[at]]))

    changed = read_line(line[:at] + other + line[at + 1 :])

    assert changed is LineProblem.GENERAL or line[32] == "1"


@given(LINES, st.data())
def test_two_neighbours_swapped_are_found_but_for_nought_and_nine(typed: str, data: st.DataObject) -> None:
    """Weights 2 and 1 do not tell 09 from 90; the general check may still."""
    line = digits(typed)
    at = data.draw(st.integers(0, 45))
    swapped = line[:at] + line[at + 1] + line[at] + line[at + 2 :]
    is_blind = line[at] == line[at + 1] or {line[at], line[at + 1]} == {"0", "9"} or line[32] == "1"

    found = read_line(swapped)

    assert is_blind or isinstance(found, LineProblem) or at in {9, 20, 31, 32}


@pytest.mark.parametrize("kind", ["6", "7", "8", "9"])
def test_an_arrecadacao_tells_its_value_where_it_carries_one(kind: str) -> None:
    line = read_line(a_collection(kind))

    assert isinstance(line, SlipLine)
    assert (line.bank, line.due(DUE)) == ("", None)
    assert line.amount == (Money(20_250) if kind in "68" else None)
    assert digits(line.written) == line.digits


@pytest.mark.parametrize(
    ("at", "problem"),
    [
        (9, LineProblem.FIELD_1),
        (20, LineProblem.FIELD_2),
        (31, LineProblem.FIELD_3),
        (32, LineProblem.GENERAL),
        (45, LineProblem.GENERAL),
    ],
)
def test_the_part_that_is_wrong_is_named(at: int, problem: LineProblem) -> None:
    line = digits(a_line())
    wrong = str((int(line[at]) + 1) % 10)

    assert read_line(line[:at] + wrong + line[at + 1 :]) is problem


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", LineProblem.EMPTY),
        (" . ", LineProblem.EMPTY),
        ("237A", LineProblem.LETTERS),
        ("²37", LineProblem.LETTERS),
        ("1" * 46, LineProblem.LENGTH),
        ("1" * 48, LineProblem.LENGTH),
        ("8" * 47, LineProblem.FIELD_1),
        ("841" + "0" * 45, LineProblem.KIND),
    ],
)
def test_what_is_no_line_is_told_why(typed: str, problem: LineProblem) -> None:
    assert read_line(typed) is problem


def test_a_slip_in_another_currency_is_none_of_ours() -> None:
    field = "237012345"

    assert read_line(f"{field}{by_ten(field)}{digits(a_line())[10:]}") is LineProblem.CURRENCY


@pytest.mark.parametrize(
    ("factor", "near", "due"),
    [
        (1000, date(2025, 3, 1), date(2025, 2, 22)),
        (1000, date(2000, 7, 1), date(2000, 7, 3)),
        (9999, date(2025, 2, 1), date(2025, 2, 21)),
        (9999, date(2049, 1, 1), date(2049, 10, 13)),
        (999, date(2026, 1, 1), date(1997, 10, 7) + timedelta(days=999)),
        (0, date(2026, 1, 1), None),
    ],
)
def test_the_factor_began_anew_in_2025(factor: int, near: date, due: date | None) -> None:
    assert SlipLine("", "237", None, factor).due(near) == due


def test_a_slip_without_a_value_leaves_it_open() -> None:
    line = read_line(a_line(cents=0))

    assert isinstance(line, SlipLine)
    assert line.amount is None
