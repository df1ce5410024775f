"""The pages of drafts on both databases, over one live release."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from fastapi import FastAPI

from bot.adapters.db.editor.drafts import SqlDrafts
from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from bot.application.editor.drafts.bases import Base
from bot.application.releases import LoadedRelease, ReleaseMissing, Sources
from bot.application.wording import Texts
from console.editor.deps import EditorParts
from console.editor.drafts.bar import draft_bar_router
from console.editor.drafts.pages import drafts_router
from flows.compile import Training
from tests.fakes import FakeClock
from tests.integration.api.desk import OneRelease
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance

MOUNTED = mounted_console(drafts_router(), draft_bar_router())
SOURCES = Sources(
    {
        "settings.yml": "threshold: 0.5\n",
        "common/flows/thank.yml": "flow: thank\nsteps:\n  start:\n    say: De nada.\n    end: true\n",
    },
    Training({"small_talk.yml": "- intent: thank\n"}, "pipeline: []\n", str),
    "engine",
)
LIVE = LoadedRelease("abc123", {"profiles": {}}, Texts({}), {})

type Enter = Callable[..., Awaitable[Browser]]


class NoneLive:
    """Before the first publication."""

    async def live(self) -> LoadedRelease:
        raise ReleaseMissing(None)

    async def get(self, release_id: str) -> LoadedRelease:
        raise ReleaseMissing(release_id)


class OneBase:
    """What is live, and nothing else."""

    def __init__(self, is_there: bool = True) -> None:
        self._is_there = is_there

    async def live(self) -> Base:
        return await self.of("abc123")

    async def of(self, release_id: str) -> Base:
        if not self._is_there:
            raise ReleaseMissing(release_id)
        return Base(release_id, SOURCES)


@pytest.fixture
def drafts(sql_storage: SqlStorage, clock: FakeClock) -> SqlDrafts:
    return SqlDrafts(sql_storage.database, clock)


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def app(entrance: Entrance, drafts: SqlDrafts, clock: FakeClock) -> FastAPI:
    opened = opened_copy(MOUNTED, entrance)
    opened.state.editor = EditorParts(drafts, OneRelease(LIVE), OneBase(), clock)
    return opened


@pytest.fixture
async def enters(app: FastAPI, entrance: Entrance) -> AsyncIterator[Enter]:
    """Somebody of the staff, signed in at a browser of their own."""
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
