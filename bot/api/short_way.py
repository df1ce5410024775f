"""The provider's deliveries go to their doors by a short way: what pages and programs need on theirs is most of a
delivery's core time beside its commit, and does nothing for it.

The doors stay routes of the application. Left out, everything is answered as before, only later.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, ExceptionHandler, Receive, Scope, Send

POST = "POST"


class ShortWay:
    """Middleware: a door limits what it reads, and how much it has in hand; errors are answered as everywhere."""

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute], handlers: Mapping[Any, ExceptionHandler]) -> None:
        self._app = app
        self._doors = {
            route.path: ExceptionMiddleware(route.app, handlers)
            for route in routes
            if isinstance(route, Route) and POST in (route.methods or ())
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        door = self._doors.get(scope["path"]) if scope["type"] == "http" and scope["method"] == POST else None
        await (door or self._app)(scope, receive, send)
