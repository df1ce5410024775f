"""Holidays of Brazil, of its banks and of a state; Consciousness Day (20 November) included."""

from datetime import date
from functools import lru_cache

from holidays.countries.brazil import Brazil  # by its own name: looked up, every country would be imported at first use

BANKS_CLOSE = frozenset({"Carnaval", "Corpus Christi"})  # optional by law, kept by every bank


class HolidayCalendar:
    """The `Calendar` port, worked out once for each year and state."""

    def holidays(self, first: date, last: date, state: str | None = None) -> frozenset[date]:
        years = range(first.year, last.year + 1)
        return frozenset(day for year in years for day in _holidays_of(year, state) if first <= day <= last)


@lru_cache(maxsize=512)
def _holidays_of(year: int, state: str | None) -> frozenset[date]:
    """An unknown state has the national ones."""
    national = Brazil(years=year, language="pt_BR")
    optional = Brazil(years=year, categories=("optional",), language="pt_BR")
    banks = {day for day, name in optional.items() if name in BANKS_CLOSE}
    is_state = state is not None and state in national.subdivisions
    of_the_state = Brazil(subdiv=state, years=year) if is_state else national
    return frozenset({*national, *banks, *of_the_state})
