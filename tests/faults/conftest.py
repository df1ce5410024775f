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


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not seeds_of(config):
        left_out = [item for item in items if item.get_closest_marker("whole_matrix")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def seeds_of(config: pytest.Config) -> int:
    return int(config.getoption("--seeds", default=0))
