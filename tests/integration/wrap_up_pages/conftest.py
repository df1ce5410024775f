"""The pages of the end of a conversation, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.releases import LoadedRelease
from console.wrap_up.deps import WrapUpPages
from console.wrap_up.mount import wrap_up_routers
from tests.checkout import checkout_release
from tests.fakes import FakeClock
from tests.integration.api.desk import Debtors, EmergencyStop
from tests.integration.db.debtors import with_a_debtor
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance
from tests.integration.wrap_up_pages.desk import Agent, Door, wrap_up_pages

MOUNTED = mounted_console(*wrap_up_routers())


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
def emergency() -> EmergencyStop:
    return EmergencyStop()


@pytest.fixture
def pages(sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease, emergency: EmergencyStop) -> WrapUpPages:
    return wrap_up_pages(sql_storage, clock, release, emergency)


@pytest.fixture
async def debtors(sql_storage: SqlStorage, release: LoadedRelease) -> Debtors:
    return Debtors(sql_storage, release, await with_a_debtor(sql_storage))


@pytest.fixture
async def enters(
    sql_storage: SqlStorage, clock: FakeClock, pages: WrapUpPages, debtors: Debtors
) -> AsyncIterator[Door]:
    entrance = Entrance.of(sql_storage, clock)
    app = opened_copy(MOUNTED, entrance)
    app.state.wrap_up = pages
    browser = Browser(app)
    browser.http.follow_redirects = False
    yield Door(entrance, browser, pages, debtors)
    await browser.http.aclose()


@pytest.fixture
async def agent(enters: Door) -> Agent:
    return await enters()
