"""Why a request for a page goes no further, and the page or the way that answers it."""

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from bot.application.agents.roles import NotAllowed
from bot.application.staff.records import Stage
from bot.domain.errors import BotError
from console.auth.cookies import HOME
from console.auth.pages import GUARDED, go, render

SIGN_IN = f"{HOME}/sign-in"
_NEXT = {
    Stage.SECOND_FACTOR: f"{HOME}/second-factor",
    Stage.ENROLMENT: f"{HOME}/enrolment",
    Stage.SIGNED_IN: HOME,
}


class FormNotOurs(BotError):
    """A form without its token: an old page, or another site's."""


class NotSignedIn(BotError):
    """Nobody is signed in here, or not all the way; carries how far."""

    def __init__(self, stage: Stage | None = None) -> None:
        super().__init__("nobody is signed in")
        self.stage = stage


class NothingHere(BotError):
    """No such page, or nothing of the reader's."""


class ConsoleRoute(APIRoute):
    """Turns refusals into pages; what is nobody's refusal goes to the service's own handlers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                await self.ask_first(request)
                return await handle(request)
            except NotSignedIn as refused:
                return leave(request, way_to(refused.stage, request))
            except NotAllowed:
                return render(request, "auth/forbidden.html", status=status.HTTP_403_FORBIDDEN)
            except FormNotOurs:
                return render(request, "auth/stale_form.html", status=status.HTTP_403_FORBIDDEN)
            except NothingHere:
                return render(request, "auth/nothing.html", status=status.HTTP_404_NOT_FOUND)
            except RequestValidationError:
                return render(request, "auth/unreadable.html", status=status.HTTP_422_UNPROCESSABLE_CONTENT)

        return answered

    async def ask_first(self, request: Request) -> None:
        """What is asked before the body is read, which comes before every dependency where a form is declared."""


def leave(request: Request, path: str) -> Response:
    """To another page; what a script asked for a part of a page with is told so, as it would show a whole one in it."""
    is_a_part = "hx-request" in request.headers or "text/event-stream" in request.headers.get("accept", "")
    if is_a_part:
        return Response(status_code=status.HTTP_401_UNAUTHORIZED, headers={**GUARDED, "HX-Redirect": path})
    return go(request, path)


def after(stage: Stage) -> str:
    """Where somebody goes who has come in so far."""
    return _NEXT[stage]


def way_to(stage: Stage | None, request: Request) -> str:
    """The next page on the way in; the page asked for is remembered where it can be asked again."""
    if stage is not None:
        return after(stage)
    wanted = request.url.path
    if request.method != "GET" or wanted == HOME:
        return SIGN_IN
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{SIGN_IN}?next={quote(wanted + query)}"


def wanted_page(path: str) -> str:
    """A page of the console and nothing else, whatever a link says."""
    is_ours = path == HOME or path.startswith((f"{HOME}/", f"{HOME}?"))
    is_plain = path.isprintable() and not any(trick in path for trick in ("\\", "//", ".."))
    return path if is_ours and is_plain else HOME
