"""Learning on both databases, with the checkout's sentences as what the bot was taught."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.parts.learning import learning_routers
from console.learning.deps import LearningParts
from tests.fakes import FakeClock
from tests.integration.learning.desk import CheckoutBase, Told, learning_parts
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance

MOUNTED = mounted_console(*learning_routers())

type Enter = Callable[..., Awaitable[Browser]]


@pytest.fixture(scope="session")
def base() -> CheckoutBase:
    return CheckoutBase()


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def parts(sql_storage: SqlStorage, clock: FakeClock, base: CheckoutBase, told: Told) -> LearningParts:
    return learning_parts(sql_storage.database, clock, base, told)


@pytest.fixture
async def enters(sql_storage: SqlStorage, clock: FakeClock, parts: LearningParts) -> AsyncIterator[Enter]:
    entrance = Entrance.of(sql_storage, clock)
    app: FastAPI = opened_copy(MOUNTED, entrance)
    app.state.learning = parts
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
