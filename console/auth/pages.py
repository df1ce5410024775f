"""Renders the console's pages: the shell knows who is signed in, and the headers keep pages to themselves."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import Request, status
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader

from bot.application.agents.keys import Member
from bot.application.agents.roles import Right, may
from console.auth.cookies import keep_cookies
from console.auth.form_token import form_token
from console.compiled import KeptBesideSources

ZONE = ZoneInfo("America/Sao_Paulo")
FOLDER = Path(__file__).resolve().parents[1]
GUARDED = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; media-src 'self'; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
}

TEMPLATES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,  # else every row of a list looks at the disk for a newer template
    bytecode_cache=KeptBesideSources(FOLDER / "__pycache__"),
)

OF_THEIR_OWN = ("papers/", "simulator/", "verify/")  # pages with filters of their own, compiled by them


def compile_templates() -> None:
    """Before anybody asks for a page: the first one would take half a second."""
    for name in TEMPLATES.list_templates(filter_func=lambda name: not name.startswith(OF_THEIR_OWN)):
        TEMPLATES.get_template(name)


def moment(instant: datetime) -> str:
    return instant.astimezone(ZONE).strftime("%d/%m/%Y às %H:%M")


TEMPLATES.filters["moment"] = moment


def render(request: Request, name: str, *, status: int = status.HTTP_200_OK, **values: object) -> HTMLResponse:
    """A page by its template; the shell gets `member`, `may(right)`, `csrf`, `path`, `live_since` and `is_stopped`."""
    member: Member | None = getattr(request.state, "member", None)
    shell = {
        "member": member,
        "may": lambda right: member is not None and may(member.role, Right(right)),
        "csrf": form_token(request),
        "path": request.url.path,
        "live_since": getattr(request.state, "live_since", ""),
        "is_stopped": getattr(request.state, "is_stopped", False),
        "has_simulator": getattr(request.app.state, "has_simulator", False),
    }
    page = HTMLResponse(TEMPLATES.get_template(name).render(**{**shell, **values}), status, headers=GUARDED)
    keep_cookies(request, page)
    return page


def go(request: Request, path: str) -> RedirectResponse:
    """To a page of ours, by a new request that changes nothing."""
    way = RedirectResponse(path, status.HTTP_303_SEE_OTHER, headers=GUARDED)
    keep_cookies(request, way)
    return way


def crowded_page(request: Request, headers: Mapping[str, str]) -> HTMLResponse:
    """Where nothing could be looked at: it asks neither who this is nor what was wanted."""
    path, query = request.url.path.lstrip("/"), request.url.query  # two slashes would lead to another host
    asked = f"/{path}?{query}" if query else f"/{path}"
    page = TEMPLATES.get_template("auth/crowded.html").render(again=asked if request.method == "GET" else "")
    return HTMLResponse(page, status.HTTP_503_SERVICE_UNAVAILABLE, headers={**GUARDED, **headers})
