"""The two cookies of the console: the session, and before it a mark that ties a form to the browser it was shown in."""

import secrets

from fastapi import Request, Response

from bot.application.staff.sessions import LONGEST

HOME = "/console"
SESSION = "concilia_session"
VISIT = "concilia_visit"


def session_token(request: Request) -> str:
    return request.cookies.get(SESSION, "")


def take_session(request: Request, token: str) -> None:
    """From this answer on the browser holds this token; an empty one ends what it held."""
    request.state.new_session = token


def form_owner(request: Request) -> str:
    """What the token of a form is made from; made on the way when this browser has nothing yet."""
    known = getattr(request.state, "new_session", session_token(request)) or request.cookies.get(VISIT, "")
    if not known:
        known = getattr(request.state, "new_visit", "") or secrets.token_urlsafe(32)
        request.state.new_visit = known
    return known


def keep_cookies(request: Request, response: Response) -> None:
    """What changed on the way, in the answer."""
    if made := getattr(request.state, "new_visit", ""):
        _set(request, response, VISIT, made)
    if (token := getattr(request.state, "new_session", None)) is None:
        return
    if token:
        _set(request, response, SESSION, token)
    else:
        response.delete_cookie(SESSION, path=HOME)


def _set(request: Request, response: Response, name: str, value: str) -> None:
    """No script reads it, and other sites' forms do not send it."""
    response.set_cookie(
        name,
        value,
        max_age=int(LONGEST.total_seconds()),
        path=HOME,
        secure=request.app.state.console.is_secure,
        httponly=True,
        samesite="lax",
    )
