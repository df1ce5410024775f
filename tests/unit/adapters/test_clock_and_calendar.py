"""CONCILIA_NOW moves the business hour only; banks and states have holidays of their own."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from bot.adapters.calendar import HolidayCalendar
from bot.adapters.clock import SAO_PAULO, SystemClock

REAL = datetime(2030, 1, 2, 12, 0, tzinfo=UTC)


def test_both_clocks_tell_the_same_instant_unless_told_otherwise() -> None:
    with time_machine.travel(REAL, tick=False):
        clock = SystemClock()

        assert clock.now() == clock.business_now() == REAL
        assert clock.business_now().utcoffset() == timedelta(hours=-3)


def test_the_business_hour_given_is_in_sao_paulo_and_runs_on_while_instants_stay_real() -> None:
    with time_machine.travel(REAL, tick=False) as traveller:
        clock = SystemClock(datetime(2026, 11, 21, 10, 0))  # noqa: DTZ001 - as the setting writes it
        assert clock.business_now() == datetime(2026, 11, 21, 10, 0, tzinfo=SAO_PAULO)

        traveller.shift(timedelta(hours=14, seconds=1))

        assert clock.business_now() == datetime(2026, 11, 22, 0, 0, 1, tzinfo=SAO_PAULO)
        assert clock.now() == REAL + timedelta(hours=14, seconds=1)


def test_instants_and_business_hours_carry_their_zone() -> None:
    with time_machine.travel(REAL, tick=False):
        clock = SystemClock()

        assert clock.now().tzinfo is UTC
        assert clock.business_now().tzinfo is SAO_PAULO


@pytest.mark.parametrize(
    ("day", "state", "is_holiday"),
    [
        (date(2026, 11, 20), None, True),  # Consciência Negra
        (date(2026, 12, 25), None, True),
        (date(2026, 2, 16), None, True),  # Carnaval, a Monday
        (date(2026, 2, 18), None, False),  # Ash Wednesday: banks open in the afternoon
        (date(2026, 6, 4), None, True),  # Corpus Christi
        (date(2026, 10, 28), None, False),  # civil servants only
        (date(2026, 10, 11), "MS", True),
        (date(2026, 10, 11), "SP", False),
        (date(2026, 10, 11), None, False),
        (date(2026, 12, 25), "XX", True),
        (date(2026, 11, 23), None, False),
    ],
)
def test_holidays_of_the_country_the_banks_and_the_state(day: date, state: str | None, is_holiday: bool) -> None:
    """P7, R3"""
    assert (day in HolidayCalendar().holidays(day, day, state)) is is_holiday


def test_holidays_are_those_of_the_days_asked_across_the_year() -> None:
    found = HolidayCalendar().holidays(date(2026, 12, 25), date(2027, 1, 1))

    assert found == {date(2026, 12, 25), date(2027, 1, 1)}
