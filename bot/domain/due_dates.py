"""Due dates: how late the first part may fall, the months after it, and the day it can be paid."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5


@dataclass(frozen=True)
class FirstDueDate:
    """A first due date the policy allows, and the business day up to which it can be paid."""

    day: date
    payable_on: date

    @property
    def moves(self) -> bool:
        return self.payable_on != self.day


@dataclass(frozen=True)
class DateRefused:
    """A first due date outside the policy, with the latest one possible."""

    wished: date
    latest: date
    is_past: bool


def latest_first_due(today: date, within_days: int) -> date:
    return today + timedelta(days=within_days)


def first_due(wished: date, today: date, within_days: int, holidays: Collection[date]) -> FirstDueDate | DateRefused:
    """Accept a date from today up to the limit, weekend or not; otherwise say which is the latest."""
    latest = latest_first_due(today, within_days)
    if not today <= wished <= latest:
        return DateRefused(wished, latest, is_past=wished < today)
    return FirstDueDate(wished, payable_on(wished, holidays))


def payable_on(day: date, holidays: Collection[date]) -> date:
    """The day itself when banks open, else the next business day."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def monthly_due_dates(first: date, parts: int) -> tuple[date, ...]:
    """The first date and the same day of the months after it; the last day where a month is shorter."""
    return tuple(_months_after(first, months) for months in range(parts))


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
