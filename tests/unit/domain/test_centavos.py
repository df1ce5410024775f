"""Money: whole centavos."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.money import Money, NotMoney


@pytest.mark.parametrize(
    ("text", "cents"), [("1234.56", 123456), ("2.5", 250), ("100", 10000), ("0.05", 5), ("-0.05", -5)]
)
def test_decimal_text_is_read_to_the_centavo(text: str, cents: int) -> None:
    assert Money.from_decimal_text(text) == Money(cents)


@pytest.mark.parametrize("text", ["", "1,50", "1.234,56", "1.005", "R$ 1.00", "1e3", "--1"])
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(NotMoney):
        Money.from_decimal_text(text)


@given(st.integers(-(10**12), 10**12))
def test_decimal_text_reads_back_to_the_same_amount(cents: int) -> None:
    assert Money.from_decimal_text(Money(cents).decimal_text()) == Money(cents)


@pytest.mark.parametrize(("share", "cents"), [("1/2", 1), ("49/100", 0), ("3/2", 2), ("5/2", 3)])
def test_half_a_centavo_is_rounded_up(share: str, cents: int) -> None:
    assert Money(1).portion(Fraction(share)) == Money(cents)


def test_percents_are_rounded_half_up() -> None:
    assert Money(1594_53).percent(Decimal(2)) == Money(31_89)
    assert Money(25).percent(Decimal(2)) == Money(1)


def test_money_is_added_multiplied_divided_and_ordered() -> None:
    assert Money(150) + Money(50) - Money(1) == Money(199)
    assert Money(150) * 3 == 3 * Money(150) == Money(450)
    assert Money(100).floor_div(3) == Money(33)
    assert Money(100).ceil_div(3) == Money(34)
    assert max(Money(1), Money(2)) == Money.total([Money(1), Money(1)])
    assert not Money(0)
