"""CPF and CNPJ numbers as spreadsheets and people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.documents import document_of, formatted, is_cnpj, is_cpf, masked


@pytest.mark.parametrize("digits", ["12345678909", "15908301647", "09378657966"])
def test_right_check_digits_make_a_cpf(digits: str) -> None:
    assert is_cpf(digits)


@pytest.mark.parametrize(
    "digits",
    [
        "12345678900",
        "12345678919",
        "11111111111",
        "00000000000",
        "1234567890",
        "1234567890a",
        "１２３４５６７８９０９",
        "",
    ],
)
def test_anything_else_is_no_cpf(digits: str) -> None:
    assert not is_cpf(digits)


@pytest.mark.parametrize(("digits", "valid"), [("11222333000181", True), ("11222333000180", False), ("0" * 14, False)])
def test_a_cnpj_has_its_own_check_digits(digits: str, valid: bool) -> None:
    assert is_cnpj(digits) is valid


@pytest.mark.parametrize(
    ("cell", "document"),
    [
        ("123.456.789-09", "12345678909"),
        ("9378657966", "09378657966"),
        (" 11.222.333/0001-81 ", "11222333000181"),
        ("123.456.789-00", None),
        ("", None),
        ("0", None),
    ],
)
def test_a_cell_is_read_and_zeros_lost_are_put_back(cell: str, document: str | None) -> None:
    """R1"""
    assert document_of(cell) == document


def test_a_cnpj_that_lost_its_zeros_is_found_too() -> None:
    """R1"""
    assert document_of("456789000190") == "00456789000190"


def test_masks_hide_the_digits_asked_for_identity() -> None:
    """I3: the first three and the last two."""
    assert masked("12345678909") == "***.456.789-**"
    assert masked("11222333000181") == "**.***.333/0001-**"
    assert masked("123") == "***"


def test_numbers_are_written_as_people_do() -> None:
    assert formatted("12345678909") == "123.456.789-09"
    assert formatted("11222333000181") == "11.222.333/0001-81"


@given(st.integers(0, 10**9 - 1))
def test_each_nine_digits_have_one_ending_at_most(base: int) -> None:
    endings = [f"{base:09d}{ending:02d}" for ending in range(100)]

    assert sum(map(is_cpf, endings)) == (0 if len(set(f"{base:09d}")) == 1 else 1)
