"""What the page of learning says of a measurement (F4)."""

import pytest

from bot.application.learning.evaluation import Change, Measured
from console.learning.words import moved, per_cent, points, progress, verdict

WORSE = Change("ask_human", 35, 0.97, 0.91, 0.9, 0.9)
BETTER = Change("hardship", 40, 0.8, 0.9, 0.9, 0.9)


def measured(before: float, after: float, *changes: Change) -> Measured:
    return Measured("r", 1, 1, 100, before, after, changes, ())


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (measured(0.9, 0.8), "O robô entende pior com este rascunho"),
        (measured(0.9, 0.8, WORSE), "O robô entende pior com este rascunho, sobretudo «Falar com uma pessoa»"),
        (measured(0.9, 0.92, WORSE), "No geral o robô não entende pior, mas reconhece menos «Falar com uma pessoa»"),
        (measured(0.9, 0.92), "O robô entende melhor com este rascunho"),
        (measured(0.9, 0.9), "O robô entende igual com este rascunho"),
    ],
)
def test_the_verdict_names_what_got_worse(found: Measured, told: str) -> None:
    assert verdict(found) == told


def test_figures_are_written_as_people_here_write_them() -> None:
    assert [per_cent(0.98328), points(0.9, 0.895), points(0.8, 0.9), points(0.5, 0.5)] == [
        "98,3%",
        "−0,5",
        "+10,0",
        "igual",
    ]


def test_what_got_worse_stands_first_and_what_did_not_move_is_left_out() -> None:
    same = Change("later", 30, 0.9, 0.9, 0.8, 0.7)

    assert moved(measured(0.9, 0.9, BETTER, same, WORSE)) == [WORSE, BETTER]


@pytest.mark.parametrize(
    ("line", "way"),
    [
        ("", 2),
        ("before", 5),
        ("training: IntentRegression…", 35),
        ("trained in 43 s", 70),
        ("after", 80),
    ],
)
def test_progress_is_told_in_words_and_moves_on(line: str, way: int) -> None:
    words, at = progress(line)

    assert (at, bool(words)) == (way, True)
