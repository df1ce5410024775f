"""Moments in words: when people answer, and until when something is done."""

from datetime import datetime, time, timedelta

from bot.application.desk import Desk
from bot.application.wording import day
from bot.domain.policy import StaffedHours

SUNDAY = 6
SATURDAY = 5


def in_words(desk: Desk, moment: datetime) -> str:
    """A day and hour a person can act on: "segunda-feira, 23/11/2026, às 9h"."""
    weekday = desk.phrases.say(f"weekday_{moment.weekday()}")
    return desk.phrases.say("when_weekday", weekday=weekday, day=day(moment.date()), hour=hour(moment.time()))


def hour(at: time) -> str:
    return f"{at.hour}h{at.minute:02d}" if at.minute else f"{at.hour}h"


def is_staffed(desk: Desk) -> bool:
    now = desk.at.business
    span = _span_on(desk, now)
    return span is not None and span[0] <= now.time() < span[1]


def next_staffed(desk: Desk) -> datetime:
    """The next moment a person answers; now, when they are there (H5)."""
    now = desk.at.business
    if is_staffed(desk):
        return now
    for days in range(15):
        moment = now + timedelta(days=days)
        span = _span_on(desk, moment)
        if span is not None and (days or now.time() < span[0]):
            return moment.replace(hour=span[0].hour, minute=span[0].minute, second=0, microsecond=0)
    return now + timedelta(days=1)


def staffed_hours_in_words(desk: Desk, hours: StaffedHours) -> str:
    said = [
        desk.phrases.say(key, first=hour(span[0]), last=hour(span[1]))
        for key, span in (("hours_weekdays", hours.weekdays), ("hours_saturdays", hours.saturdays))
        if span is not None
    ]
    return desk.phrases.joined(said)


def _span_on(desk: Desk, moment: datetime) -> tuple[time, time] | None:
    hours, day_of = desk.policy.hours, moment.date()
    closed = hours.closed_on_holidays and day_of in desk.services.calendar.holidays(day_of, day_of)
    if closed or moment.weekday() == SUNDAY:
        return None
    return hours.saturdays if moment.weekday() == SATURDAY else hours.weekdays
