"""How often the matrix of faults is run through: once, briefly, or as many times as seeds are asked for."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--seeds", type=int, default=0, help="run the whole matrix of faults with so many seeds")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A quick selection takes one seed and leaves out what is marked as of the whole matrix."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(1, (seeds_of(metafunc.config) or 1) + 1))


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "whole_matrix: too long for every day; runs where seeds are asked for")
    config.addinivalue_line("markers", "every_day_on(database): on the other kind only where seeds are asked for")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left_out = [] if seeds_of(config) else [item for item in items if not is_for_every_day(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def is_for_every_day(item: pytest.Item) -> bool:
    if item.get_closest_marker("whole_matrix"):
        return False
    on = item.get_closest_marker("every_day_on")
    return on is None or on.args[0] in item.name


def seeds_of(config: pytest.Config) -> int:
    return int(config.getoption("--seeds", default=0))
