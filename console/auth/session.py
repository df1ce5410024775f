"""Who asks for a page, as dependencies of routers: on the way in, signed in, or with a right."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request

from bot.application.agents.reach import bind
from bot.application.agents.roles import Right, require
from bot.application.staff.records import Session, Stage
from bot.application.staff.sessions import session_of
from console.auth.cookies import HOME, session_token
from console.auth.csrf import only_our_forms
from console.auth.deps import Behind, ConsoleParts
from console.auth.refusals import ConsoleRoute, NotSignedIn
from console.auth.stopped import note_stopped
from console.live.since import note_since


async def known_session(request: Request, parts: Behind) -> Session | None:
    """However far they are in; pages name them only once they are in altogether."""
    known: Session | None = getattr(request.state, "session", None)
    if known is not None:
        return known
    token = session_token(request)
    session = await session_of(token, parts.staff) if token else None
    if session is not None and session.stage is Stage.SIGNED_IN:
        request.state.member = session.member
        bind(session.member.reach)
    return session


Anybody = Annotated[Session | None, Depends(known_session)]


async def signed_in(session: Anybody) -> Session:
    if session is None or session.stage is not Stage.SIGNED_IN:
        raise NotSignedIn(session.stage if session is not None else None)
    return session


SignedIn = Annotated[Session, Depends(signed_in)]


def needs(right: Right) -> Callable[[Session], Awaitable[None]]:
    """A dependency of a router or a route: the reader's role must grant this."""

    async def check(session: SignedIn) -> None:
        require(session.member.role, right)

    return check


class SignedInRoute(ConsoleRoute):
    """A stranger's upload is refused before any of it is read."""

    async def ask_first(self, request: Request) -> None:
        if request.method != "GET":
            parts: ConsoleParts = request.app.state.console
            request.state.session = await signed_in(await known_session(request, parts))


def console_router(prefix: str = "", right: Right | None = None) -> APIRouter:
    """A router for pages of people signed in, with a right if one is named; its forms carry their token."""
    asked = [Depends(signed_in), Depends(only_our_forms), Depends(note_since), Depends(note_stopped)]
    if right is not None:
        asked.append(Depends(needs(right)))
    return APIRouter(prefix=f"{HOME}{prefix}", dependencies=asked, route_class=SignedInRoute, include_in_schema=False)


def open_router() -> APIRouter:
    """A router for the way in: anybody reads it, and its forms carry their token too."""
    asked = [Depends(known_session), Depends(only_our_forms)]
    return APIRouter(prefix=HOME, dependencies=asked, route_class=ConsoleRoute, include_in_schema=False)
