"""The console's pages of a conversation on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.releases import LoadedRelease
from console.talk.mount import talk_routers
from tests.checkout import checkout_release
from tests.fakes import FakeClock
from tests.integration.api.desk import Debtors
from tests.integration.db.debtors import with_a_debtor
from tests.integration.staff.browsers import mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance
from tests.integration.talk_pages.desk import Agent, Office, talk_tools

MOUNTED = mounted_console(*talk_routers())


@pytest.fixture(scope="session")
def release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
async def office(sql_storage: SqlStorage, clock: FakeClock, release: LoadedRelease) -> Office:
    entrance = Entrance.of(sql_storage, clock)
    app = opened_copy(MOUNTED, entrance)
    app.state.talk = talk_tools(sql_storage, clock, release)
    debtors = Debtors(sql_storage, release, await with_a_debtor(sql_storage))
    return Office(entrance, app, app.state.talk, debtors, clock)


@pytest.fixture
async def ana(office: Office) -> AsyncIterator[Agent]:
    hired = await office.hires("ana.souza")
    yield hired
    await hired.browser.http.aclose()


@pytest.fixture
async def bia(office: Office) -> AsyncIterator[Agent]:
    hired = await office.hires("bia.lima")
    yield hired
    await hired.browser.http.aclose()
