"""Refused deliveries by their cause, and those that were the provider's after all taken in, for admins."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response

from bot.application.agents.roles import Right
from bot.application.refused import Cause, grouped, take
from console.auth.cookies import HOME
from console.auth.pages import TEMPLATES, go, render
from console.auth.session import SignedIn, console_router
from console.refused import words
from console.refused.deps import Refused

REFUSED = f"{HOME}/refused"
SHOWN, GOES = 20, 10
TEMPLATES.filters["refused_kind"] = words.kind
TEMPLATES.filters["refused_whose"] = words.whose


def refused_router() -> APIRouter:
    router = console_router("/refused", Right.MANAGE_USERS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/taken", take_in, methods=["POST"])
    return router


async def show(request: Request, tools: Refused, done: Annotated[int | None, Query(ge=0, le=10**6)] = None) -> Response:
    taken = await tools.requests.taken(GOES)
    return render(
        request,
        "refused/page.html",
        groups=await grouped(tools),
        taken=taken,
        done=done,
        shown=SHOWN,
        titles=words.TITLES,
        about=words.ABOUT,
    )


async def take_in(request: Request, session: SignedIn, tools: Refused, cause: Annotated[Cause, Form()]) -> Response:
    """The signatures are looked at again here: what the page showed may not be so any more."""
    count = await take(cause, session.member.email, tools)
    return go(request, f"{REFUSED}?done={count}")
