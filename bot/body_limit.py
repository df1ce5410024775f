"""A limit on what a request may bring, before anybody asks who sent it."""

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BYTES = 1024 * 1024  # a page of text is a thousandth of it
TOO_LARGE = 413


class BodyLimit:
    """Middleware: reading past the limit is refused, whatever length was announced."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = 0

        async def limited() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > MAX_BYTES:
                raise HTTPException(TOO_LARGE)
            return message

        await self._app(scope, limited if scope["type"] == "http" else receive, send)
