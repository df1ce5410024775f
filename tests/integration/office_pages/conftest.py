"""The console with the back office's pages, on both databases, and people of each role in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.application.office.tools import OfficeTools
from bot.application.releases import LoadedRelease
from console.office.mount import office_routers
from tests.checkout import checkout_release
from tests.fakes import FakeClock
from tests.integration.office_pages.desk import office_parts
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance

MOUNTED = mounted_console(*office_routers())

type Comes = Callable[..., Awaitable[Browser]]


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
def office(sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> OfficeTools:
    return office_parts(sql_storage, clock, release)


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def app(entrance: Entrance, office: OfficeTools) -> FastAPI:
    opened = opened_copy(MOUNTED, entrance)
    opened.state.office = office
    return opened


@pytest.fixture
async def comes(app: FastAPI, entrance: Entrance) -> AsyncIterator[Comes]:
    """Somebody of a role, signed in."""
    browsers = []

    async def comes(name: str = "ana", role: StaffRole = StaffRole.AGENT) -> Browser:
        email = f"{name}@exemplo.invalid"
        await entrance.employs(email, role)
        browsers.append(browser := Browser(app))
        await browser.signs_in(email=email)
        return browser

    yield comes
    for browser in browsers:
        await browser.http.aclose()
