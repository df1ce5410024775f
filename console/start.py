"""The console's first page: what waits for this person, and where things are."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response

from bot.application.agents.waiting import WaitingTools, what_waits
from console.auth.deps import Behind
from console.auth.pages import render
from console.auth.session import SignedIn, console_router


def _tools(request: Request) -> WaitingTools:
    return cast(WaitingTools, request.app.state.waiting)


Tools = Annotated[WaitingTools, Depends(_tools)]


def start_router() -> APIRouter:
    """`app.state.waiting` is bound when the service starts."""
    router = console_router()
    router.add_api_route("", show_start, methods=["GET"])
    router.add_api_route("/waiting", show_waiting, methods=["GET"])
    return router


async def show_start(request: Request, session: SignedIn, behind: Behind, tools: Tools) -> Response:
    waiting = await what_waits(session.member, tools)
    return render(request, "start/page.html", waiting=waiting, public_url=behind.public_url)


async def show_waiting(request: Request, session: SignedIn, tools: Tools) -> Response:
    """The part that is fetched anew when something changed."""
    return render(request, "start/_waiting.html", waiting=await what_waits(session.member, tools))
