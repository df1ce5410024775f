"""Discount brackets: the row of the table a negotiation falls into, and what that row allows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.domain.money import Money
from bot.domain.titles import UpdatedTitle


@dataclass(frozen=True)
class Discount:
    """Percents taken off fine and interest, and off the principal."""

    charges_percent: Decimal
    principal_percent: Decimal

    def cents_off(self, balance: "Balance") -> Fraction:
        """The exact discount in centavos, not rounded."""
        charges = Fraction(self.charges_percent) * balance.charges.cents
        principal = Fraction(self.principal_percent) * balance.principal.cents
        return (charges + principal) / 100


@dataclass(frozen=True)
class DiscountRow:
    """One row of the table: the ceilings for a span of days overdue; open-ended when `to_day` is None."""

    from_day: int
    to_day: int | None
    lump_sum: Discount
    installments: Discount

    def covers(self, days_overdue: int) -> bool:
        return days_overdue >= self.from_day and (self.to_day is None or days_overdue <= self.to_day)


@dataclass(frozen=True)
class Balance:
    """What titles of one code are worth together."""

    principal: Money
    fine: Money
    interest: Money
    days_overdue: int  # of the least overdue title

    @property
    def charges(self) -> Money:
        return self.fine + self.interest

    @property
    def updated(self) -> Money:
        return self.principal + self.charges


def balance_of(titles: Sequence[UpdatedTitle]) -> Balance:
    """Add up the titles of a negotiation; its bracket is that of the least overdue one."""
    return Balance(
        principal=Money.total(title.principal for title in titles),
        fine=Money.total(title.fine for title in titles),
        interest=Money.total(title.interest for title in titles),
        days_overdue=min(title.days_overdue for title in titles),
    )


def row_for(table: Iterable[DiscountRow], days_overdue: int) -> DiscountRow:
    return next(row for row in table if row.covers(days_overdue))
