"""The forms of a draft with which conversations are closed: a part at a time, each with its rule beside it (H4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from bot.application.agents.roles import Right, may
from bot.application.editor.drafts.drafts import Draft, DraftMissing
from bot.application.editor.forms.desk import FormMissing, FormRefused, FormSent, found_in, save_part
from bot.application.editor.forms.forms import FormFile, forms_in, parts_of, seen_mark, values_of
from bot.application.editor.policy.fields import Section
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.pages import FLOWS, MAY_EDIT, Number
from console.editor.policy.view import Filling, Shown, View, view_of
from console.editor.sent import code_of, kept, typed_in, who_moved

FIRST = "form"
Word = Annotated[str, Path(max_length=80)]
Asked = Annotated[str, Query(max_length=40)]


@dataclass(frozen=True)
class OpenForm:
    draft: Draft
    forms: list[FormFile]
    file: FormFile
    part: Section


def forms_router() -> APIRouter:
    """Before the drawn pages, to which any word is a creditor's."""
    router = console_router("/flows/drafts/{draft_id:int}/forms", Right.READ_FLOWS)
    router.add_api_route("", show_first, methods=["GET"])
    router.add_api_route("/{form}", show, methods=["GET"])
    router.add_api_route("/{form}", save, methods=["POST"], dependencies=MAY_EDIT)
    return router


async def show_first(request: Request, draft_id: Number, parts: Editing) -> Response:
    """The one that is used most."""
    _, forms = await _forms(draft_id, parts)
    if not forms:
        raise NothingHere
    usual = next((one for one in forms if one.form.is_usual), forms[0])
    return go(request, f"{FLOWS}/drafts/{draft_id}/forms/{usual.id}")


async def show(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request,
    draft_id: Number,
    form: Word,
    parts: Editing,
    session: SignedIn,
    part: Asked = FIRST,
    saved: Asked = "",
) -> Response:
    opened = await _opened(draft_id, form, part, parts)
    can_edit = may(session.member.role, Right.EDIT_FLOWS)
    return _page(request, opened, Filling(values_of(opened.part, opened.file), can_edit=can_edit), saved=saved)


async def save(request: Request, draft_id: Number, form: Word, parts: Editing, session: SignedIn) -> Response:
    async with request.form() as data:
        typed, part = typed_in(data), str(data.get("part", ""))
    seen = next(iter(typed.get("seen", [])), "")
    opened = await _opened(draft_id, form, part, parts)
    try:
        answer = await save_part(draft_id, session.member.email, FormSent(form, part, typed, seen), parts.drafts)
    except (DraftMissing, FormMissing) as missing:
        raise NothingHere from missing
    if not isinstance(answer, FormRefused):
        done = "yes" if answer.is_changed else "same"
        return go(request, f"{FLOWS}/drafts/{draft_id}/forms/{form}?part={part}&saved={done}")
    if answer.stale is not None:
        opened = await _opened(draft_id, form, part, parts)
    return _page(request, opened, Filling(kept(typed), answer.wrong, can_edit=True), refused=answer, seen=seen)


def _page(  # noqa: PLR0913 - by their names
    request: Request,
    opened: OpenForm,
    filling: Filling,
    *,
    saved: str = "",
    refused: FormRefused | None = None,
    seen: str = "",
) -> Response:
    stale = refused.stale if refused is not None else None
    view, mark = view_of(opened.part, filling), seen_mark(opened.part, opened.file)
    return render(
        request,
        "editor/forms.html",
        status=code_of(refused=refused is not None, stale=stale is not None),
        draft=opened.draft,
        place=f"{FLOWS}/drafts/{opened.draft.id}",
        forms=opened.forms,
        file=opened.file,
        parts=parts_of(opened.file),
        part=opened.part,
        view=view,
        questions=_questions(view, opened),
        seen=seen if refused is not None and stale is None else mark,
        can_edit=filling.can_edit,
        saved=saved,
        wrong=len(filling.wrong),
        stale=stale,
        **who_moved(stale),
        moved=_moved(opened, filling.values) if stale is not None else (),
    )


def _questions(view: View, opened: OpenForm) -> list[tuple[str, list[Shown]]]:
    """What is changed of each question together, under what the question is called in the draft."""
    now = values_of(opened.part, opened.file)
    groups = groupby(view.fields, key=lambda one: one.name.rpartition(".")[0])
    return [(now.get(f"{place}.label", opened.part.name), list(fields)) for place, fields in groups]


def _moved(opened: OpenForm, typed: Mapping[str, str]) -> list[tuple[str, str]]:
    """Where the draft says something else than the page that was sent: the name and what it says."""
    now = view_of(opened.part, Filling(values_of(opened.part, opened.file))).fields
    return [(one.label, one.words) for one in now if typed.get(one.name, "").strip() != one.value.strip()]


async def _opened(draft_id: int, form: str, part: str, parts: EditorParts) -> OpenForm:
    draft, forms = await _forms(draft_id, parts)
    try:
        return OpenForm(draft, forms, *found_in(forms, form, part))
    except FormMissing as missing:
        raise NothingHere from missing


async def _forms(draft_id: int, parts: EditorParts) -> tuple[Draft, list[FormFile]]:
    draft = await parts.drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise NothingHere
    return draft, forms_in((await parts.drafts.files(draft_id)).files)
