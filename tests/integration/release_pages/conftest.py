"""Publishing and versions on both databases: a version live, a draft of it, and a preparing the test decides."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.application.editor.publishing.publishing import PublishingTools
from bot.parts.editing import editor_routers
from bot.parts.releasing import release_routers
from console.editor.publishing.deps import ReleaseParts
from tests.fakes import FakeClock
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.learning.desk import NOTHING_STORED, Told, learning_parts
from tests.integration.release_pages.desk import LIVE, MADE, Prepared, kept, made_live, release_parts
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance
from tests.unit.application.editor.written_flows import FILES

MOUNTED = mounted_console(*release_routers(), *editor_routers())

type Enter = Callable[..., Awaitable[Browser]]


@pytest.fixture
def prepared() -> Prepared:
    return Prepared()


@pytest.fixture
def measured() -> Told:
    return Told()


@pytest.fixture
async def parts(
    sql_storage: SqlStorage, clock: FakeClock, prepared: Prepared, measured: Told
) -> AsyncIterator[ReleaseParts]:
    editor = editor_parts(sql_storage.database, clock, FILES)
    learning = learning_parts(sql_storage.database, clock, NOTHING_STORED, measured)
    await kept(sql_storage.database, clock, LIVE, MADE)
    await made_live(sql_storage.database, clock)
    made = release_parts(sql_storage.database, clock, editor, learning, prepared)
    yield made
    await made.tools.prepare.stop()


@pytest.fixture
def tools(parts: ReleaseParts) -> PublishingTools:
    return parts.tools


@pytest.fixture
async def enters(sql_storage: SqlStorage, clock: FakeClock, parts: ReleaseParts) -> AsyncIterator[Enter]:
    """Somebody of the staff, signed in at a browser of their own."""
    entrance = Entrance.of(sql_storage, clock)
    app: FastAPI = opened_copy(MOUNTED, entrance)
    app.state.editor = editor_parts(sql_storage.database, clock, FILES)
    app.state.releases = parts
    app.state.is_stopped = lambda: stopped(parts)
    opened: list[Browser] = []

    async def enters(name: str = "ana", role: StaffRole = StaffRole.ADMIN) -> Browser:
        email = f"{name}@exemplo.invalid"
        await entrance.employs(email, role)
        opened.append(Browser(app))
        await opened[-1].signs_in(email=email)
        return opened[-1]

    yield enters
    for browser in opened:
        await browser.http.aclose()


async def stopped(parts: ReleaseParts) -> bool:
    in_force = await parts.tools.publish.publications.in_force()
    return in_force is not None and in_force.stopped
