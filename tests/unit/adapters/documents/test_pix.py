"""Pix codes, decoded back by a reader that knows nothing of how they are made (G1)."""

import binascii
import io
from asyncio import run
from dataclasses import replace

import pytest
import qrcode
import segno
from PIL import Image

from bot.adapters.documents import PaperDocuments, PixImpossible
from bot.domain.agreements import Agreement
from bot.domain.policy import PixKey, Policy
from tests.unit.adapters.documents.papers import ASSEFAZ, CASSEMS, a_lump_sum, a_plan

DOCUMENTS = PaperDocuments()
QUIET, SCALE = 4, 8


def fields(code: str) -> dict[str, str]:
    """Tag, length, value, one after the other to the end."""
    found: dict[str, str] = {}
    while code:
        tag, length = code[:2], int(code[2:4])
        found[tag], code = code[4 : 4 + length], code[4 + length :]
        assert len(found[tag]) == length
    return found


def code_of(agreement: Agreement, policy: Policy = ASSEFAZ) -> str:
    return DOCUMENTS.pix_code(policy, agreement, agreement.installments[0])


def named(name: str, city: str, key: str = "cobranca@assefaz.exemplo.invalid") -> Policy:
    return replace(ASSEFAZ, payment=replace(ASSEFAZ.payment, pix=PixKey(key, name, city)))


def test_the_code_says_who_is_paid_and_in_which_currency() -> None:
    """G1"""
    found = fields(code_of(a_lump_sum()))

    assert list(found) == ["00", "26", "52", "53", "54", "58", "59", "60", "62", "63"]
    assert (found["00"], found["53"], found["58"]) == ("01", "986", "BR")
    assert fields(found["26"]) == {"00": "br.gov.bcb.pix", "01": "cobranca@assefaz.exemplo.invalid"}
    assert (found["59"], found["60"]) == ("ASSEFAZ", "BRASILIA")


@pytest.mark.parametrize(
    ("cents", "written"), [(1, "0.01"), (10, "0.10"), (100, "1.00"), (227_57, "227.57"), (99_999_99, "99999.99")]
)
def test_the_value_is_exact_to_the_centavo(cents: int, written: str) -> None:
    """G1"""
    assert fields(code_of(a_lump_sum(cents)))["54"] == written


@pytest.mark.parametrize("cents", [1, 227_57, 99_999_99])
def test_the_checksum_is_right(cents: int) -> None:
    """G1: CRC16-CCITT, begun at FFFF, over everything before it, its own tag and length included."""
    code = code_of(a_lump_sum(cents))

    assert code[-4:] == f"{binascii.crc_hqx(code[:-4].encode(), 0xFFFF):04X}"


def test_the_slip_fee_is_not_in_the_code() -> None:
    """P8"""
    assert fields(code_of(a_lump_sum(100_00, fee=250)))["54"] == "100.00"


def test_agreement_and_part_can_be_told_from_the_identifier() -> None:
    """G1"""
    agreement = a_plan(installments=12)
    codes = [DOCUMENTS.pix_code(ASSEFAZ, agreement, part) for part in agreement.installments]
    identifiers = [fields(fields(code)["62"])["05"] for code in codes]

    assert identifiers[0] == "AC202611210000100"
    assert identifiers[12] == "AC202611210000112"
    assert len(set(identifiers)) == 13


def test_an_identifier_may_have_25_signs_and_no_more() -> None:
    longest = "A" * 23
    assert fields(fields(code_of(a_lump_sum(number=longest)))["62"]) == {"05": f"{longest}00"}

    with pytest.raises(PixImpossible):
        code_of(a_lump_sum(number=f"{longest}A"))


@pytest.mark.parametrize("number", ["AC-2026", "AC 2026", "AÇÃO"])
def test_an_identifier_has_letters_and_digits_only(number: str) -> None:
    with pytest.raises(PixImpossible):
        code_of(a_lump_sum(number=number))


@pytest.mark.parametrize(
    ("name", "city", "written"),
    [
        ("Associação de Saúde", "São Luís", ("ASSOCIACAO DE SAUDE", "SAO LUIS")),
        ("x" * 25, "y" * 15, ("X" * 25, "Y" * 15)),
        ("x" * 26, "y" * 16, ("X" * 25, "Y" * 15)),
        (
            "Conselho Regional de Saúde do Sul",
            "Campo Grande de Goiás",
            ("CONSELHO REGIONAL DE SAUD", "CAMPO GRANDE DE"),
        ),
    ],
)
def test_names_are_capitals_without_accents_cut_to_their_field(name: str, city: str, written: tuple[str, str]) -> None:
    """G1"""
    found = fields(code_of(a_lump_sum(), named(name, city)))

    assert (found["59"], found["60"]) == written


@pytest.mark.parametrize("policy", [CASSEMS, named("中", "X"), named("X", "中"), named("X", "X", "k" * 78)])
def test_without_a_key_or_a_name_there_is_no_code(policy: Policy) -> None:
    with pytest.raises(PixImpossible):
        code_of(a_lump_sum(), policy)


def test_a_part_worth_nothing_has_no_code() -> None:
    with pytest.raises(PixImpossible):
        code_of(a_lump_sum(0))


def test_the_image_holds_the_code_in_modules_another_encoder_draws_alike() -> None:
    """G1: the picture's squares, against an encoder of another hand told the same version, correction and mask."""
    code = code_of(a_lump_sum())
    image = run(DOCUMENTS.pix_qr(code))
    ours = segno.make_qr(code, error="m")
    other = qrcode.QRCode(
        version=int(ours.version),
        error_correction={"L": 1, "M": 0, "Q": 3, "H": 2}[str(ours.error)],
        mask_pattern=ours.mask,
        border=0,
    )
    other.add_data(code, optimize=0)
    other.make(fit=False)

    assert (image.kind, image.content_type, image.filename) == ("pix_qr", "image/png", "pix.png")
    assert modules(image.content) == [[bool(cell) for cell in row] for row in other.get_matrix()]


def test_the_image_keeps_a_white_border_of_four_modules() -> None:
    picture = Image.open(io.BytesIO(run(DOCUMENTS.pix_qr(code_of(a_lump_sum()))).content)).convert("L")
    border = QUIET * SCALE

    assert {picture.getpixel((x, y)) for x in range(picture.width) for y in range(border)} == {255}
    assert picture.getpixel((border, border)) == 0


def modules(png: bytes) -> list[list[bool]]:
    """True where the middle of a square is dark, border left out."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    places = [(n + QUIET) * SCALE + SCALE // 2 for n in range(picture.width // SCALE - 2 * QUIET)]
    return [[picture.getpixel((x, y)) == 0 for x in places] for y in places]
