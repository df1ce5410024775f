"""The office of the notices, on each kind of database."""

import pytest

from bot.adapters.db.storage import SqlStorage
from tests.fakes import FakeClock
from tests.integration.notices.office import Office


@pytest.fixture
def office(sql_storage: SqlStorage, clock: FakeClock) -> Office:
    return Office(sql_storage, clock)
