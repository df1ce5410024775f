"""From when a page counts its news: noted before anything that it shows is read."""

from fastapi import Request

from bot.application.agents.live import NewsAway
from console.live.deps import LiveParts

_PART = "hx-request"


async def note_since(request: Request) -> None:
    """For whole pages only: a fragment is shown on one that counts already."""
    live: LiveParts | None = getattr(request.app.state, "live", None)
    if live is None or request.method != "GET" or _PART in request.headers:
        return
    try:
        request.state.live_since = await live.feed.seen.now()
    except NewsAway:
        return  # the page says so itself, if it comes to be shown
