"""A draft's bar on every page of it: who else is here, when it was saved, undo and redo; and the log of edits."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Query, Request, Response, status

from bot.application.agents.roles import Right
from bot.application.editor.drafts.drafts import Draft, StaleDraft, next_redo, next_undo
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.forms import BackForm
from console.editor.drafts.pages import FLOWS, MAY_EDIT, Number
from console.editor.drafts.tabs import draft_tabs

LOG_LINES = 200
Back = Annotated[BackForm, Form()]
Place = Annotated[str, Query(max_length=200)]
_HX = "HX-Current-URL"


def draft_bar_router() -> APIRouter:
    router = console_router("/flows/drafts/{draft_id:int}", Right.READ_FLOWS)
    router.add_api_route("/bar", show_bar, methods=["GET"])
    router.add_api_route("/changes", show_changes, methods=["GET"])
    router.add_api_route("/undo", undo, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route("/redo", redo, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route("/edits/{edit_id:int}/undo", undo_one, methods=["POST"], dependencies=MAY_EDIT)
    return router


async def show_bar(
    request: Request, draft_id: Number, parts: Editing, session: SignedIn, place: Place = ""
) -> Response:
    """Asked for again and again by an open page: that is how others know who is here."""
    draft = await _open(draft_id, parts)
    if place.isprintable():
        await parts.drafts.note_present(draft_id, session.member.email, place)
    back = _path_of(request.headers.get(_HX, ""))
    tabs = draft_tabs(request, draft_id, back)
    return render(request, "editor/_draft_bar.html", place=place, tabs=tabs, **await _bar(draft, parts, session, back))


async def show_changes(
    request: Request, draft_id: Number, parts: Editing, session: SignedIn, imported: str = ""
) -> Response:
    return await _changes(request, await _open(draft_id, parts), parts, session, imported=imported == "yes")


async def undo(request: Request, draft_id: Number, parts: Editing, session: SignedIn, form: Back) -> Response:
    return await _undone(request, draft_id, parts, session, form)


async def undo_one(  # noqa: PLR0913, PLR0917 - what the address and the form hold
    request: Request, draft_id: Number, edit_id: Number, parts: Editing, session: SignedIn, form: Back
) -> Response:
    """Any edit of the log, also another person's: the log says who took it back."""
    return await _undone(request, draft_id, parts, session, form, edit_id)


async def redo(request: Request, draft_id: Number, parts: Editing, session: SignedIn, form: Back) -> Response:
    draft = await _open(draft_id, parts)
    answer = await parts.drafts.redo(draft.id, session.member.email)
    return await _moved(request, draft, parts, session, (answer, form))


async def _undone(  # noqa: PLR0913, PLR0917 - as above
    request: Request, draft_id: int, parts: EditorParts, session: SignedIn, form: BackForm, edit_id: int | None = None
) -> Response:
    draft = await _open(draft_id, parts)
    answer = await parts.drafts.undo(draft.id, session.member.email, edit_id)
    return await _moved(request, draft, parts, session, (answer, form))


async def _moved(
    request: Request,
    draft: Draft,
    parts: EditorParts,
    session: SignedIn,
    answered: tuple[Draft | StaleDraft | None, BackForm],
) -> Response:
    """Back where the form was; what somebody else changed since is not touched, and the log says so."""
    answer, form = answered
    if isinstance(answer, StaleDraft):
        return await _changes(request, draft, parts, session, stale=answer)
    return go(request, form.path(f"{FLOWS}/drafts/{draft.id}/changes"))


async def _changes(request: Request, draft: Draft, parts: EditorParts, session: SignedIn, **values: Any) -> Response:
    given = {"imported": False, "stale": None, **values}
    code = status.HTTP_409_CONFLICT if given["stale"] else status.HTTP_200_OK
    here = f"{FLOWS}/drafts/{draft.id}/changes"
    bar = {**await _bar(draft, parts, session, here), "tabs": draft_tabs(request, draft.id, here)}
    return render(request, "editor/changes.html", status=code, place="", **{**bar, **given})


async def _bar(draft: Draft, parts: EditorParts, session: SignedIn, back: str) -> dict[str, Any]:
    me, log = session.member.email, await parts.drafts.log(draft.id, LOG_LINES)
    here = (await parts.drafts.present([draft.id])).get(draft.id, ())
    return {
        "draft": draft,
        "log": log,
        "saved": (await parts.drafts.tallies([draft.id])).get(draft.id),
        "others": [one for one in here if one.who != me],
        "undo": next_undo(log, me),
        "redo": next_redo(log, me),
        "back": back,
        "me": me,
    }


async def _open(draft_id: int, parts: EditorParts) -> Draft:
    draft = await parts.drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise NothingHere
    return draft


def _path_of(address: str) -> str:
    """Of the page the bar is on."""
    return urlsplit(address).path
