"""The page of refused deliveries on both databases, for somebody signed in."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.parts.refusing import refused_routers
from tests.fakes import FakeClock
from tests.integration.refused_pages.desk import RefusedDesk, refused_desk
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance

MOUNTED = mounted_console(*refused_routers())

type Enter = Callable[..., Awaitable[Browser]]


@pytest.fixture
def desk(sql_storage: SqlStorage, clock: FakeClock) -> RefusedDesk:
    return refused_desk(sql_storage.database, clock)


@pytest.fixture
async def enters(sql_storage: SqlStorage, clock: FakeClock, desk: RefusedDesk) -> AsyncIterator[Enter]:
    entrance = Entrance.of(sql_storage, clock)
    app: FastAPI = opened_copy(MOUNTED, entrance)
    app.state.refused = desk.tools
    opened: list[Browser] = []

    async def enters(role: StaffRole = StaffRole.ADMIN) -> Browser:
        await entrance.employs("adm@exemplo.invalid", role)
        opened.append(Browser(app))
        await opened[-1].signs_in(email="adm@exemplo.invalid")
        return opened[-1]

    yield enters
    for browser in opened:
        await browser.http.aclose()
