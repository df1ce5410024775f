"""When a message that we start may be sent: hours by state of the debtor, never on Sundays and holidays (R3)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

SATURDAY, SUNDAY = 5, 6

type Span = tuple[time, time]

# Weekdays and Saturdays by state; the default also serves SP and AL.
_DEFAULT: tuple[Span, Span | None] = ((time(8), time(20)), (time(8), time(14)))
_BY_STATE: dict[str, tuple[Span, Span | None]] = {
    "RJ": ((time(9), time(19)), None),
    "ES": ((time(8), time(19)), None),
    "PR": ((time(8), time(18)), (time(8), time(13))),
    "AM": ((time(8), time(19)), None),
}


def hours_on(day: date, state: str | None, holidays: Collection[date]) -> Span | None:
    """The span of a day in which a contact may be started, or None when it may not."""
    if day.weekday() == SUNDAY or day in holidays:
        return None
    weekdays, saturdays = _BY_STATE.get((state or "").upper(), _DEFAULT)
    return saturdays if day.weekday() == SATURDAY else weekdays


def is_lawful(moment: datetime, state: str | None, holidays: Collection[date]) -> bool:
    span = hours_on(moment.date(), state, holidays)
    return span is not None and span[0] <= moment.time() < span[1]


def next_lawful(moment: datetime, state: str | None, holidays: Collection[date]) -> datetime:
    """The first lawful moment at or after the one wished."""
    if is_lawful(moment, state, holidays):
        return moment
    day = moment.date()
    while (span := hours_on(day, state, holidays)) is None or datetime.combine(day, span[0], moment.tzinfo) <= moment:
        day += timedelta(days=1)
    return datetime.combine(day, span[0], moment.tzinfo)
