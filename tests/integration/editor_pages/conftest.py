"""The pages of flows on both databases, with somebody of the staff at a browser."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.application.agents.roles import StaffRole
from console.editor.answers.pages import answers_router
from console.editor.deps import EditorParts
from console.editor.drawing.pages import graph_router
from console.editor.forms.pages import forms_router
from console.editor.panel.pages import panel_router
from console.editor.wording.pages import wording_router
from tests.fakes import FakeClock
from tests.integration.editor_pages.desk import editor_parts
from tests.integration.staff.browsers import Browser, mounted_console, opened_copy
from tests.integration.staff.entrance import Entrance
from tests.unit.application.editor.written_flows import FILES

MOUNTED = mounted_console(answers_router(), wording_router(), forms_router(), panel_router(), graph_router())

type Enter = Callable[..., Awaitable[Browser]]


@pytest.fixture
def entrance(sql_storage: SqlStorage, clock: FakeClock) -> Entrance:
    return Entrance.of(sql_storage, clock)


@pytest.fixture
def parts(sql_storage: SqlStorage, clock: FakeClock) -> EditorParts:
    return editor_parts(sql_storage.database, clock, FILES)


@pytest.fixture
async def enters(
    entrance: Entrance, parts: EditorParts, sql_storage: SqlStorage, clock: FakeClock
) -> AsyncIterator[Enter]:
    """Somebody who may read flows, signed in at a browser; `files` are live in place of the written ones."""
    opened: list[Browser] = []

    async def enters(role: StaffRole = StaffRole.ADMIN, files: Mapping[str, str] | None = FILES) -> Browser:
        app = opened_copy(MOUNTED, entrance)
        app.state.editor = parts if files is FILES else editor_parts(sql_storage.database, clock, files)
        email = f"{role}@exemplo.invalid"
        await entrance.employs(email, role)
        opened.append(Browser(app))
        await opened[-1].signs_in(email=email)
        return opened[-1]

    yield enters
    for browser in opened:
        await browser.http.aclose()
