"""Pix: the copy-and-paste code (BR Code) of one part of an agreement, and its QR image."""

import io
import re
import unicodedata
from decimal import Decimal

import segno
from pycobranca.exceptions import PyCobrancaError
from pycobranca.pix import PixPayload

from bot.domain.agreements import Agreement, Installment
from bot.domain.errors import BotError
from bot.domain.policy import PixKey, Policy

MAX_TXID, MAX_NAME, MAX_CITY = 25, 25, 15
QUIET_MODULES, PIXELS_A_MODULE = 4, 8


class PixImpossible(BotError):
    """No Pix code can be made of this: the reason says what is wrong with it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no Pix code: {reason}")
        self.reason = reason


def pix_code(policy: Policy, agreement: Agreement, part: Installment) -> str:
    """The code of one part: its value without the slip fee, which Pix does not carry (P8, G1)."""
    key = policy.payment.pix
    if key is None:
        raise PixImpossible(f"{policy.slug} has no Pix key")
    try:
        return _payload(key, txid_of(agreement, part), Decimal(part.value.decimal_text())).br_code()
    except PyCobrancaError as error:
        raise PixImpossible(str(error)) from error


def pix_qr(code: str) -> bytes:
    """The code as a PNG, with the quiet zone readers need; M is the correction the Pix manual asks for."""
    png = io.BytesIO()
    segno.make_qr(code, error="m").save(png, kind="png", scale=PIXELS_A_MODULE, border=QUIET_MODULES)
    return png.getvalue()


def txid_of(agreement: Agreement, part: Installment) -> str:
    """The agreement's number and two digits of the part: what a payment is recognised by."""
    txid = f"{agreement.number}{part.number:02d}"
    if not re.fullmatch(rf"[A-Za-z0-9]{{1,{MAX_TXID}}}", txid):
        raise PixImpossible(f"{txid!r} cannot be an identifier")
    return txid


def _payload(key: PixKey, txid: str, value: Decimal) -> PixPayload:
    name, city = _plain(key.merchant_name, MAX_NAME), _plain(key.merchant_city, MAX_CITY)
    return PixPayload(chave=key.key, nome=name, cidade=city, valor=value, txid=txid)


def _plain(text: str, longest: int) -> str:
    """Capitals without accents, as banks write names, cut to the length the field has."""
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(ascii_only.upper().split())[:longest].strip()
