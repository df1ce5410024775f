"""Installment plans: a down payment and equal installments that add up to the negotiated value."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from bot.domain.money import Money

ONE_CENT = Money(1)


@dataclass(frozen=True)
class PlanLimits:
    """The smallest parts a plan may have, before the fee, and the fee on each slip."""

    minimum_down_payment: Money
    minimum_installment: Money
    fee: Money


@dataclass(frozen=True)
class Plan:
    """A down payment followed by `count` equal installments; amounts are before the fee."""

    count: int
    down_payment: Money
    installment: Money
    fee: Money

    @property
    def value(self) -> Money:
        return self.down_payment + self.installment * self.count

    @property
    def slips(self) -> int:
        return self.count + 1

    @property
    def total(self) -> Money:
        return self.value + self.fee * self.slips

    @property
    def down_payment_with_fee(self) -> Money:
        return self.down_payment + self.fee

    @property
    def installment_with_fee(self) -> Money:
        return self.installment + self.fee

    def respects(self, limits: PlanLimits) -> bool:
        """The down payment is above each installment, and neither is under its minimum."""
        return (
            self.count >= 1
            and self.down_payment > self.installment
            and self.down_payment >= limits.minimum_down_payment
            and self.installment >= limits.minimum_installment
        )


def smallest_plan(value: Money, count: int, limits: PlanLimits) -> Plan | None:
    """The plan of `count` installments with the smallest down payment, or None when the minima leave none."""
    installment = value.floor_div(count + 1)
    if value - installment * count <= installment:
        installment -= ONE_CENT
    if value - installment * count < limits.minimum_down_payment:
        installment = (value - limits.minimum_down_payment).floor_div(count)
    return _plan_of(value, count, installment, limits)


def largest_feasible_count(value: Money, max_count: int, limits: PlanLimits) -> int:
    """The most installments the minima allow; 0 when they leave no plan."""
    feasible = (count for count in range(max_count, 0, -1) if smallest_plan(value, count, limits))
    return next(feasible, 0)


def graded_counts(largest: int, fractions: tuple[Fraction, ...]) -> tuple[int, ...]:
    """The counts offered one after the other, from few to many; equal ones collapse."""
    return tuple(sorted({ceil(fraction * largest) for fraction in fractions})) if largest else ()


def plan_with_installment(value: Money, count: int, at_most: Money, limits: PlanLimits) -> Plan | None:
    """The plan of `count` installments of at most `at_most` (fee included) with the smallest down payment."""
    smallest = smallest_plan(value, count, limits)
    if smallest is not None and smallest.installment_with_fee <= at_most:
        return smallest
    return _plan_of(value, count, at_most - limits.fee, limits)


def plan_with_down_payment(value: Money, count: int, at_most: Money, limits: PlanLimits) -> Plan | None:
    """The plan of `count` installments with the largest down payment of at most `at_most` (fee included)."""
    rest = value - (at_most - limits.fee)
    installment = max(rest.ceil_div(count), limits.minimum_installment)
    return _plan_of(value, count, installment, limits)


def _plan_of(value: Money, count: int, installment: Money, limits: PlanLimits) -> Plan | None:
    plan = Plan(count, value - installment * count, installment, limits.fee)
    return plan if plan.respects(limits) else None
