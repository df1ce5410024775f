"""A Pix code pasted by the back office: its checksum, its value and whose it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycobranca.pix import PixPayload

from bot.domain.money import Money
from bot.domain.pix_code import PixCode, PixProblem, checksum, read_pix

CODE = PixPayload(
    chave="financeiro@exemplo.invalid", nome="ASSEFAZ", cidade="BRASILIA", valor=Decimal("202.50"), txid="AC1"
).br_code()


def test_a_code_tells_its_value_and_beneficiary() -> None:
    """G1, G4"""
    assert read_pix(f" {CODE}\n") == PixCode(CODE, Money(20_250), "ASSEFAZ")


def test_a_code_without_a_value_leaves_it_open() -> None:
    code = PixPayload(chave="financeiro@exemplo.invalid", nome="ASSEFAZ", cidade="BRASILIA", txid="AC1").br_code()

    read = read_pix(code)

    assert isinstance(read, PixCode)
    assert read.amount is None


@given(st.integers(0, len(CODE) - 1), st.characters(min_codepoint=48, max_codepoint=90))
def test_one_sign_changed_is_found(at: int, other: str) -> None:
    changed = CODE[:at] + other + CODE[at + 1 :]

    assert isinstance(read_pix(changed), PixProblem) or changed.upper() == CODE.upper()


@pytest.mark.parametrize("pasted", ["", "000201", CODE[:-1], CODE + "0", "54" + CODE, "çççç"])
def test_what_is_cut_or_grown_is_no_code(pasted: str) -> None:
    assert isinstance(read_pix(pasted), PixProblem)


def test_a_code_of_another_arrangement_is_refused() -> None:
    bare = CODE.replace("br.gov.bcb.pix", "br.gov.bcb.pax").replace("BR.GOV.BCB.PIX", "BR.GOV.BCB.PAX")[:-4]

    assert read_pix(f"{bare}{checksum(bare):04X}") is PixProblem.NOT_PIX
