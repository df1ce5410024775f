"""The ready answers of a draft: a list, and a form for one of them with how it is read on a phone (F5)."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response, status
from starlette.datastructures import FormData

from bot.application.agents.roles import Right, may
from bot.application.editor.answers.answers import is_readable
from bot.application.editor.answers.desk import AnswerEdit, AnswerSaved, StaleAnswer, asked, edit_answer, refusals
from bot.application.editor.answers.order import move_answer
from bot.application.editor.drafts.drafts import SENTENCES, Draft, DraftMissing
from bot.application.editor.drafts.edits import BusyDraft
from bot.application.editor.scripts import Version
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.answers.view import Book, Typed, View, view_of
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.pages import FLOWS, MAY_EDIT, Number
from console.editor.sent import who_moved
from flows.ready_answers import SHARED

Word = Annotated[str, Path(max_length=60)]
Asked = Annotated[str, Query(max_length=60)]


def answers_router() -> APIRouter:
    """Before the drawn pages, to which any word is a creditor's."""
    router = console_router("/flows/drafts/{draft_id:int}/answers", Right.READ_FLOWS)
    router.add_api_route("", show_first, methods=["GET"])
    router.add_api_route("/{profile}", show, methods=["GET"])
    router.add_api_route("/{profile}", save, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route("/{profile}/move", move, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route("/{profile}/remove", remove, methods=["POST"], dependencies=MAY_EDIT)
    return router


async def show_first(request: Request, draft_id: Number, parts: Editing, creditor: Asked = "") -> Response:
    """The creditor asked for, else the first that the draft has."""
    _, book = await _opened(draft_id, SHARED, parts)
    chosen = creditor if creditor in book.scripts else next(iter(book.scripts))
    return go(request, f"{FLOWS}/drafts/{draft_id}/answers/{chosen}")


async def show(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request,
    draft_id: Number,
    profile: Word,
    parts: Editing,
    session: SignedIn,
    answer: Asked = "",
    new: Asked = "",
    saved: Asked = "",
) -> Response:
    draft, book = await _opened(draft_id, profile, parts)
    chosen = "" if new == "yes" and may(session.member.role, Right.EDIT_FLOWS) else answer or None
    view = await asyncio.to_thread(view_of, book, chosen)
    if answer and view.is_readable and view.open is None:
        raise NothingHere
    return _page(request, (draft, book, view), session, saved=saved)


async def save(request: Request, draft_id: Number, profile: Word, parts: Editing, session: SignedIn) -> Response:
    draft, book = await _opened(draft_id, profile, parts)
    async with request.form() as form:
        sent = _words(form)
    values = book.values
    wanted = asked(sent, values)
    wrong = refusals(wanted, values, book.steps)
    if wrong or not is_readable(book.files, profile):
        typed = Typed(wanted, wrong, sent.get("seen", ""))
        view = await asyncio.to_thread(view_of, book, wanted.id, typed)
        return _page(request, (draft, book, view), session, code=status.HTTP_422_UNPROCESSABLE_CONTENT)
    edit = AnswerEdit(profile, wanted.id, wanted, sent.get("seen", ""))
    return await _edited(request, draft, edit, parts, session)


async def remove(request: Request, draft_id: Number, profile: Word, parts: Editing, session: SignedIn) -> Response:
    """An own answer in place of a shared one gives way to it again; any other is gone."""
    draft, book = await _opened(draft_id, profile, parts)
    if not is_readable(book.files, profile):
        raise NothingHere
    async with request.form() as form:
        sent = _words(form)
    edit = AnswerEdit(profile, sent.get("answer", ""), None, sent.get("seen", ""))
    return await _edited(request, draft, edit, parts, session)


async def move(request: Request, draft_id: Number, profile: Word, parts: Editing, session: SignedIn) -> Response:
    """A place up or down in the list of those who answer."""
    _, book = await _opened(draft_id, profile, parts)
    if not is_readable(book.files, profile):
        raise NothingHere
    async with request.form() as form:
        sent = _words(form)
    name = sent.get("answer", "")
    place, is_up = (profile, name), sent.get("to") == "up"
    try:
        with suppress(BusyDraft):  # it stays where it is, as the page shows
            await move_answer(draft_id, session.member.email, place, up=is_up, drafts=parts.drafts)
    except DraftMissing as missing:
        raise NothingHere from missing
    return go(request, f"{FLOWS}/drafts/{draft_id}/answers/{profile}?answer={quote(name)}&saved=moved")


async def _edited(request: Request, draft: Draft, edit: AnswerEdit, parts: EditorParts, session: SignedIn) -> Response:
    try:
        made = await edit_answer(draft.id, session.member.email, edit, parts.drafts)
    except DraftMissing as missing:
        raise NothingHere from missing
    except BusyDraft:
        made = None
    _, book = await _opened(draft.id, edit.folder, parts)
    if isinstance(made, AnswerSaved):
        place = f"{FLOWS}/drafts/{draft.id}/answers/{edit.folder}"
        is_there = any(one.answer.id == made.name for one in view_of(book, None).lines)
        return go(request, f"{place}?answer={made.name}&saved=yes" if is_there else f"{place}?saved=removed")
    typed = Typed(replace(edit.wanted, id=edit.name)) if edit.wanted is not None else None
    view = await asyncio.to_thread(view_of, book, edit.name or "", typed)
    return _page(request, (draft, book, view), session, code=status.HTTP_409_CONFLICT, stale=made)


def _page(  # noqa: PLR0913 - by their names
    request: Request,
    shown: tuple[Draft, Book, View],
    session: SignedIn,
    *,
    code: int = status.HTTP_200_OK,
    saved: str = "",
    stale: StaleAnswer | None = None,
) -> Response:
    draft, book, view = shown
    theirs = stale.now.ready if stale is not None and stale.now is not None else None
    return render(
        request,
        "editor/answers.html",
        status=code,
        draft=draft,
        place=f"{FLOWS}/drafts/{draft.id}",
        folder=book.folder,
        shared=SHARED,
        folders=[*book.scripts, SHARED],
        view=view,
        can_edit=may(session.member.role, Right.EDIT_FLOWS),
        saved=saved,
        is_busy=code == status.HTTP_409_CONFLICT and stale is None,
        stale=stale,
        **who_moved(stale.change if stale is not None else None),
        theirs=theirs,
        theirs_text=book.values.as_names(theirs.text) if theirs is not None else "",
    )


async def _opened(draft_id: int, folder: str, parts: EditorParts) -> tuple[Draft, Book]:
    draft = await parts.drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise NothingHere
    found = await parts.drafts.files(draft_id)

    async def load() -> dict[str, str]:
        return {path: text for path, text in found.files.items() if not path.startswith(SENTENCES)}

    scripts = await parts.scripts.of(Version(f"draft {draft_id} {found.version}", load))
    if not scripts or (folder != SHARED and folder not in scripts):
        raise NothingHere
    return draft, Book(await load(), folder, scripts)


def _words(form: FormData) -> dict[str, str]:
    """A file among them is nothing typed."""
    return {name: value for name, value in form.items() if isinstance(value, str)}
