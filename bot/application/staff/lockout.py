"""Guessing gets slower: after some wrong tries each further one waits for a pause that grows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

_DOUBLINGS = 16  # beyond any longest pause


@dataclass(frozen=True)
class Limits:
    """How many wrong tries are free, and how the pauses grow after them."""

    free: int
    first_pause: timedelta
    longest_pause: timedelta
    forgotten_after: timedelta


@dataclass(frozen=True)
class Tries:
    """Tries in a row that were not followed by a right one."""

    count: int
    last_at: datetime


@dataclass(frozen=True)
class Door:
    """What tries are counted by: an account, an address, the second factor of a user."""

    kind: str
    key: str
    limits: Limits


_ACCOUNT = Limits(5, timedelta(minutes=1), timedelta(hours=1), forgotten_after=timedelta(hours=24))
# An office is one address for fifty people: it forgives more, and sooner.
_ADDRESS = Limits(30, timedelta(minutes=1), timedelta(minutes=15), forgotten_after=timedelta(hours=1))


def account_door(email: str) -> Door:
    """By what was typed, whether such an account exists or not."""
    return Door("account", email, _ACCOUNT)


def address_door(address: str) -> Door:
    return Door("address", address, _ADDRESS)


def second_factor_door(user_id: int) -> Door:
    return Door("second factor", str(user_id), _ACCOUNT)


def closed_until(tries: Tries | None, limits: Limits, at: datetime) -> datetime | None:
    """When the next try will be heard; None when it is heard now."""
    if tries is None or tries.count < limits.free:
        return None
    doublings = min(tries.count - limits.free, _DOUBLINGS)
    until = tries.last_at + min(limits.first_pause * 2**doublings, limits.longest_pause)
    return until if at < until else None


def counted(tries: Tries | None, limits: Limits, at: datetime) -> Tries:
    """With one more try."""
    is_new = tries is None or at - tries.last_at >= limits.forgotten_after
    return Tries(1 if tries is None or is_new else tries.count + 1, at)
