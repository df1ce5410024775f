"""Whether the bot is stopped, which every whole page says at its top (F2)."""

from collections.abc import Awaitable, Callable

from fastapi import Request

_PART = "hx-request"

type IsStopped = Callable[[], Awaitable[bool]]


async def note_stopped(request: Request) -> None:
    """`app.state.is_stopped` is bound when the service starts; without it nothing can stop the bot."""
    is_stopped: IsStopped | None = getattr(request.app.state, "is_stopped", None)
    if is_stopped is not None and request.method == "GET" and _PART not in request.headers:
        request.state.is_stopped = await is_stopped()
