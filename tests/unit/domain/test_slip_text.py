"""The digits a slip is paid by, found in the text of its PDF (P12)."""

from datetime import date

import pytest

from bot.domain.boleto_line import SlipLine, read_line
from bot.domain.slip_text import lines_in
from tests.integration.office_pages.slips_made import a_line

WRITTEN = a_line(date(2026, 12, 1))
COLLECTION = "83640000001-1 33120138000-2 81288462711-6 08013618155-1"


def digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@pytest.mark.parametrize(
    "text",
    [
        WRITTEN,
        digits(WRITTEN),
        WRITTEN.replace(" ", "  "),
        WRITTEN.replace(" ", "\n"),
        f"Banco 237-2 {WRITTEN}\nVencimento 01/12/2026 R$ 202,50",
        f"{WRITTEN}\nRecibo do pagador\n{WRITTEN}",
    ],
)
def test_a_line_is_found_however_a_program_prints_it_and_once(text: str) -> None:
    assert lines_in(text) == (read_line(WRITTEN),)


def test_a_collection_slip_has_its_own_shape() -> None:
    assert isinstance(read_line(COLLECTION), SlipLine)
    assert lines_in(f"Pague em {COLLECTION}.") == (read_line(COLLECTION),)


@pytest.mark.parametrize("place", [0, 9, 15, 30, 32, 40, 46])
def test_a_line_with_one_digit_changed_is_none(place: int) -> None:
    plain = digits(WRITTEN)
    changed = plain[:place] + str((int(plain[place]) + 1) % 10) + plain[place + 1 :]

    assert lines_in(changed) == ()


@pytest.mark.parametrize("text", ["", "Boleto", "1" * 60, digits(WRITTEN)[:-1], f"9{digits(WRITTEN)}", "8" * 48])
def test_other_numbers_are_none(text: str) -> None:
    assert lines_in(text) == ()


def test_several_slips_on_one_paper_are_all_found_in_their_order() -> None:
    other = a_line(date(2027, 1, 1), free=8)

    assert [line.written for line in lines_in(f"{other} parcela 1\n{WRITTEN} parcela 0")] == [other, WRITTEN]
