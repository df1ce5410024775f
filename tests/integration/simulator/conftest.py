"""The service running on each database, with one invented debtor."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.simulator.service import Service, put_a_debtor, running


@pytest.fixture
def service(database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Service]:
    with running(database_url, redis_url, tmp_path / "home") as started:
        started.do(put_a_debtor(started.assembly))
        yield started
