"""The entrance, once on each kind of database."""

import pytest

from bot.adapters.db.storage import SqlStorage
from tests.fakes import FakeClock
from tests.integration.staff.entrance import Entrance


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)
