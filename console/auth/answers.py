"""How the pages of the way in answer: onward with a new token, or the same page with what to do about it."""

from datetime import datetime
from math import ceil
from urllib.parse import quote

from fastapi import Request, Response, status

from bot.application.staff.records import Stage
from bot.application.staff.sessions import Opened
from bot.application.staff.sign_in import NotLetIn
from console.auth.cookies import take_session
from console.auth.pages import go
from console.auth.refusals import after, wanted_page


def onward(request: Request, opened: Opened, wanted: str = "") -> Response:
    take_session(request, opened.token)
    if opened.stage is Stage.SIGNED_IN:
        return go(request, wanted_page(wanted))
    return go(request, f"{after(opened.stage)}?next={quote(wanted)}" if wanted else after(opened.stage))


def code_of(refused: NotLetIn) -> int:
    is_closed = refused.until is not None
    return status.HTTP_429_TOO_MANY_REQUESTS if is_closed else status.HTTP_422_UNPROCESSABLE_CONTENT


def minutes_to(until: datetime | None, now: datetime) -> int | None:
    """Whole minutes until a door opens, for people: never too few."""
    return ceil((until - now).total_seconds() / 60) if until is not None else None
