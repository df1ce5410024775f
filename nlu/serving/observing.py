"""Watches calls from outside the doors: counts them, times them, and tells a trace of them."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable

from aiohttp import web

from concilia_nlu.releases import Releases
from serving.figures import CONTENT_TYPE, Figures
from serving.tracing import Tracing

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
UNWATCHED = frozenset({"/health", "/metrics"})


def watch_calls(app: web.Application, releases: Releases, tracing: Tracing) -> None:
    """Add the watching, and `/metrics`, to an application not yet started."""
    figures = Figures()

    @web.middleware
    async def watch(request: web.Request, handler: Handler) -> web.StreamResponse:
        door = _door(request)
        if door in UNWATCHED:
            return await handler(request)
        began, began_ns, status = time.perf_counter(), time.time_ns(), 499  # nobody waits for the answer any more
        figures.in_hand += 1
        try:
            answer = await handler(request)
            status = answer.status
            return answer
        finally:
            figures.in_hand -= 1
            figures.answered(door, status, time.perf_counter() - began)
            tracing.call(door, request.headers, (began_ns, time.time_ns()), status)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(text=figures.text(len(releases.loaded())), headers={"Content-Type": CONTENT_TYPE})

    async def close(_app: web.Application) -> None:
        tracing.close()

    app.middlewares.insert(0, watch)
    app.router.add_get("/metrics", metrics)
    app.on_cleanup.append(close)


def _door(request: web.Request) -> str:
    """As the server calls it, so that strange paths are one."""
    resource = request.match_info.route.resource
    return resource.canonical if resource is not None else "other"
