"""The list's pages on both databases, with browsers in front of them."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.inbox import InboxTools
from bot.application.agents.keys import Member
from bot.application.agents.roles import StaffRole
from console.inbox.presence import presence_router
from console.inbox.router import inbox_router
from console.live.router import live_router
from tests.fakes import FakeClock
from tests.integration.inbox_pages.talks import Talks
from tests.integration.staff.behind import inbox_parts, live_parts
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import EMAIL, Entrance

MOUNTED = mounted_console(live_router(), inbox_router(), presence_router())


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def talks(sql_storage: SqlStorage) -> Talks:
    return Talks(sql_storage)


@pytest.fixture
def ana() -> Member:
    return Member(1, EMAIL, StaffRole.AGENT)


@pytest.fixture
def app(entrance: Entrance) -> FastAPI:
    opened = opened_copy(MOUNTED, entrance)
    opened.state.live, opened.state.attending = live_parts(entrance), inbox_parts(entrance)
    return opened


@pytest.fixture
def inbox(app: FastAPI) -> InboxTools:
    found: InboxTools = app.state.attending.tools
    return found


@pytest.fixture
async def browser(app: FastAPI, entrance: Entrance) -> AsyncIterator[Browser]:
    """Ana's, signed in."""
    opened = Browser(app)
    await entrance.employs()
    await opened.signs_in()
    yield opened
    await opened.http.aclose()
