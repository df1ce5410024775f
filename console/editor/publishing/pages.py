"""Publishing a draft: what changes in words, who says yes to it, how far it is prepared, and the button."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response

from bot.application.agents.roles import NotAllowed, Right, may
from bot.application.editor.drafts.drafts import Draft, DraftMissing
from bot.application.editor.publishing.moves import forecast, running_now
from bot.application.editor.publishing.publishing import (
    Asking,
    NoAsking,
    ask,
    choose_moves,
    go_live,
    prepare_again,
    review,
    sign,
    standing,
    withdraw,
)
from bot.application.editor.publishing.reviews import Lacking, RequestMissing, State, Work, digest_of
from bot.application.editor.publishing.reviews import Request as Asked
from bot.application.publish import Move
from bot.application.releases import ReleaseMissing
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router, needs
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.pages import FLOWS, MAY_EDIT, Number
from console.editor.looked_at import Looking
from console.editor.publishing import words
from console.editor.publishing.deps import ReleaseParts, Releasing
from console.editor.publishing.moves import renamed_in, told_moves
from console.editor.publishing.refusals import in_words, refusals
from console.learning import words as learning_words

MAY_PUBLISH = [Depends(needs(Right.PUBLISH))]
MAY_SIGN = [Depends(needs(Right.SIGN_POLICY))]
RELEASES = "/console/releases"
Note = Annotated[str, Form(max_length=2000)]
OneRequest = Annotated[int, Path(ge=1, lt=2**63)]


def publishing_router() -> APIRouter:
    """Of the routers of drafts before the drawn pages: to those any word is a creditor's."""
    router = console_router("/flows/drafts/{draft_id:int}/publish", Right.READ_FLOWS)
    one = "/{request_id:int}"
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/state", show_state, methods=["GET"])
    router.add_api_route("/problems", show_problems, methods=["GET"])
    router.add_api_route("/running", show_running, methods=["GET"])
    router.add_api_route(f"{one}/moves", show_moves, methods=["GET"])
    router.add_api_route(f"{one}/moves", add_moves, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route("", make_request, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route(f"{one}/work", work_again, methods=["POST"], dependencies=MAY_EDIT)
    router.add_api_route(f"{one}/review", add_review, methods=["POST"], dependencies=MAY_PUBLISH)
    router.add_api_route(f"{one}/signature", add_signature, methods=["POST"], dependencies=MAY_SIGN)
    router.add_api_route(f"{one}/withdrawal", take_back, methods=["POST"])
    router.add_api_route(f"{one}/release", release, methods=["POST"], dependencies=MAY_PUBLISH)
    return router


async def show(  # noqa: PLR0913, PLR0917 - what the address holds
    request: Request, draft_id: Number, parts: Releasing, editor: Editing, session: SignedIn, wrong: str = ""
) -> Response:
    draft = await _draft(draft_id, editor)
    state = await _state(draft, parts, editor, session)
    told = await _told(draft, state["asked"], parts)
    return render(request, "editor/publish.html", told=told, wrong=words.WRONG.get(wrong, ""), **state)


async def show_state(
    request: Request, draft_id: Number, parts: Releasing, editor: Editing, session: SignedIn
) -> Response:
    """The part that tells how far it is."""
    state = await _state(await _draft(draft_id, editor), parts, editor, session)
    return render(request, "editor/_publish_state.html", **state)


async def show_problems(request: Request, looking: Looking, editor: Editing) -> Response:
    """Before anything is asked; with words and ways of the first creditor each is of."""
    found = await editor.scripts.problems(looking.version)
    return render(request, "editor/_publish_problems.html", problems=in_words(found, looking), draft=looking.draft)


async def show_running(request: Request, draft_id: Number, parts: Releasing) -> Response:
    """How many conversations the choice is about."""
    count = await running_now(parts.tools.publish)
    return render(request, "editor/_publish_running.html", count=count)


async def show_moves(  # noqa: PLR0913, PLR0917 - what the address holds
    request: Request,
    draft_id: Number,
    request_id: OneRequest,
    parts: Releasing,
    editor: Editing,
    session: SignedIn,
) -> Response:
    """How many would come along now, and where the others go on, or could."""
    asked = await _of_draft(draft_id, request_id, parts)
    outcome = asked.outcome
    try:
        found = await forecast(outcome.release, parts.tools.publish, outcome.renamed)
        held = await forecast(outcome.release, parts.tools.publish)
    except ReleaseMissing as missing:
        raise NothingHere from missing
    rows = await told_moves(held, outcome, editor)
    can_choose = may(session.member.role, Right.EDIT_FLOWS) and asked.state is State.OPEN
    place = f"{FLOWS}/drafts/{draft_id}/publish"
    return render(
        request, "editor/_publish_moves.html", found=found, rows=rows, asked=asked, place=place, choose=can_choose
    )


async def add_moves(
    request: Request, draft_id: Number, request_id: OneRequest, parts: Releasing, session: SignedIn
) -> Response:
    await _of_draft(draft_id, request_id, parts)
    async with request.form() as form:
        renamed = renamed_in(form)
    refused = await choose_moves(request_id, session.member.email, renamed, parts.tools)
    return _back(request, draft_id, refused.value if refused else "")


async def make_request(  # noqa: PLR0913, PLR0917 - what the form brings
    request: Request,
    draft_id: Number,
    parts: Releasing,
    session: SignedIn,
    note: Note = "",
    move: Annotated[Move, Form()] = Move.FINISH,
) -> Response:
    try:
        answer = await ask(Asking(draft_id, session.member.email, note, move), parts.tools)
    except DraftMissing as missing:
        raise NothingHere from missing
    except ReleaseMissing:
        return _back(request, draft_id, "same")
    return _back(request, draft_id, answer.value if isinstance(answer, NoAsking) else "")


async def work_again(request: Request, draft_id: Number, request_id: OneRequest, parts: Releasing) -> Response:
    await _of_draft(draft_id, request_id, parts)
    begun = await prepare_again(request_id, parts.tools)
    return _back(request, draft_id, "" if begun else "busy")


async def add_review(  # noqa: PLR0913, PLR0917 - what the address and the form hold
    request: Request,
    draft_id: Number,
    request_id: OneRequest,
    parts: Releasing,
    session: SignedIn,
    moves: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    await _of_draft(draft_id, request_id, parts)
    refused = await review(request_id, session.member.email, parts.tools, moves)
    return _back(request, draft_id, refused.value if refused else "")


async def add_signature(
    request: Request, draft_id: Number, request_id: OneRequest, parts: Releasing, session: SignedIn
) -> Response:
    await _of_draft(draft_id, request_id, parts)
    refused = await sign(request_id, session.member.email, parts.tools)
    return _back(request, draft_id, refused.value if refused else "")


async def take_back(  # noqa: PLR0913, PLR0917 - what the address and the form hold
    request: Request, draft_id: Number, request_id: OneRequest, parts: Releasing, session: SignedIn, reason: Note = ""
) -> Response:
    """Whoever may ask for it or say yes to it may also say no."""
    role = session.member.role
    if not any(may(role, right) for right in (Right.EDIT_FLOWS, Right.PUBLISH, Right.SIGN_POLICY)):
        raise NotAllowed(role, Right.EDIT_FLOWS)
    await _of_draft(draft_id, request_id, parts)
    done = await withdraw(request_id, session.member.email, reason, parts.tools)
    return _back(request, draft_id, "" if done else "ended")


async def release(  # noqa: PLR0913, PLR0917 - what the address and the form hold
    request: Request,
    draft_id: Number,
    request_id: OneRequest,
    parts: Releasing,
    session: SignedIn,
    despite: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    await _of_draft(draft_id, request_id, parts)
    answer = await go_live(request_id, session.member.email, parts.tools, despite=despite == "yes")
    if isinstance(answer, Lacking):
        return _back(request, draft_id, answer.value)
    return go(request, f"{RELEASES}?done={answer.publication.id}&moved={answer.moved}&stayed={answer.stayed}")


async def _state(draft: Draft, parts: ReleaseParts, editor: EditorParts, session: SignedIn) -> dict[str, Any]:
    asked, now = await parts.tools.reviews.last(draft.id), parts.tools.prepare.clock.now()
    given = {"draft": draft, "asked": asked, "me": session.member.email, "standing": None, "reviews": True}
    if asked is None:
        return given
    found, work = await standing(asked, parts.tools), asked.work_at(now)
    measured = await parts.measurements.last(draft.id) if asked.outcome.is_measured else None
    return {
        **given,
        "standing": found,
        "reviews": found.reviews,
        "is_open": asked.state is State.OPEN and not found.is_void,
        "is_working": asked.state is State.OPEN and work in {Work.RUNNING, Work.WAITING} and not found.is_void,
        "work": work.value,
        "refusals": await refusals(asked.outcome, draft, editor),
        "percent": words.percent(asked),
        "stages": words.stages(asked, work),
        "lacking": found.lacks(despite=True),
        "is_author": session.member.email in asked.wish.authors,
        "verdict": learning_words.verdict(measured.measured) if measured and measured.measured else "",
    }


async def _told(draft: Draft, asked: Asked | None, parts: ReleaseParts) -> dict[str, Any]:
    """What would change; of a draft that was published, what did."""
    in_force = await parts.tools.publish.publications.in_force()
    if in_force is None:
        return {"changes": None, "over": ""}
    is_published = asked is not None and asked.state is State.PUBLISHED
    over = asked.wish.over if asked is not None and is_published else in_force.release
    files = (await parts.tools.drafts.files(draft.id)).files
    return {"changes": await parts.told.of_draft(over, digest_of(files), files), "over": over}


async def _draft(draft_id: int, editor: EditorParts) -> Draft:
    draft = await editor.drafts.draft(draft_id)
    if draft is None:
        raise NothingHere
    return draft


async def _of_draft(draft_id: int, request_id: int, parts: ReleaseParts) -> Asked:
    try:
        found = (await parts.tools.reviews.request(request_id)) or _missing(request_id)
    except RequestMissing as error:
        raise NothingHere from error
    if found.wish.draft_id != draft_id:
        raise NothingHere
    return found


def _missing(request_id: int) -> Asked:
    raise RequestMissing(request_id)


def _back(request: Request, draft_id: int, wrong: str = "") -> Response:
    place = f"{FLOWS}/drafts/{draft_id}/publish"
    return go(request, f"{place}?wrong={wrong}" if wrong else place)
