"""How many wrong tries are free, and how the pauses grow after them, to the second."""

from datetime import timedelta

import pytest

from bot.application.staff.lockout import Limits, Tries, account_door, closed_until, counted
from tests.fakes import NOON

LIMITS = Limits(5, timedelta(minutes=1), timedelta(hours=1), forgotten_after=timedelta(hours=24))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("count", "pause_m"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (11, 60), (12, 60), (10_000, 60)]
)
def test_the_pause_grows_from_the_fifth_wrong_try_on(count: int, pause_m: int) -> None:
    until = closed_until(Tries(count, NOON), LIMITS, NOON)

    assert until == (NOON + timedelta(minutes=pause_m) if pause_m else None)


def test_a_door_opens_at_the_very_second() -> None:
    tries = Tries(5, NOON)

    assert closed_until(tries, LIMITS, NOON + timedelta(minutes=1) - SECOND) is not None
    assert closed_until(tries, LIMITS, NOON + timedelta(minutes=1)) is None


def test_tries_are_forgotten_after_a_day() -> None:
    tries = Tries(7, NOON)

    assert counted(tries, LIMITS, NOON + timedelta(hours=24) - SECOND).count == 8
    assert counted(tries, LIMITS, NOON + timedelta(hours=24)).count == 1
    assert counted(None, LIMITS, NOON) == Tries(1, NOON)


def test_the_fifth_wrong_try_is_the_one_that_closes_an_account() -> None:
    assert account_door("a@exemplo.invalid").limits == LIMITS
