"""Watches the doors: how each delivery was answered, and how soon. No other path is looked at."""

from contextvars import ContextVar
from time import perf_counter, time_ns

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.observing.figures import ACKNOWLEDGED, WEBHOOKS

DOORS = {"/webhooks/twilio/messages": "messages", "/webhooks/twilio/status": "status"}
ELSEWHERE = "other"
GONE = "none"  # no answer came to be
ARRIVED_NS: ContextVar[int | None] = ContextVar("arrived", default=None)


class WatchedDoors:
    """A middleware around everything: what is refused before a route is reached counts too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/webhooks/"):
            await self._app(scope, receive, send)
            return
        ARRIVED_NS.set(time_ns())
        door, began, code = DOORS.get(scope["path"], ELSEWHERE), perf_counter(), GONE

        async def told(message: Message) -> None:
            nonlocal code
            if message["type"] == "http.response.start":
                code = str(message["status"])
            await send(message)

        try:
            await self._app(scope, receive, told)
        finally:
            WEBHOOKS.labels(door, code).inc()
            ACKNOWLEDGED.labels(door).observe(perf_counter() - began)
