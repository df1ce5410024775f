"""Whole centavos: exact sums, and rounding half up only where a rule says so."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.domain.errors import BotError

_DECIMAL_TEXT = re.compile(r"(-?)(\d+)(?:\.(\d{1,2}))?")
_HALF = Fraction(1, 2)


class NotMoney(BotError):
    """A text that is not an amount with at most two decimals."""

    def __init__(self, text: str) -> None:
        super().__init__(f"not an amount of money: {text!r}")
        self.text = text


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in centavos of real."""

    cents: int

    def __add__(self, other: "Money") -> "Money":
        return Money(self.cents + other.cents)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.cents - other.cents)

    def __mul__(self, times: int) -> "Money":
        return Money(self.cents * times)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.cents != 0

    def __str__(self) -> str:
        return self.decimal_text()

    def floor_div(self, parts: int) -> "Money":
        return Money(self.cents // parts)

    def ceil_div(self, parts: int) -> "Money":
        return Money(-(-self.cents // parts))

    def portion(self, share: Fraction) -> "Money":
        """The share of this amount, rounded half up to the centavo."""
        return Money.rounded(self.cents * share)

    def percent(self, percent: Decimal) -> "Money":
        return self.portion(Fraction(percent) / 100)

    def decimal_text(self) -> str:
        """The amount as machines write it: "1234.56"."""
        sign = "-" if self.cents < 0 else ""
        reais, cents = divmod(abs(self.cents), 100)
        return f"{sign}{reais}.{cents:02d}"

    @classmethod
    def rounded(cls, cents: Fraction) -> "Money":
        """Whole centavos nearest to an exact amount, halves up."""
        return cls((cents + _HALF).__floor__())

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> "Money":
        return cls(sum(amount.cents for amount in amounts))

    @classmethod
    def from_decimal_text(cls, text: str) -> "Money":
        matched = _DECIMAL_TEXT.fullmatch(text.strip())
        if matched is None:
            raise NotMoney(text)
        sign, reais, cents = matched.groups()
        amount = int(reais) * 100 + int((cents or "0").ljust(2, "0"))
        return cls(-amount if sign else amount)


ZERO = Money(0)
