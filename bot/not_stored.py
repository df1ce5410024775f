"""A failure of ours is answered 503, so that a retry may help."""

import structlog
from fastapi import FastAPI, Request, Response, status
from fastapi.responses import JSONResponse

from bot.adapters.db.away import NOT_STORED
from console.auth.mount import failed_page, is_of_the_console

log = structlog.get_logger()


def answer_what_was_not_stored(app: FastAPI) -> None:
    for error in NOT_STORED:
        app.add_exception_handler(error, _could_not_store)


async def _could_not_store(request: Request, error: Exception) -> Response:
    log.error("storage away", error=type(error).__name__)
    if is_of_the_console(request):
        return failed_page(request, status.HTTP_503_SERVICE_UNAVAILABLE)
    return JSONResponse({"error": "not stored, try again"}, status.HTTP_503_SERVICE_UNAVAILABLE)
