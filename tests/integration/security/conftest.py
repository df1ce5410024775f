"""The whole service's routes over one database, with two creditors in it and people of every kind in front of it."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.releases import LoadedRelease
from bot.config import Settings
from bot.main import create_app
from tests.checkout import checkout_release
from tests.fakes import FakeClock
from tests.integration.security.house import House, house_over


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The routes, made once; what they lean on is each test's own."""
    return create_app(Settings(_env_file=None, home=tmp_path_factory.mktemp("home")))


@pytest.fixture
async def house(
    service: FastAPI, sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease
) -> AsyncIterator[House]:
    opened = await house_over(service, sql_storage, clock, release)
    yield opened
    await opened.close()
