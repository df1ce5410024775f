"""Signing in and out."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from bot.application.staff.records import Stage
from bot.application.staff.sessions import sign_out
from bot.application.staff.sign_in import NotLetIn, sign_in
from console.auth.answers import code_of, minutes_to, onward
from console.auth.cookies import take_session
from console.auth.deps import Behind, From
from console.auth.forms import SignInForm
from console.auth.pages import go, render
from console.auth.refusals import SIGN_IN, after, wanted_page
from console.auth.session import Anybody, console_router, open_router

PAGE = "auth/sign_in.html"


def sign_in_router() -> APIRouter:
    router = open_router()
    router.add_api_route("/sign-in", show, methods=["GET"])
    router.add_api_route("/sign-in", come_in, methods=["POST"])
    return router


def sign_out_router() -> APIRouter:
    router = console_router()
    router.add_api_route("/sign-out", go_out, methods=["POST"])
    return router


async def show(request: Request, session: Anybody, next: str = "", out: bool = False) -> Response:
    if session is not None:
        return go(request, wanted_page(next) if session.stage is Stage.SIGNED_IN else after(session.stage))
    return render(request, PAGE, email="", next=wanted_page(next), went_out=out)


async def come_in(request: Request, form: Annotated[SignInForm, Form()], behind: Behind, visit: From) -> Response:
    answer = await sign_in(form.credentials(), visit, behind.staff)
    if not isinstance(answer, NotLetIn):
        return onward(request, answer, form.next)
    wait = minutes_to(answer.until, behind.staff.clock.now())
    return render(
        request, PAGE, status=code_of(answer), email=form.email, next=wanted_page(form.next), refused=True, wait=wait
    )


async def go_out(request: Request, session: Anybody, behind: Behind, visit: From) -> Response:
    if session is not None:
        await sign_out(session, visit, behind.staff)
    take_session(request, "")
    return go(request, f"{SIGN_IN}?out=true")
