"""Holidays of Brazil, of its banks and of a state; Consciousness Day (20 November) included."""

from datetime import date
from functools import lru_cache

from holidays import country_holidays

COUNTRY = "BR"
BANKS_CLOSE = frozenset({"Carnaval", "Corpus Christi"})  # optional by law, kept by every bank


class HolidayCalendar:
    """The `Calendar` port, worked out once for each year and state."""

    def holidays(self, first: date, last: date, state: str | None = None) -> frozenset[date]:
        years = range(first.year, last.year + 1)
        return frozenset(day for year in years for day in _holidays_of(year, state) if first <= day <= last)


@lru_cache(maxsize=512)
def _holidays_of(year: int, state: str | None) -> frozenset[date]:
    """An unknown state has the national ones."""
    national = country_holidays(COUNTRY, years=year, language="pt_BR")
    optional = country_holidays(COUNTRY, years=year, categories=("optional",), language="pt_BR")
    banks = {day for day, name in optional.items() if name in BANKS_CLOSE}
    is_state = state is not None and state in national.subdivisions
    of_the_state = country_holidays(COUNTRY, subdiv=state, years=year) if is_state else national
    return frozenset({*national, *banks, *of_the_state})
