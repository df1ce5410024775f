"""Days as people name them, turned into the next real date."""

from calendar import monthrange
from datetime import MAXYEAR, date, timedelta

MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janeiro jan",
            "fevereiro fev",
            "marco mar",
            "abril abr",
            "maio mai",
            "junho jun",
            "julho jul",
            "agosto ago",
            "setembro set",
            "outubro out",
            "novembro nov",
            "dezembro dez",
        ),
        1,
    )
    for name in names.split()
}
WEEKDAYS = {"segunda": 0, "terca": 1, "quarta": 2, "quinta": 3, "sexta": 4, "sabado": 5, "domingo": 6}

_JUST_PAST = timedelta(days=60)


def real_date(year: int, month: int, day: int) -> date | None:
    if not 1900 <= year <= 2200 or not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def full_year(year: int, today: date, *, past: bool = False) -> int:
    """A year of two digits: a birth is past, anything else is of this century."""
    if year >= 100:
        return year
    century = today.year - today.year % 100
    return century + year - (100 if past and century + year > today.year else 0)


def next_day_of_month(day: int, today: date) -> date | None:
    """The next date with that day, today included; shorter months are passed over."""
    year, month = today.year, today.month
    for _ in range(4):
        found = real_date(year, month, day)
        if found and found >= today:
            return found
        year, month = following_month(year, month)
    return None


def next_day_and_month(day: int, month: int, today: date) -> date | None:
    """The next such day; one of the last weeks is that one: on the 21st nobody means next year's 18th."""
    this_year = real_date(today.year, month, day)
    if this_year and timedelta(0) < today - this_year <= _JUST_PAST:
        return this_year
    for year in range(today.year, min(today.year + 9, MAXYEAR)):
        found = real_date(year, month, day)
        if found and found >= today:
            return found
    return None


def next_weekday(weekday: int, today: date, *, strictly: bool = False) -> date:
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead or (7 if strictly else 0))


def following_month(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def latest_competence(month: int, year: int | None, today: date) -> str:
    """A month named without its year is the latest one not in the future: what is owed is past."""
    known = full_year(year, today) if year is not None else today.year - (1 if month > today.month else 0)
    return f"{known:04d}-{month:02d}"
