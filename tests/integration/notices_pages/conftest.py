"""The console with the page of the notices that wait, on both databases, and people of each role in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.parts.notices import notice_list_tools
from console.notices.page import notices_router
from tests.fakes import FakeClock
from tests.integration.api.limits import bind_to
from tests.integration.notices.office import Office
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance

MOUNTED = mounted_console(notices_router())

type Comes = Callable[..., Awaitable[Browser]]


@pytest.fixture
def office(sql_storage: SqlStorage, clock: FakeClock) -> Office:
    return Office(sql_storage, clock)


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def app(entrance: Entrance) -> FastAPI:
    opened = opened_copy(MOUNTED, entrance)
    opened.state.notices = notice_list_tools(entrance.storage.database, entrance.clock)
    return opened


@pytest.fixture
async def comes(app: FastAPI, entrance: Entrance) -> AsyncIterator[Comes]:
    """Somebody of a role, signed in."""
    browsers = []

    async def comes(role: StaffRole = StaffRole.SUPERVISOR, creditors: tuple[str, ...] = ()) -> Browser:
        email = f"{role.value}@exemplo.invalid"
        await entrance.employs(email, role)
        if creditors:
            await bind_to(entrance.storage, email, *creditors)
        browsers.append(browser := Browser(app))
        await browser.signs_in(email=email)
        return browser

    yield comes
    for browser in browsers:
        await browser.http.aclose()
