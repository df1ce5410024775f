"""The kinds of values a policy document holds, each read from text and kept inside its own bounds."""

from datetime import time
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.domain.documents import digits_of, is_cnpj
from bot.domain.money import ZERO, Money, NotMoney
from bot.domain.policy import FeeDisclosure


def _money(value: object) -> Money:
    if isinstance(value, Money):
        return value
    try:
        amount = Money.from_decimal_text(str(value))
    except NotMoney as error:
        raise ValueError(f"{value!r} is not an amount such as 100.00") from error
    if amount < ZERO:
        raise ValueError("an amount may not be negative")
    return amount


def _share(value: object) -> Fraction:
    try:
        share = Fraction(str(value))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(f"{value!r} is not a share such as 0.5 or 1/3") from error
    if not 0 < share <= 1:
        raise ValueError("a share lies above 0 and up to 1")
    return share


def _cnpj(value: object) -> str:
    digits = digits_of(str(value))
    if not is_cnpj(digits):
        raise ValueError(f"{value!r} is not a CNPJ")
    return digits


def _disclosure(value: object) -> object:
    """Hiding the fee from someone who asks is not a setting."""
    if value not in set(FeeDisclosure):
        raise ValueError("must be itemised or on_request: the fee is never hidden from a debtor who asks")
    return value


def _span(value: object) -> tuple[time, time]:
    opens, dash, closes = str(value).partition("-")
    try:
        hours = time.fromisoformat(opens), time.fromisoformat(closes)
    except ValueError as error:
        raise ValueError(f"{value!r} is not a span such as 08:00-18:00") from error
    if not dash or hours[0] >= hours[1]:
        raise ValueError(f"{value!r} closes before it opens")
    return hours


type Amount = Annotated[Money, BeforeValidator(_money)]
type Share = Annotated[Fraction, BeforeValidator(_share)]
type Cnpj = Annotated[str, BeforeValidator(_cnpj)]
type Percent = Annotated[Decimal, Field(ge=0, le=100)]
type Days = Annotated[int, Field(ge=0)]
type Text = Annotated[str, Field(min_length=1)]
type SixDigits = Annotated[str, Field(pattern=r"^\d{6}$")]
type Disclosure = Annotated[FeeDisclosure, BeforeValidator(_disclosure)]
type Span = Annotated[tuple[time, time], BeforeValidator(_span)]
