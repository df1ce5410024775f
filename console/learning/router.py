"""Learning: the next group and its label, the last label taken back, a draft begun, and a measurement."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request, Response, status

from bot.application.agents.roles import Right
from bot.application.editor.drafts.drafts import DraftMissing, files_of
from bot.application.learning.hiding import readable
from bot.application.learning.labelling import (
    DraftBusy,
    GroupGone,
    IntentUnknown,
    LearningTools,
    bench,
    choose_draft,
    dismiss,
    intents_to_choose,
    label,
    undo_last,
)
from bot.application.learning.measuring import start
from bot.application.releases import ReleaseMissing
from console.auth.cookies import HOME
from console.auth.pages import TEMPLATES, go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.learning import words
from console.learning.deps import Learning, LearningParts
from flows.intent_names import name_of

LEARNING = f"{HOME}/learning"
LONGEST_NAME, MOST_SKIPPED = 60, 40
CONFLICT = status.HTTP_409_CONFLICT
_WRONG = {GroupGone: "gone", IntentUnknown: "intent", DraftMissing: "draft", DraftBusy: "busy"}
TEMPLATES.filters["readable"] = readable
TEMPLATES.filters["intent_name"] = name_of
TEMPLATES.filters["per_cent"] = words.per_cent
TEMPLATES.globals["points"] = words.points

Number = Annotated[int, Path(ge=1, lt=2**63)]
Chosen = Annotated[int | None, Query(ge=1, lt=2**63)]
Skipped = Annotated[str, Query(max_length=2000)]
DraftField = Annotated[int, Form(ge=1, lt=2**63)]
SkipField = Annotated[str, Form(max_length=2000)]
Key = Annotated[str, Form(max_length=64)]


def learning_router() -> APIRouter:
    router = console_router("/learning", Right.EDIT_FLOWS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/labels", add_label, methods=["POST"])
    router.add_api_route("/labels/undo", take_back, methods=["POST"])
    router.add_api_route("/drafts", begin_draft, methods=["POST"])
    router.add_api_route("/measurements/{number}", show_measure, methods=["GET"])
    router.add_api_route("/measurements/{number}", measure, methods=["POST"])
    return router


async def show(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request, session: SignedIn, parts: Learning, draft: Chosen = None, skip: Skipped = "", wrong: str = ""
) -> Response:
    try:
        page = await _page(session.member.email, parts, draft, _skipped(skip))
    except ReleaseMissing:
        return render(request, "learning/nothing_live.html")
    return render(request, "learning/page.html", **page, wrong=wrong)


async def add_label(  # noqa: PLR0913, PLR0917 - what the form brings, each by its name
    request: Request,
    session: SignedIn,
    parts: Learning,
    group: Key,
    intent: Annotated[str, Form(max_length=60)] = "",
    draft: Annotated[int | None, Form(ge=1, lt=2**63)] = None,
    skip: SkipField = "",
) -> Response:
    """An intent teaches the draft; none teaches nothing and is not shown again."""
    by = session.member.email
    try:
        if not intent:
            await dismiss(group, by, parts.tools)
        elif draft is None:
            return go(request, _address(draft, skip, "no_draft"))
        else:
            await label(group, intent, draft, by, parts.tools)
    except (GroupGone, IntentUnknown, DraftMissing, DraftBusy) as error:
        return go(request, _address(draft, skip, _WRONG[type(error)]))
    return go(request, _address(draft, skip))


async def take_back(
    request: Request,
    session: SignedIn,
    parts: Learning,
    draft: Annotated[int | None, Form(ge=1, lt=2**63)] = None,
    skip: SkipField = "",
) -> Response:
    try:
        await undo_last(session.member.email, parts.tools)
    except DraftBusy:
        return go(request, _address(draft, skip, "busy"))
    return go(request, _address(draft, skip))


async def begin_draft(
    request: Request, session: SignedIn, parts: Learning, name: Annotated[str, Form(max_length=LONGEST_NAME)] = ""
) -> Response:
    tools = parts.tools
    told = " ".join(name.split()) or f"Frases de {tools.clock.business_now():%d/%m/%Y}"
    base = await tools.bases.live()
    begun = await tools.drafts.begin(told, base.release, files_of(base.sources), session.member.email)
    return go(request, _address(begun.id, ""))


async def show_measure(request: Request, number: Number, parts: Learning) -> Response:
    return render(request, "learning/_measure.html", **await _measure(number, parts))


async def measure(request: Request, number: Number, session: SignedIn, parts: Learning) -> Response:
    try:
        await start(number, session.member.email, parts.measuring)
    except DraftMissing:
        return go(request, _address(None, "", "draft"))
    if "HX-Request" in request.headers:
        return render(request, "learning/_measure.html", **await _measure(number, parts))
    return go(request, _address(number, ""))


async def _page(by: str, parts: LearningParts, draft_id: int | None, skipped: list[str]) -> dict[str, Any]:
    tools = parts.tools
    chosen, drafts = await choose_draft(draft_id, tools)
    found = await bench(by, tools, skipped)
    return {
        "bench": found,
        "draft": chosen,
        "drafts": drafts,
        "last_draft": await _name_of_last(found.last.draft_id if found.last else None, tools),
        "skip": ",".join(skipped),
        "skip_next": ",".join([*skipped, found.group.key][-MOST_SKIPPED:]) if found.group else "",
        "intents": intents_to_choose(),
        "why": words.REASONS,
        **(await _measure(chosen.id, parts) if chosen else {}),
    }


async def _name_of_last(draft_id: int | None, tools: LearningTools) -> str:
    draft = await tools.drafts.draft(draft_id) if draft_id is not None else None
    return draft.name if draft else ""


async def _measure(draft_id: int, parts: LearningParts) -> dict[str, Any]:
    tools = parts.measuring
    draft = await tools.drafts.draft(draft_id)
    if draft is None:
        raise NothingHere
    last = await tools.measurements.last(draft_id)
    measured = last.measured if last else None
    return {
        "draft": draft,
        "last_measure": last,
        "is_running": bool(last and last.is_running(tools.clock.now())),
        "progress": words.progress(last.progress) if last else None,
        "measured": measured,
        "moved": words.moved(measured) if measured else (),
        "verdict": words.verdict(measured) if measured else "",
    }


def _skipped(told: str) -> list[str]:
    return [key for key in told.split(",") if key.isalnum()][:MOST_SKIPPED]


def _address(draft: int | None, skip: str, wrong: str = "") -> str:
    told = {"draft": str(draft or ""), "skip": ",".join(_skipped(skip)), "wrong": wrong}
    asked = "&".join(f"{name}={value}" for name, value in told.items() if value)
    return f"{LEARNING}?{asked}" if asked else LEARNING
