"""The console with the back office's pages, on both databases, and people of each role in front of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from bot.adapters.db.erasure import SqlPersonalData
from bot.adapters.db.media import SqlMedia
from bot.adapters.db.office import SqlTasks
from bot.adapters.db.office_cases import SqlCaseDesk
from bot.adapters.db.office_slips import SqlSlipDesk
from bot.adapters.db.storage import SqlStorage
from bot.adapters.release_store import sources_in
from bot.application.agents.roles import StaffRole
from bot.application.office.tools import OfficeTools
from bot.application.releases import LoadedRelease, build_release, load_release
from console.office.mount import office_routers
from tests.fakes import FakeCalendar, FakeClock
from tests.integration.api.desk import OneRelease
from tests.integration.staff.browsers import Browser, opened_console
from tests.integration.staff.entrance import Entrance

ROOT = Path(__file__).resolve().parents[3]

type Comes = Callable[..., Awaitable[Browser]]


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return load_release(build_release(sources_in(ROOT)).files)


@pytest.fixture
def office(sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> OfficeTools:
    database = sql_storage.database
    return OfficeTools(
        tasks=SqlTasks(database),
        cases=SqlCaseDesk(database),
        slips=SqlSlipDesk(database),
        media=SqlMedia(database),
        personal_data=SqlPersonalData(database),
        releases=OneRelease(release),
        calendar=FakeCalendar(),
        clock=clock,
    )


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def app(entrance: Entrance, office: OfficeTools) -> FastAPI:
    opened = opened_console(entrance, *office_routers())
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
