"""A Pix code to copy and paste (BR Code): its checksum verified, its value and beneficiary told."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.money import Money, NotMoney

BEGINS = "000201"
_CRC, _AMOUNT, _NAME, _CURRENCY, _REAL = "63", "54", "59", "53", "986"
_PIX, _ACCOUNTS = "br.gov.bcb.pix", tuple(str(number) for number in range(26, 52))


class PixProblem(StrEnum):
    """The first thing wrong with what was pasted."""

    SHAPE = "pix_shape"
    CHECKSUM = "pix_checksum"
    NOT_PIX = "pix_other"


@dataclass(frozen=True)
class PixCode:
    """A code whose checksum agrees; one with its value at the bank only has none here."""

    text: str
    amount: Money | None
    beneficiary: str


def read_pix(pasted: str) -> PixCode | PixProblem:
    text = pasted.strip()
    try:
        fields = dict(_fields(text))
    except ValueError:
        return PixProblem.SHAPE
    if not text.startswith(BEGINS) or text[-8:-4] != f"{_CRC}04":
        return PixProblem.SHAPE
    if fields[_CRC].upper() != f"{checksum(text[:-4]):04X}":
        return PixProblem.CHECKSUM
    accounts = [fields[number] for number in _ACCOUNTS if number in fields]
    if fields.get(_CURRENCY) != _REAL or not any(_PIX in account.lower() for account in accounts):
        return PixProblem.NOT_PIX
    try:
        amount = Money.from_decimal_text(fields[_AMOUNT]) if _AMOUNT in fields else None
    except NotMoney:
        return PixProblem.SHAPE
    return PixCode(text, amount or None, fields.get(_NAME, "").strip())


def checksum(text: str) -> int:
    """CRC-16/CCITT-FALSE, as the Central Bank's manual asks."""
    value = 0xFFFF
    for byte in text.encode():
        value ^= byte << 8
        for _ in range(8):
            value = (value << 1) ^ 0x1021 if value & 0x8000 else value << 1
        value &= 0xFFFF
    return value


def _fields(text: str) -> Iterator[tuple[str, str]]:
    """Two digits of a name, two of a length, and the value; raises ValueError where it does not come out."""
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise ValueError(head)
        length = int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) < length:
            raise ValueError(head)
        yield head[:2], value
        at += 4 + length
