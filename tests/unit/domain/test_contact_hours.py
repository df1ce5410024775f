"""R3: when a message that we start may be sent, by state of the debtor, tested at the edges."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.contact_hours import is_lawful, next_lawful

ZONE = ZoneInfo("America/Sao_Paulo")
FRIDAY, SATURDAY, SUNDAY = "2026-11-27", "2026-11-28", "2026-11-29"
STATES = ["SP", "AL", "RJ", "ES", "PR", "AM", "MS", None]


def at(day: str, hour: str) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("state", "day", "first", "last"),
    [
        ("SP", FRIDAY, "08:00", "20:00"),
        ("AL", SATURDAY, "08:00", "14:00"),
        (None, SATURDAY, "08:00", "14:00"),
        ("RJ", FRIDAY, "09:00", "19:00"),
        ("ES", FRIDAY, "08:00", "19:00"),
        ("PR", FRIDAY, "08:00", "18:00"),
        ("PR", SATURDAY, "08:00", "13:00"),
        ("AM", FRIDAY, "08:00", "19:00"),
    ],
)
def test_the_first_minute_is_lawful_and_the_last_hour_struck_is_not(
    state: str | None, day: str, first: str, last: str
) -> None:
    opens, closes = at(day, first), at(day, last)

    assert is_lawful(opens, state, ())
    assert not is_lawful(opens - timedelta(minutes=1), state, ())
    assert is_lawful(closes - timedelta(minutes=1), state, ())
    assert not is_lawful(closes, state, ())


@pytest.mark.parametrize("state", ["RJ", "ES", "AM"])
def test_these_states_have_no_saturday(state: str) -> None:
    assert not is_lawful(at(SATURDAY, "10:00"), state, ())


@pytest.mark.parametrize("state", STATES)
def test_never_on_sundays_and_holidays(state: str | None) -> None:
    assert not is_lawful(at(SUNDAY, "10:00"), state, ())
    assert not is_lawful(at(FRIDAY, "10:00"), state, {date(2026, 11, 27)})


def test_saturday_afternoon_moves_to_monday_morning() -> None:
    assert next_lawful(at(SATURDAY, "14:00"), "SP", ()) == at("2026-11-30", "08:00")


def test_before_opening_moves_to_the_opening_of_that_day() -> None:
    assert next_lawful(at(FRIDAY, "06:30"), "RJ", ()) == at(FRIDAY, "09:00")


@given(
    st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2027-12-01")).map(
        lambda moment: moment.replace(tzinfo=ZONE)
    ),
    st.sampled_from(STATES),
)
def test_what_it_moves_to_is_lawful_and_never_earlier(wished: datetime, state: str | None) -> None:
    moved = next_lawful(wished, state, ())

    assert is_lawful(moved, state, ())
    assert moved >= wished
