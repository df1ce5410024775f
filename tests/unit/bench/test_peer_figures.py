"""What is made of the runs of `bench peer`."""

import pytest

from bench.databases import postgres_url
from bench.figures import lines
from bench.peer.cost import Memory
from bench.peer.load import Turn
from bench.peer.measure import Order, Outcome, compared
from bench.peer.side import environment

MIB = 1024 * 1024


def _outcome(name: str, seconds: float) -> Outcome:
    turns = [Turn(0, 0.01, 0.02, 0.03)] * 10
    return Outcome(name, turns, seconds, {"api": 0.05, "worker": 0.15}, 0.01, Memory(rss=4 * MIB, pss=2 * MIB))


def test_ours_is_compared_with_the_faster_of_the_others() -> None:
    measured = compared(Order(), _outcome("ours", 1), [_outcome("one", 10), _outcome("two", 5)])

    rate = measured.figures[0]
    assert (measured.reference, rate.ours, rate.reference) == ("two", 10, 2)
    assert rate.ratio == pytest.approx(5)


def test_core_time_is_told_by_process_and_the_clients_apart() -> None:
    [*_, note] = lines(compared(Order(), _outcome("ours", 1), [_outcome("one", 10)]))

    assert "20.0 ms of a core each (worker 15.0, api 5.0; load and provider 1.0 more)" in note


def test_raw_data_holds_every_run_even_the_slower_one() -> None:
    measured = compared(Order(), _outcome("ours", 1), [_outcome("one", 10), _outcome("two", 5)])

    assert {side.partition(":")[0] for side in measured.raw} == {"ours", "one", "two"}


def test_nothing_set_for_something_else_decides_for_a_side() -> None:
    inherited = {"CONCILIA_HOME": "x", "https_proxy": "y", "TWILIO_EDGE": "z", "PATH": "p"}

    assert environment(inherited, {"CONCILIA_HOME": "h"}) == {"PATH": "p", "CONCILIA_HOME": "h"}


def test_a_lent_postgresql_is_reached_by_our_driver() -> None:
    lent = "postgresql://postgres:@/bench?host=/run/x"

    assert postgres_url(lent) == "postgresql+asyncpg://postgres@/bench?host=/run/x"
