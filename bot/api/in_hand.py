"""How many requests of pages and programs are in hand at once: past what is answered soon, whoever comes is told so.

The provider's deliveries are not counted here, nor refused for what pages do: they have a limit of their own.
"""

from fastapi import Request, Response, status
from fastapi.responses import JSONResponse
from prometheus_client import Counter, Gauge
from starlette.types import ASGIApp, Receive, Scope, Send

from console.api.mount import PREFIX as API
from console.auth.pages import crowded_page

AT_ONCE = 64  # three times the connections to the database: the last of them waits a second or two
AGAIN = {"Retry-After": "5"}
# What is asked by machines that must be answered, what lasts as long as a page is open, and what costs next to nothing.
LET_IN = ("/webhooks/", "/files/", "/health", "/ready", "/metrics", "/console/live", "/console/static/")

in_hand = Gauge("concilia_requests_in_hand", "Requests of pages and programs being answered now")
turned_away = Counter("concilia_requests_turned_away", "Requests answered 503 as too many were in hand", ["whose"])


class InHand:
    """Middleware: nothing is read of a request that finds no place."""

    def __init__(self, app: ASGIApp, most: int = AT_ONCE) -> None:
        self._app = app
        self._most = most
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(LET_IN):
            await self._app(scope, receive, send)
        elif self._inside >= self._most:
            await _come_again(Request(scope))(scope, receive, send)
        else:
            await self._hold(scope, receive, send)

    async def _hold(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._inside += 1
        in_hand.set(self._inside)
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1
            in_hand.set(self._inside)


def _come_again(request: Request) -> Response:
    code = status.HTTP_503_SERVICE_UNAVAILABLE
    if request.url.path.startswith(f"{API}/"):
        turned_away.labels("programs").inc()
        return JSONResponse({"error": "too many requests at once, try again"}, code, headers=AGAIN)
    turned_away.labels("pages").inc()
    return crowded_page(request, AGAIN)
