"""What is told of notices in bulk and of databases of different sizes."""

import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.figures import lines
from bench.growth import beside_the_first, beside_the_smallest
from bench.noisy import bulk_of
from bench.notices import Sent, told_of
from bot.adapters.redis_pace import PER_SECOND
from bot.application.notices.planning import Plan
from bot.domain.conversation import Channel


def _with(*times: float) -> Any:
    return SimpleNamespace(turns=list(times))


def test_each_larger_database_stands_beside_the_smallest() -> None:
    measured = beside_the_smallest((1_000, 2_000, 4_000), [_with(0.010), _with(0.011), _with(0.020)])

    names = [f"{size}, p{percent}" for size in ("2,000", "4,000") for percent in (50, 95)]
    assert [figure.name for figure in measured.figures] == names
    assert [figure.ratio for figure in measured.figures] == pytest.approx([1.1, 1.1, 2.0, 2.0])


def test_later_turns_stand_beside_the_first_by_the_clock_and_by_the_core() -> None:
    measured = beside_the_first({5: [(0.04, 0.02)], 50: [(0.05, 0.021)], 200: [(0.06, 0.024)]})

    found = {figure.name: figure.ratio for figure in measured.figures}
    assert found == pytest.approx(
        {
            "turn 50, p50": 1.25,
            "turn 200, p50": 1.5,
            "turn 50, of a core": 1.05,
            "turn 200, of a core": 1.2,
        }
    )
    assert measured.raw["turn 200, of a core"] == [0.024]


def test_sending_stands_beside_what_the_bucket_gives() -> None:
    measured = told_of(Plan(1, planned=90, skipped=()), 2.0, 1.0, Sent(50, messages=40, seconds=8.0, of_a_core=0.5))

    [sent] = measured.figures
    assert (sent.ours, sent.reference) == (5.0, float(PER_SECOND[Channel.WHATSAPP]))
    assert "45 people a second" in lines(measured)[2]


def test_a_training_beside_live_turns_stands_behind_them(tmp_path: Path) -> None:
    *_, training = bulk_of(tmp_path, rows=3)

    assert training.command[:3] == (sys.executable, "-m", "bench.behind")
    assert (tmp_path / "bulk.csv").exists()
