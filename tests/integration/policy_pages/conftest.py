"""The policy pages on both databases, with somebody of the staff at a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.application.editor.policy.desk import PolicyTools
from bot.application.releases import LoadedRelease
from console.editor.policy.pages import policy_router
from tests.checkout import checkout_release
from tests.fakes import FakeClock
from tests.integration.api.desk import OneRelease
from tests.integration.policy_pages.policy_scene import policy_tools
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance

MOUNTED = mounted_console(policy_router())

type PolicyEnter = Callable[..., Awaitable[Browser]]


@pytest.fixture(scope="session")
def policy_release() -> LoadedRelease:
    return checkout_release()


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def desk(sql_storage: SqlStorage, clock: FakeClock, policy_release: LoadedRelease) -> PolicyTools:
    return policy_tools(sql_storage, clock, OneRelease(policy_release))


@pytest.fixture
async def policy_enters(desk: PolicyTools, entrance: Entrance) -> AsyncIterator[PolicyEnter]:
    app: FastAPI = opened_copy(MOUNTED, entrance)
    app.state.policy = desk
    opened: list[Browser] = []

    async def enters(name: str = "helena", role: StaffRole = StaffRole.ADMIN) -> Browser:
        email = f"{name}@exemplo.invalid"
        await entrance.employs(email, role)
        opened.append(Browser(app))
        await opened[-1].signs_in(email=email)
        return opened[-1]

    yield enters
    for browser in opened:
        await browser.http.aclose()
