"""One stream of names a browser listens to, and the same once for who only asks (decision 0016)."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import JSONResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from bot.application.agents.inbox_presence import stay_here
from bot.application.agents.live import Batch, names_for
from bot.application.staff.records import Session
from bot.application.staff.sessions import digest_of, is_kept_out, is_over
from bot.application.staff.tools import StaffTools
from console.auth.cookies import session_token
from console.auth.deps import Behind
from console.auth.pages import GUARDED
from console.auth.session import SignedIn, console_router
from console.live.deps import MOST_OF_ONE, LiveParts, Parts

BEAT_S = 15.0
_STREAM = "text/event-stream"
_UNBUFFERED = {**GUARDED, "X-Accel-Buffering": "no"}


def live_router() -> APIRouter:
    router = console_router("/live")
    router.add_api_route("", show_news, methods=["GET"])
    return router


async def show_news(request: Request, session: SignedIn, behind: Behind, live: Parts, since: str = "") -> Response:
    """From the cursor on; a browser that was cut off says by itself how far it had come."""
    start = request.headers.get("last-event-id") or since
    if _STREAM not in request.headers.get("accept", ""):
        batch = await _up_to_now(start, live)
        names = names_for(session.member, batch.changes)
        return JSONResponse({"since": batch.cursor, "names": names}, headers=GUARDED)
    if live.connected[session.member.email] >= MOST_OF_ONE:
        return Response(status_code=status.HTTP_429_TOO_MANY_REQUESTS, headers=GUARDED)
    door = Door(session, session_token(request), behind.staff)
    return _Stream(door, _told(door, start, live), live)


class _Stream(StreamingResponse):
    """Counted from the moment it is granted, so that of many asked for at once no more are than may be."""

    def __init__(self, door: "Door", told: AsyncIterator[str], live: LiveParts) -> None:
        super().__init__(told, media_type=_STREAM, headers=_UNBUFFERED)
        self._whose, self._live = door.member.email, live
        live.connected[self._whose] += 1

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._live.connected[self._whose] -= 1


class Door:
    """Whose stream it is, looked at again while it lasts: it is no sign of work, and keeps nobody signed in."""

    def __init__(self, session: Session, token: str, staff: StaffTools) -> None:
        self.member = session.member
        self._token = token
        self._staff = staff

    async def is_open(self) -> bool:
        found = await self._staff.sessions.find(digest_of(self._token))
        if found is None or is_over(found, self._staff.clock.now()) or is_kept_out(found.account, self._staff):
            return False
        return found.member == self.member


async def _told(door: Door, start: str, live: LiveParts) -> AsyncIterator[str]:
    member, loop = door.member, asyncio.get_running_loop()
    async with live.feed.listening() as news:
        batch, due = await live.feed.whole(_up_to_now(start, live)), loop.time()
        yield f"retry: 2000\n{_event(batch.cursor, names_for(member, batch.changes))}"
        while not live.feed.is_closed:
            if loop.time() >= due:
                if not (live.feed.is_reading and await live.feed.whole(door.is_open())):
                    return
                await live.feed.whole(stay_here(member, live.rota))
                due = loop.time() + BEAT_S
                yield _event(batch.cursor, ())
            try:
                batch = await asyncio.wait_for(news.next(), max(0.0, due - loop.time()))
            except TimeoutError:
                continue
            if names := names_for(member, batch.changes):
                yield _event(batch.cursor, names)


async def _up_to_now(start: str, live: LiveParts) -> Batch:
    seen = live.feed.seen
    return await seen.since(start) if start else Batch(await seen.now(), frozenset())


def _event(cursor: str, names: tuple[str, ...]) -> str:
    return f"id: {cursor}\ndata: {' '.join(names)}\n\n"
