"""The page under /p: facts asked of whoever holds a link, the paper shown to its person, and its PDF."""

from typing import Annotated

from fastapi import APIRouter, Cookie, Form, Response, status
from fastapi.responses import RedirectResponse

from bot.application.paper_links import PATH
from bot.application.papers import Knock, door_of, knock, paper_downloaded, paper_shown
from console.papers.deps import Behind, PaperPages
from console.papers.forms import IdentityForm
from console.papers.words import GUARDED, render

PASS = "papel"  # the cookie's name
PASS_LASTS_S = 15 * 60

type Pass = Annotated[str, Cookie(alias=PASS)]


def papers_router() -> APIRouter:
    router = APIRouter(prefix=PATH)
    router.add_api_route("/{token}", show, methods=["GET"])
    router.add_api_route("/{token}", prove, methods=["POST"])
    router.add_api_route("/{token}/documento", download, methods=["GET"])
    router.add_api_route("/{mangled:path}", show_nothing, methods=["GET", "POST"])
    return router


async def show(token: str, behind: Behind, shown_pass: Pass = "") -> Response:
    """The paper to who was let in; to anybody else what must be proved first."""
    paper = await paper_shown(token, shown_pass, behind.tools)
    if paper is not None:
        return render("paper.html", paper=paper, token=token)
    return await _door(token, behind)


async def prove(token: str, form: Annotated[IdentityForm, Form()], behind: Behind) -> Response:
    """A form of this page only ever lets in who sends it: there is nothing of a session to ride on before."""
    outcome = await knock(token, form.facts(), behind.tools)
    if outcome is Knock.OPENED:
        return _let_in(token, behind)
    return await _door(token, behind, outcome, form)


async def download(token: str, behind: Behind, shown_pass: Pass = "") -> Response:
    paper = await paper_downloaded(token, shown_pass, behind.tools)
    if paper is None:
        return RedirectResponse(f"{PATH}/{token}", status.HTTP_303_SEE_OTHER, headers=GUARDED)
    named = {"Content-Disposition": f'attachment; filename="{paper.filename}"'}
    return Response(paper.content, media_type=paper.content_type, headers={**GUARDED, **named})


async def show_nothing() -> Response:
    """An address that lost or gained something on its way."""
    return render("gone.html", status=status.HTTP_404_NOT_FOUND)


async def _door(
    token: str, behind: PaperPages, outcome: Knock | None = None, form: IdentityForm | None = None
) -> Response:
    door = await door_of(token, behind.tools)
    if door is None:
        return await show_nothing()
    if door.is_locked:
        return render("locked.html", status=status.HTTP_403_FORBIDDEN, door=door)
    typed = form.model_dump() if form is not None and outcome is Knock.LACKING else {}
    code = status.HTTP_200_OK if outcome is None else status.HTTP_422_UNPROCESSABLE_CONTENT
    return render("ask.html", status=code, door=door, outcome=outcome, typed=typed)


def _let_in(token: str, behind: PaperPages) -> Response:
    """A pass for this link alone, which no script reads and no other site sends."""
    path = f"{PATH}/{token}"
    response = RedirectResponse(path, status.HTTP_303_SEE_OTHER, headers=GUARDED)
    response.set_cookie(
        PASS,
        behind.tools.passes.issue(token),
        max_age=PASS_LASTS_S,
        path=path,
        secure=behind.is_secure,
        httponly=True,
        samesite="strict",
    )
    return response
