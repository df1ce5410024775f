"""The ground houses stand on: a database of each kind, a Valkey, the nlu, and the release the checkout makes."""

from pathlib import Path
from random import Random

import pytest

from tests.conversations.conftest import nlu_url, release_folder, release_id
from tests.faults.matrix.house import Ground

__all__ = ["nlu_url", "release_folder", "release_id"]


@pytest.fixture
def dice(seed: int) -> Random:
    return Random(seed)


@pytest.fixture
def ground(database_url: str, redis_url: str, nlu_url: str, release_id: str, tmp_path: Path) -> Ground:
    """Once on each kind of database."""
    return Ground(database_url, redis_url, nlu_url, release_id, tmp_path)


@pytest.fixture
def embedded_ground(sqlite_url: str, redis_url: str, nlu_url: str, release_id: str, tmp_path: Path) -> Ground:
    """For what there is on one machine only."""
    return Ground(sqlite_url, redis_url, nlu_url, release_id, tmp_path)


@pytest.fixture
def shared_ground(postgres_url: str, redis_url: str, nlu_url: str, release_id: str, tmp_path: Path) -> Ground:
    """For what there is between machines only."""
    return Ground(postgres_url, redis_url, nlu_url, release_id, tmp_path)
