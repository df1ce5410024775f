"""A failure of ours is answered 503, so that a retry may help; what nothing could keep is refused."""

import structlog
from fastapi import FastAPI, Request, Response, status
from fastapi.responses import JSONResponse
from jinja2 import TemplateNotFound

from bot.adapters.db.away import NOT_STORED, is_unkeepable
from bot.logs import told_of
from console.api.mount import PREFIX
from console.auth.mount import failed_page, is_of_the_console
from console.auth.pages import render
from webhooks.crowd import TooManyAtOnce

AGAIN = {"Retry-After": "5"}  # seconds: by then a storage that was only busy has caught up

log = structlog.get_logger()


def answer_what_was_not_stored(app: FastAPI) -> None:
    for error in (*NOT_STORED, OverflowError):
        app.add_exception_handler(error, _could_not_store)
    app.add_exception_handler(TooManyAtOnce, _come_again)
    app.add_exception_handler(TemplateNotFound, _is_ours)  # an OSError, and no trouble of the storage


async def _is_ours(_request: Request, error: Exception) -> Response:
    """A fault of the program, which no retry helps: 500, and the whole error in the log."""
    raise error


async def _could_not_store(request: Request, error: Exception) -> Response:
    if is_unkeepable(error) and (answer := _unreadable(request)) is not None:
        return answer
    log.error("storage away", **told_of(error))
    if is_of_the_console(request):
        page = failed_page(request, status.HTTP_503_SERVICE_UNAVAILABLE)
        page.headers.update(AGAIN)
        return page
    return _not_stored()


async def _come_again(_request: Request, _error: Exception) -> Response:
    """Counted where it is refused: a line of the log for each would be one more thing that takes time."""
    return _not_stored()


def _not_stored() -> Response:
    return JSONResponse({"error": "not stored, try again"}, status.HTTP_503_SERVICE_UNAVAILABLE, headers=AGAIN)


def _unreadable(request: Request) -> Response | None:
    """Whoever is asked to send again what came by a webhook is asked as before."""
    code = status.HTTP_422_UNPROCESSABLE_CONTENT
    if is_of_the_console(request):
        return render(request, "auth/unreadable.html", status=code)
    if request.url.path.startswith(f"{PREFIX}/"):
        return JSONResponse({"error": "the request is not as described"}, code)
    return None
