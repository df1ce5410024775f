"""Which day it is where the person lives (N4)."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.notices.zones import local_day, zone_of

# One o'clock, four, five and six in the morning in UTC: midnight passes from Brasília westwards.
NIGHT = {hour: datetime(2026, 11, 21, hour, 30, tzinfo=UTC) for hour in (2, 3, 4, 5)}


@pytest.mark.parametrize(
    ("state", "city", "first_hour_of_the_day"),
    [
        ("SP", None, 3),
        ("DF", None, 3),
        ("CE", None, 3),
        ("PA", None, 3),
        ("TO", None, 3),
        (None, None, 3),
        ("", "", 3),
        ("XX", None, 3),
        ("MS", "Campo Grande", 4),
        ("ms", None, 4),
        (" MT ", None, 4),
        ("RO", None, 4),
        ("RR", None, 4),
        ("AM", None, 4),
        ("AM", "Manaus", 4),
        ("AM", "Tabatinga", 5),
        ("AM", " EIRUNEPÉ ", 5),
        ("AM", "Jutaí", 5),
        ("AM", "São Paulo de Olivença", 5),
        ("BA", "Tabatinga", 3),
        ("AC", "Rio Branco", 5),
    ],
)
def test_the_day_begins_at_the_midnight_of_the_person_s_state(
    state: str | None, city: str | None, first_hour_of_the_day: int
) -> None:
    """N4"""
    days = {hour: local_day(instant, zone_of(state, city)) for hour, instant in NIGHT.items()}

    assert days == {hour: date(2026, 11, 21 if hour >= first_hour_of_the_day else 20) for hour in NIGHT}
