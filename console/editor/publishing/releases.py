"""Versions: which was live when, by whom and why; going back to one; and stopping the bot."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response, status

from bot.application.agents.roles import Right
from bot.application.editor.differences.contents import Differences
from bot.application.editor.publishing.publishing import LONGEST_NOTE, standing
from bot.application.editor.publishing.reviews import Request as Asked
from bot.application.editor.publishing.reviews import Standing
from bot.application.publications import How, Publication, Signed
from bot.application.publish import NeverLive, ReleaseUnfit, resume, roll_back, stop
from bot.application.releases import ReleaseMissing
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.publishing.deps import ReleaseParts, Releasing
from console.editor.publishing.pages import MAY_PUBLISH, RELEASES
from console.editor.publishing.words import HOWS, WRONG

SHOWN, MOST = 20, 1000
LOOKED_BACK = 11  # lines further, for what was live before the oldest one shown
CHANGES = {How.PUBLISHED, How.ROLLED_BACK, How.CHECKOUT}
Release = Annotated[str, Path(max_length=64)]
Count = Annotated[int, Query(ge=0, lt=10**9)]
Note = Annotated[str, Form(max_length=2000)]


def releases_router() -> APIRouter:
    router = console_router("/releases", Right.READ_FLOWS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/{before}/to/{after}", show_changes, methods=["GET"])
    router.add_api_route("/stop", ask_to_stop, methods=["GET"], dependencies=MAY_PUBLISH)
    router.add_api_route("/stop", stop_robot, methods=["POST"], dependencies=MAY_PUBLISH)
    router.add_api_route("/resume", resume_robot, methods=["POST"], dependencies=MAY_PUBLISH)
    router.add_api_route("/{release}/restore", ask_to_restore, methods=["GET"], dependencies=MAY_PUBLISH)
    router.add_api_route("/{release}/restore", restore, methods=["POST"], dependencies=MAY_PUBLISH)
    return router


def robot_router() -> APIRouter:
    """For everybody's pages: whether the bot is stopped."""
    router = console_router("/robot")
    router.add_api_route("", show_robot, methods=["GET"])
    return router


@dataclass(frozen=True)
class Row:
    """A line of the history; `before` is what was live until then, blank where nothing else was."""

    publication: Publication
    how: str
    before: str
    asked: Asked | None
    can_return: bool


async def show(  # noqa: PLR0913, PLR0917 - what the address may hold
    request: Request,
    parts: Releasing,
    shown: Annotated[int, Query(ge=1, le=MOST)] = SHOWN,
    done: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    moved: Count = 0,
    stayed: Count = 0,
    wrong: str = "",
) -> Response:
    publications = parts.tools.publish.publications
    history = list(await publications.history(shown + LOOKED_BACK))
    in_force = await publications.in_force()
    rows = await _rows(history, shown, in_force.release if in_force else "", parts)
    return render(
        request,
        "editor/releases.html",
        in_force=in_force,
        rows=rows,
        live_since_row=next((row for row in rows if row.publication.how in CHANGES), None),
        done=next((row for row in rows if row.publication.id == done), None),
        went={"moved": moved, "stayed": stayed},
        wishes=await _wishes(parts),
        more=shown * 3 if len(history) > shown else 0,
        wrong=WRONG.get(wrong, ""),
    )


async def show_changes(request: Request, parts: Releasing, before: Release, after: Release) -> Response:
    changes = await _changes(before, after, parts)
    name = "editor/_differences.html" if "hx-request" in request.headers else "editor/release_changes.html"
    return render(request, name, changes=changes, before=before, after=after)


async def ask_to_restore(request: Request, release: Release, parts: Releasing, wrong: str = "") -> Response:
    publications = parts.tools.publish.publications
    in_force = await publications.in_force()
    if in_force is None:
        raise NothingHere
    changes = await _changes(in_force.release, release, parts)
    given: dict[str, Any] = {"changes": changes, "release": release, "live": in_force.release}
    return render(request, "editor/release_restore.html", wrong=WRONG.get(wrong, ""), **given)


async def restore(request: Request, release: Release, parts: Releasing, session: SignedIn, note: Note = "") -> Response:
    told = _note(note)
    if not told:
        return go(request, f"{RELEASES}/{release}/restore?wrong=note")
    try:
        done = await roll_back(release, Signed(session.member.email, told), parts.tools.publish)
    except NeverLive:
        return go(request, f"{RELEASES}?wrong=never")
    except (ReleaseUnfit, ReleaseMissing):
        return go(request, f"{RELEASES}?wrong=unfit")
    return go(request, f"{RELEASES}?done={done.publication.id}")


async def ask_to_stop(request: Request, wrong: str = "") -> Response:
    return render(request, "editor/robot_stop.html", wrong=WRONG.get(wrong, ""))


async def stop_robot(
    request: Request,
    parts: Releasing,
    session: SignedIn,
    note: Note = "",
    sure: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    told = _note(note)
    if not told or sure != "yes":
        return go(request, f"{RELEASES}/stop?wrong={'note' if not told else 'unsure'}")
    try:
        done = await stop(Signed(session.member.email, told), parts.tools.publish)
    except ReleaseMissing:
        return go(request, RELEASES)
    return go(request, f"{RELEASES}?done={done.id}")


async def resume_robot(request: Request, parts: Releasing, session: SignedIn, note: Note = "") -> Response:
    try:
        done = await resume(Signed(session.member.email, _note(note)), parts.tools.publish)
    except ReleaseMissing:
        return go(request, RELEASES)
    return go(request, f"{RELEASES}?done={done.id}")


async def show_robot(request: Request, parts: Releasing) -> Response:
    in_force = await parts.tools.publish.publications.in_force()
    stopped = bool(in_force and in_force.stopped)
    return render(request, "editor/_robot.html", is_stopped=stopped, status=status.HTTP_200_OK)


async def _rows(history: list[Publication], shown: int, live: str, parts: ReleaseParts) -> list[Row]:
    asked = await parts.tools.reviews.of_publications([one.id for one in history])
    shelf = parts.tools.publish.shelf
    fits = {release: await shelf.fits(release) for release in {one.release for one in history}}
    rows = []
    for number, one in enumerate(history[:shown]):
        older = [each for each in history[number + 1 :] if each.how in CHANGES]
        before = older[0].release if older and one.how in CHANGES and older[0].release != one.release else ""
        can_return = one.how in CHANGES and one.release != live and fits[one.release]
        rows.append(Row(one, HOWS[one.how], before, asked.get(one.id), can_return))
    return rows


async def _wishes(parts: ReleaseParts) -> list[dict[str, Any]]:
    """What waits for somebody's yes; those that changed since wait for nobody."""
    found = []
    for asked in await parts.tools.reviews.open_requests():
        draft = await parts.tools.drafts.draft(asked.wish.draft_id)
        one: Standing = await standing(asked, parts.tools)
        if draft is not None and draft.closed is None and not one.is_void:
            needs_review = one.reviews and asked.reviewed is None
            lacking = one.lacks(despite=True)
            found.append({"asked": asked, "draft": draft, "lacking": lacking, "needs_review": needs_review})
    return found


async def _changes(before: str, after: str, parts: ReleaseParts) -> Differences:
    """Of versions that were live, and of no other name."""
    publications = parts.tools.publish.publications
    if not (await publications.was_live(before) and await publications.was_live(after)):
        raise NothingHere
    try:
        return await parts.told.of_releases(before, after)
    except ReleaseMissing as error:
        raise NothingHere from error


def _note(note: str) -> str:
    return " ".join(note.split())[:LONGEST_NOTE]
