"""What a refusal looks like: JSON with `error` in it, in English, and never a stack trace."""

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response, status
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from bot.application.agents.debts import AgreementMissing, DebtorMissing, DocumentUnreadable
from bot.application.agents.exception_models import RequestMissing
from bot.application.agents.ports import ConversationMissing
from bot.application.agents.roles import NotAllowed
from bot.application.agents.rota import PresenceAway
from bot.application.agents.wrap_up_forms import FormMissing
from bot.application.cases import CaseAlreadyClosed, CaseUnknown, OutcomeMissing
from bot.application.import_portfolio import BaseDateInFuture, CreditorUnknown, FileRefused, ImportBroke
from bot.application.notices.planning import CreditorWithoutPolicy, NotADocument
from bot.application.notices.reports import BatchUnknown, NoticeUnknown
from bot.application.portfolio.columns import HeaderRefused
from bot.application.portfolio.sheet import SheetUnreadable
from bot.application.releases import ReleaseMissing
from bot.domain.errors import BotError

_STATUS: Mapping[type[BotError], int] = {
    NotAllowed: status.HTTP_403_FORBIDDEN,
    ConversationMissing: status.HTTP_404_NOT_FOUND,
    DebtorMissing: status.HTTP_404_NOT_FOUND,
    AgreementMissing: status.HTTP_404_NOT_FOUND,
    NoticeUnknown: status.HTTP_404_NOT_FOUND,
    CaseUnknown: status.HTTP_404_NOT_FOUND,
    BatchUnknown: status.HTTP_404_NOT_FOUND,
    FormMissing: status.HTTP_422_UNPROCESSABLE_CONTENT,
    CreditorWithoutPolicy: status.HTTP_422_UNPROCESSABLE_CONTENT,
    NotADocument: status.HTTP_422_UNPROCESSABLE_CONTENT,
    CaseAlreadyClosed: status.HTTP_409_CONFLICT,
    OutcomeMissing: status.HTTP_422_UNPROCESSABLE_CONTENT,
    DocumentUnreadable: status.HTTP_422_UNPROCESSABLE_CONTENT,
    HeaderRefused: status.HTTP_422_UNPROCESSABLE_CONTENT,
    SheetUnreadable: status.HTTP_422_UNPROCESSABLE_CONTENT,
    CreditorUnknown: status.HTTP_422_UNPROCESSABLE_CONTENT,
    BaseDateInFuture: status.HTTP_422_UNPROCESSABLE_CONTENT,
    FileRefused: status.HTTP_422_UNPROCESSABLE_CONTENT,
    ImportBroke: status.HTTP_503_SERVICE_UNAVAILABLE,
    PresenceAway: status.HTTP_503_SERVICE_UNAVAILABLE,
    RequestMissing: status.HTTP_404_NOT_FOUND,
    ReleaseMissing: status.HTTP_503_SERVICE_UNAVAILABLE,
}


class ApiError(Exception):
    """A refusal with its status and what the caller needs to go on."""

    def __init__(self, code: int, error: str, *, headers: Mapping[str, str] | None = None, **more: object) -> None:
        super().__init__(error)
        self.code = code
        self.body = {"error": error, **more}
        self.headers = headers


class ApiRoute(APIRoute):
    """Turns refusals of the use cases into answers; what is nobody's refusal goes to the service's own handlers."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handle(request)
            except ApiError as error:
                return JSONResponse(error.body, error.code, dict(error.headers or {}))
            except RequestValidationError as error:
                return JSONResponse(_unreadable(error), status.HTTP_422_UNPROCESSABLE_CONTENT)
            except BotError as error:
                if type(error) not in _STATUS:
                    raise
                return JSONResponse({"error": str(error)}, _STATUS[type(error)])

        return answered


def _unreadable(error: RequestValidationError) -> dict[str, Any]:
    """Where the request is not as described, without giving back what was sent."""
    problems = [{"at": ".".join(map(str, one["loc"])), "problem": one["msg"]} for one in error.errors()]
    return {"error": "the request is not as described", "problems": problems}
