"""The step's panel that can be edited: shown, each change saved by itself, and what may be chosen in it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response, status
from fastapi.responses import JSONResponse

from bot.application.agents.roles import Right
from bot.application.editor.drafts.drafts import SENTENCES, Draft, DraftFiles, DraftMissing, StaleDraft
from bot.application.editor.drafts.edits import BusyDraft, StepEdit, make_edit, seen_digest
from bot.application.editor.script import Script
from bot.application.editor.scripts import Version
from bot.application.editor.steps.changes import At
from bot.application.editor.steps.fields import field_now
from console.auth.pages import GUARDED, ZONE, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.pages import FLOWS, MAY_EDIT, Number
from console.editor.drawing.rows import KINDS
from console.editor.panel.forms import Asked
from console.editor.panel.view import CHANNEL_NAMES, LISTS, lists_of, panel_of
from console.editor.sent import who_moved
from flows.editing.references import flow_in
from flows.editing.refused import EditRefused

Word = Annotated[str, Path(max_length=100)]


@dataclass(frozen=True)
class Editable:
    """A draft as it stands, read at once, so that what is shown and what it is compared with are the same."""

    draft_id: int
    found: DraftFiles
    scripts: Mapping[str, Script]

    def script(self, profile: str) -> Script:
        if profile not in self.scripts:
            raise NothingHere
        return self.scripts[profile]


def panel_router() -> APIRouter:
    """Before the drawn pages, to which any word is a creditor's."""
    router = console_router("/flows/drafts/{draft_id:int}/{profile}", Right.READ_FLOWS)
    router.add_api_route("/lists.json", tell_lists, methods=["GET"])
    router.add_api_route("/{flow}/{step}/edit", edit, methods=["POST"], dependencies=MAY_EDIT)
    return router


async def show_panel(request: Request, parts: EditorParts, draft: Draft, at: tuple[str, str, str]) -> Response:
    """In place of the one that is only read, for those who may edit."""
    profile, flow, step = at
    opened = await _opened(draft.id, parts)
    panel = await asyncio.to_thread(panel_of, opened.script(profile), opened.found.files, flow, step)
    if panel is None:
        raise NothingHere
    return render(
        request,
        "editor/_step_panel_edit.html",
        panel=panel,
        view=panel.view,
        kind=KINDS[panel.card.kind],
        place=f"{FLOWS}/drafts/{draft.id}/{profile}",
        flow=flow,
        step=step,
        channels=CHANNEL_NAMES,
        lists=LISTS,
    )


async def tell_lists(draft_id: Number, profile: Word, parts: Editing) -> Response:
    opened = await _opened(draft_id, parts)
    return JSONResponse(await asyncio.to_thread(lists_of, opened.script(profile)), headers=GUARDED)


async def edit(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request, draft_id: Number, profile: Word, flow: Word, step: Word, parts: Editing, session: SignedIn
) -> Response:
    """Answers in JSON: saved, refused with why, or what somebody else made of it meanwhile."""
    async with request.form() as form:
        asked = Asked(form, flow, step)
        opened = await _opened(draft_id, parts)
        found = opened.script(profile).flow(flow)
        if found is None:
            raise NothingHere
        try:
            made = StepEdit(At(found.file, step), asked.change(), asked.seen)
            if asked.is_of_flow:
                made = StepEdit(At(found.file), made.change, asked.flow_seen)
                return await _flow_saved(draft_id, parts, session.member.email, (made, step))
            return await _saved(draft_id, parts, session.member.email, (opened, made, asked.was))
        except EditRefused as refused:
            return _refused(refused, opened.script(profile), flow)
        except DraftMissing as missing:
            raise NothingHere from missing
        except BusyDraft:
            return _told({"message": "Muita gente salvou ao mesmo tempo. Tente de novo."}, status.HTTP_409_CONFLICT)


async def _saved(draft_id: int, parts: EditorParts, by: str, asked: tuple[Editable, StepEdit, str | None]) -> Response:
    """A change of a field nobody else touched is made on the step as it stands, whatever else changed in it."""
    opened, made, was = asked
    files = opened.found.files
    if was is not None and made.seen and await asyncio.to_thread(field_now, files, made) == was:
        made = StepEdit(made.at, made.change, await asyncio.to_thread(seen_digest, files, made.at))
    answer = await make_edit(draft_id, by, made, parts.drafts)
    after = (await parts.drafts.files(draft_id)).files
    digest = await asyncio.to_thread(seen_digest, after, made.at)
    if isinstance(answer, StaleDraft):
        return _stale(answer, digest, field_now(after, made))
    saved_at = f"{parts.clock.now().astimezone(ZONE):%H:%M}"
    goes_to = await asyncio.to_thread(_new_step, files, after, made.at)
    return _told({"digest": digest, "at": saved_at, "version": answer.version, "step": goes_to})


async def _flow_saved(draft_id: int, parts: EditorParts, by: str, asked: tuple[StepEdit, str]) -> Response:
    """What is of the flow and not of a step: compared as such, so that the step's own fields stay as they are."""
    made, step = asked
    answer = await make_edit(draft_id, by, made, parts.drafts)
    after = (await parts.drafts.files(draft_id)).files
    digest, flow_digest = seen_digest(after, At(made.at.path, step)), seen_digest(after, made.at)
    if isinstance(answer, StaleDraft):
        return _stale(answer, digest, None, flow_digest)
    saved_at = f"{parts.clock.now().astimezone(ZONE):%H:%M}"
    told = {"digest": digest, "flow_digest": flow_digest, "at": saved_at, "version": answer.version, "step": step}
    return _told(told)


def _stale(stale: StaleDraft, digest: str, theirs: str | None, flow_digest: str = "") -> Response:
    moved = who_moved(stale)
    told = {
        "stale": True,
        "by": moved["who"],
        "at": moved["at"],
        "digest": digest,
        "theirs": theirs,
        "flow_digest": flow_digest,
    }
    return _told(told, status.HTTP_409_CONFLICT)


def _refused(refused: EditRefused, script: Script, flow: str) -> Response:
    """With the steps it speaks of, by name."""
    steps = [one for one in refused.steps if one in script.graph.nodes]
    named = [{"step": one, "flow": one.partition(".")[0], "name": script.step_name(one)} for one in steps]
    message = f"{refused.message.partition(':')[0]}:" if named else refused.message
    told = {"code": refused.code, "message": message, "steps": named}
    return _told(told, status.HTTP_422_UNPROCESSABLE_CONTENT)


def _new_step(before: Mapping[str, str], after: Mapping[str, str], at: At) -> str:
    """The step to go to: one that was added, or, where this one is gone, the flow itself."""
    known, now = _steps(before, at.path), _steps(after, at.path)
    if at.step not in now:
        return ""
    return next((step for step in now if step not in known), at.step)


def _steps(files: Mapping[str, str], path: str) -> list[str]:
    flow = flow_in(path, files.get(path, ""))
    return list(flow.steps) if flow is not None else []


def _told(told: Mapping[str, Any], code: int = status.HTTP_200_OK) -> Response:
    return JSONResponse(told, code, headers=GUARDED)


async def _opened(draft_id: int, parts: EditorParts) -> Editable:
    try:
        found = await parts.drafts.files(draft_id)
    except DraftMissing as missing:
        raise NothingHere from missing

    async def load() -> Mapping[str, str]:
        return {path: text for path, text in found.files.items() if not path.startswith(SENTENCES)}

    return Editable(draft_id, found, await parts.scripts.of(Version(f"draft {draft_id} {found.version}", load)))
