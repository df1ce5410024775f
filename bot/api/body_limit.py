"""A limit on what a request may bring, before anybody asks who sent it."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BYTES = 1024 * 1024  # a page of text is a thousandth of it
# The slips of a whole plan, from the page or a program; a creditor's portfolio.
WITH_FILES = ("/console/office/slips/", "/api/v1/office/slips/", "/api/v1/portfolios")
MAX_BYTES_OF_FILES = 24 * MAX_BYTES
TOO_LARGE = 413


class BodyLimit:
    """Middleware: reading past the limit is refused, whatever length was announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read, most = 0, MAX_BYTES_OF_FILES if scope.get("path", "").startswith(WITH_FILES) else MAX_BYTES

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > most:
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)
