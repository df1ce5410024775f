"""The console without the rest of the service, and browsers in front of it that keep cookies."""

import re
from collections.abc import Mapping
from copy import copy

from fastapi import APIRouter, FastAPI
from httpx import ASGITransport, AsyncClient, Response
from starlette.datastructures import State

from console.auth.deps import ConsoleParts
from console.auth.mount import add_console
from console.start import start_router
from tests.integration.staff.behind import waiting_tools
from tests.integration.staff.entrance import EMAIL, PASSWORD, Entrance

URL = "https://concilia.exemplo.invalid"
_FORM_TOKEN = re.compile(r'name="csrf" value="(\w+)"')


def mounted_console(*more: APIRouter) -> FastAPI:
    """Its routes take long to make: for tests that lean the same ones on parts of their own, see `opened_copy`."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_console(app, start_router(), *more)
    return app


def opened_copy(mounted: FastAPI, entrance: Entrance) -> FastAPI:
    app = copy(mounted)
    app.state = State()
    app.state.console = ConsoleParts(entrance.tools, URL)
    app.state.has_simulator = True
    app.state.waiting = waiting_tools(entrance)
    return app


def opened_console(entrance: Entrance, *more: APIRouter) -> FastAPI:
    return opened_copy(mounted_console(*more), entrance)


class Browser:
    """Follows redirects and sends forms with the token of the page they were shown on."""

    def __init__(self, app: FastAPI, address: str = "203.0.113.7") -> None:
        transport = ASGITransport(app, raise_app_exceptions=False, client=(address, 1234))
        self.http = AsyncClient(transport=transport, base_url=URL, follow_redirects=True)
        self.page: Response | None = None

    async def opens(self, path: str) -> Response:
        self.page = await self.http.get(path)
        return self.page

    async def sends(self, path: str, fields: Mapping[str, str]) -> Response:
        assert self.page is not None
        found = _FORM_TOKEN.search(self.page.text)
        assert found is not None
        self.page = await self.http.post(path, data={"csrf": found.group(1), **fields})
        return self.page

    async def signs_in(self, password: str = PASSWORD, email: str = EMAIL, next: str = "") -> Response:
        await self.opens("/console/sign-in")
        return await self.sends("/console/sign-in", {"email": email, "password": password, "next": next})

    @property
    def session(self) -> str:
        return self.http.cookies.get("concilia_session", "", domain="concilia.exemplo.invalid") or ""
