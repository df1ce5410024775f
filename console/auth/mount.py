"""Adds the console to the service: the way in, the pages given, and an answer where there is no page."""

from fastapi import APIRouter, FastAPI, Request, Response, status
from fastapi.responses import PlainTextResponse
from fastapi.staticfiles import StaticFiles

from console.auth.account import account_router
from console.auth.cookies import HOME
from console.auth.invitations import invitations_router
from console.auth.pages import FOLDER, go, render
from console.auth.refusals import NothingHere
from console.auth.second_factor import second_factor_router
from console.auth.session import console_router
from console.auth.sign_in import sign_in_router, sign_out_router

FILES = f"{HOME}/static"


def add_console(app: FastAPI, *pages: APIRouter) -> None:
    """`app.state.console` is bound when the service starts."""
    app.mount(FILES, StaticFiles(directory=FOLDER / "static"), name="console-static")
    for router in (
        sign_in_router(),
        second_factor_router(),
        invitations_router(),
        sign_out_router(),
        account_router(),
        *pages,
        _no_page(),
    ):
        app.include_router(router)
    app.add_exception_handler(Exception, answer_what_failed)


async def answer_what_failed(request: Request, _error: Exception) -> Response:
    """People get a page; the error itself goes on to the log."""
    code = status.HTTP_500_INTERNAL_SERVER_ERROR
    if not is_of_the_console(request):
        return PlainTextResponse("Internal Server Error", code)
    return failed_page(request, code)


def failed_page(request: Request, code: int) -> Response:
    """Without anybody's name: nothing is asked of the database."""
    return render(request, "auth/failed.html", status=code, member=None)


def is_of_the_console(request: Request) -> bool:
    return request.url.path == HOME or request.url.path.startswith(f"{HOME}/")


def _no_page() -> APIRouter:
    router = console_router()
    router.add_api_route("/{rest:path}", show_nothing, methods=["GET", "POST"])
    return router


async def show_nothing(request: Request, rest: str) -> Response:
    if not rest:
        return go(request, HOME)
    raise NothingHere
