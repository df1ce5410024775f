"""Waiting for what another process does: look again and again until a deadline, never for a fixed time."""

from collections.abc import Callable
from threading import Event
from time import monotonic

LOOK_EVERY_S = 0.1
SOON_S = 180.0  # generous: the machine may be busy with other tests

_never = Event()


def wait_until[T](condition: Callable[[], T], what: str, within_s: float = SOON_S) -> T:
    """What the condition gives once it is true of it; fails when it is not in time."""
    deadline = monotonic() + within_s
    while not (found := condition()):
        assert monotonic() < deadline, f"not within {within_s:g} s: {what}"
        _never.wait(LOOK_EVERY_S)
    return found
