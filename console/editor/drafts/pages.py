"""Drafts: the list of them, beginning one, taking it out as files, bringing files, and giving one up."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response, status

from bot.application.agents.roles import Right
from bot.application.editor.drafts.beginning import Brought, begin_draft, import_draft
from bot.application.editor.drafts.drafts import Draft, DraftMissing
from bot.application.editor.drafts.packing import FilesRefused, pack, unpack
from bot.application.releases import ReleaseMissing
from console.auth.cookies import HOME
from console.auth.pages import GUARDED, go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router, needs
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.forms import ImportForm, NewDraftForm, brought_files

FLOWS = f"{HOME}/flows"
MAY_EDIT = [Depends(needs(Right.EDIT_FLOWS))]
MAY_TAKE_BACK = timedelta(minutes=30)  # a discard, from the list; the files stay longer
Number = Annotated[int, Path(ge=1, lt=2**63)]


def drafts_router() -> APIRouter:
    router = console_router("/flows", Right.READ_FLOWS)
    one = "/drafts/{draft_id:int}"
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/drafts", begin, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route("/imports", bring, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route(f"{one}/files.zip", take_out, methods=["GET"])
    router.add_api_route(f"{one}/discard", discard, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route(f"{one}/reopen", reopen, methods=["POST"], dependencies=MAY_EDIT)
    return router


async def show(request: Request, parts: Editing, session: SignedIn, discarded: int = 0) -> Response:
    return await _page(request, parts, session, discarded=await _closed_lately(parts, discarded))


async def begin(request: Request, parts: Editing, session: SignedIn, form: Annotated[NewDraftForm, Form()]) -> Response:
    try:
        draft = await begin_draft(form.name, session.member.email, parts.bases, parts.drafts)
    except ReleaseMissing:
        return await _page(request, parts, session, status=status.HTTP_409_CONFLICT, wrong="no_release")
    return go(request, f"{FLOWS}/drafts/{draft.id}")


async def bring(request: Request, parts: Editing, session: SignedIn) -> Response:
    """A zip as it was taken out, or any part of one."""
    form = await request.form()
    try:
        asked = ImportForm.of(form)
        files = unpack(await brought_files(form))
        brought = Brought(asked.name, session.member.email, files, is_whole=asked.is_whole)
        made = await import_draft(brought, parts.bases, parts.drafts)
    except FilesRefused as refused:
        page_status = status.HTTP_422_UNPROCESSABLE_CONTENT
        return await _page(request, parts, session, status=page_status, wrong="files", reason=refused.reason)
    except ReleaseMissing:
        return await _page(request, parts, session, status=status.HTTP_409_CONFLICT, wrong="no_release")
    finally:
        await form.close()
    return go(request, f"{FLOWS}/drafts/{made.draft.id}/changes?imported=yes")


async def take_out(draft_id: Number, parts: Editing) -> Response:
    draft = await parts.drafts.draft(draft_id)
    if draft is None:
        raise NothingHere
    packed = pack((await parts.drafts.files(draft_id)).files)
    name = f'attachment; filename="rascunho-{draft_id}.zip"'
    return Response(packed, media_type="application/zip", headers={**GUARDED, "Content-Disposition": name})


async def discard(request: Request, draft_id: Number, parts: Editing, session: SignedIn) -> Response:
    try:
        await parts.drafts.close(draft_id, session.member.email)
    except DraftMissing:
        return go(request, FLOWS)  # somebody was quicker
    return go(request, f"{FLOWS}?discarded={draft_id}")


async def reopen(request: Request, draft_id: Number, parts: Editing, session: SignedIn) -> Response:
    if await _closed_lately(parts, draft_id) is None:
        return await _page(request, parts, session, status=status.HTTP_409_CONFLICT, wrong="too_late")
    await parts.drafts.reopen(draft_id, session.member.email)
    return go(request, f"{FLOWS}/drafts/{draft_id}")


async def _page(request: Request, parts: EditorParts, session: SignedIn, **values: Any) -> Response:
    drafts = await parts.drafts.open_drafts()
    ids = [draft.id for draft in drafts]
    tallies, here = await parts.drafts.tallies(ids), await parts.drafts.present(ids)
    rows = [
        {"draft": one, "tally": tallies.get(one.id), "here": [p.who for p in here.get(one.id, ())]} for one in drafts
    ]
    given = {"wrong": "", "reason": "", "discarded": None, **values}
    return render(request, "editor/drafts.html", rows=rows, live=await _live(parts), me=session.member.email, **given)


async def _live(parts: EditorParts) -> str:
    try:
        return (await parts.releases.live()).id
    except ReleaseMissing:
        return ""


async def _closed_lately(parts: EditorParts, draft_id: int) -> Draft | None:
    draft = await parts.drafts.draft(draft_id) if draft_id > 0 else None
    if draft is None or draft.closed is None or parts.clock.now() - draft.closed > MAY_TAKE_BACK:
        return None
    return draft
