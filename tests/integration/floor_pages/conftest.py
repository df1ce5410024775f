"""The supervisor's page, users and keys on both databases."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.agents.figures import SqlFloorBook
from bot.adapters.db.storage import SqlStorage
from bot.application.agents.floor import FloorTools
from bot.application.agents.roles import StaffRole
from bot.application.releases import LoadedRelease, ReleaseMissing
from bot.parts.floor import floor_routers
from console.users.deps import UserPages
from tests.checkout import checkout_release
from tests.fakes import FakeClock
from tests.integration.api.desk import Debtors
from tests.integration.db.debtors import with_a_debtor
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance
from tests.integration.talk_pages.desk import talk_tools

MOUNTED = mounted_console(*floor_routers())

type Enter = Callable[..., Awaitable[Browser]]


class NoneLive:
    """The store of releases before the first is published."""

    async def live(self) -> LoadedRelease:
        raise ReleaseMissing(None)

    async def get(self, release_id: str) -> LoadedRelease:
        raise ReleaseMissing(release_id)


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def floor(sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> FloorTools:
    return FloorTools(SqlFloorBook(sql_storage.database), talk_tools(sql_storage, clock, release).rota)


@pytest.fixture
def app(entrance: Entrance, floor: FloorTools) -> FastAPI:
    opened = opened_copy(MOUNTED, entrance)
    opened.state.floor = floor
    opened.state.users = UserPages(floor.rota.tools.staff, floor.rota.tools.releases)
    return opened


@pytest.fixture
async def debtors(sql_storage: SqlStorage, release: LoadedRelease) -> Debtors:
    return Debtors(sql_storage, release, await with_a_debtor(sql_storage))


@pytest.fixture
async def enters(app: FastAPI, entrance: Entrance) -> AsyncIterator[Enter]:
    """Somebody of the staff, signed in at a browser of their own."""
    opened: list[Browser] = []

    async def enters(name: str = "sonia", role: StaffRole = StaffRole.SUPERVISOR) -> Browser:
        email = f"{name}@exemplo.invalid"
        await entrance.employs(email, role)
        opened.append(Browser(app))
        await opened[-1].signs_in(email=email)
        return opened[-1]

    yield enters
    for browser in opened:
        await browser.http.aclose()
