"""Flows drawn: all of a creditor's at once, or one with its steps; a step beside it; and what is wrong where."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import JSONResponse

from bot.application.agents.roles import Right, may
from bot.application.editor.drawing import Drawing, draw_flow, draw_overview
from bot.application.editor.script import Script
from bot.application.editor.steps.card import step_card
from console.auth.pages import GUARDED, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor import problem_words
from console.editor.deps import Editing
from console.editor.drawing.rows import KINDS, rows_of
from console.editor.framing import framed, stands_in_frame
from console.editor.looked_at import LookedAt, Looking
from console.editor.panel.pages import show_panel

PLACES = ("/live", "/drafts/{draft_id:int}")
Word = Annotated[str, Path(max_length=100)]


def graph_router() -> APIRouter:
    """Of the routers of drafts the last: a creditor or a flow is any word in an address."""
    router = console_router("/flows", Right.READ_FLOWS)
    for place in PLACES:
        router.add_api_route(place, show_first, methods=["GET"])
        router.add_api_route(f"{place}/{{profile}}", show_overview, methods=["GET"])
        router.add_api_route(f"{place}/{{profile}}/problems.json", tell_problems, methods=["GET"])
        router.add_api_route(f"{place}/{{profile}}/{{flow}}", show_flow, methods=["GET"])
        router.add_api_route(f"{place}/{{profile}}/{{flow}}/{{step}}", show_step, methods=["GET"])
        router.add_api_route(f"{place}/{{profile}}/{{flow}}/{{step}}/problems", show_problems, methods=["GET"])
    return router


async def show_first(request: Request, looking: Looking) -> Response:
    """The first creditor's; where there is nothing yet, a page that says so."""
    if not looking.scripts:
        return render(request, "editor/nothing_to_draw.html", looking=looking)
    return await show_overview(request, looking, next(iter(looking.scripts)))


async def show_overview(request: Request, looking: Looking, profile: Word) -> Response:
    script = looking.script(profile)
    return _page(request, looking, script, draw_overview(script), "")


async def show_flow(request: Request, looking: Looking, profile: Word, flow: Word) -> Response:
    script = looking.script(profile)
    drawing = draw_flow(script, flow)
    if drawing is None:
        raise NothingHere
    return _page(request, looking, script, drawing, flow)


async def show_step(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request,
    looking: Looking,
    parts: Editing,
    session: SignedIn,
    profile: Word,
    flow: Word,
    step: Word,
) -> Response:
    """What stands beside the drawing once a step is chosen: to be edited by who may, in a draft."""
    if looking.draft is not None and may(session.member.role, Right.EDIT_FLOWS):
        return await show_panel(request, parts, looking.draft, (profile, flow, step))
    card = step_card(looking.script(profile), f"{flow}.{step}")
    if card is None:
        raise NothingHere
    return render(
        request,
        "editor/_step_panel.html",
        card=card,
        kind=KINDS[card.kind],
        place=f"{looking.place}/{profile}",
        flow=flow,
        step=step,
        draft=looking.draft,
    )


async def show_problems(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request,
    looking: Looking,
    parts: Editing,
    session: SignedIn,
    profile: Word,
    flow: Word,
    step: Word,
) -> Response:
    """They come after the step: checking all content takes a while."""
    script = looking.script(profile)
    found = await parts.scripts.problems(looking.version)
    told = [
        problem_words.told(one, script)
        for one in found
        if problem_words.is_of(one, script) and (one.flow, one.step) == (flow, step)
    ]
    place = f"{looking.place}/{profile}"
    is_edited = looking.draft is not None and may(session.member.role, Right.EDIT_FLOWS)
    tried: dict[str, Any] = {"is_edited": is_edited, "try_place": f"{looking.place}/try"}
    return render(request, "editor/_step_problems.html", problems=told, place=place, **tried)


async def tell_problems(looking: Looking, parts: Editing, profile: Word) -> Response:
    """For the drawing: where they are, and the way there."""
    script = looking.script(profile)
    found = await parts.scripts.problems(looking.version)
    here = [one for one in found if problem_words.is_of(one, script)]
    return JSONResponse([asdict(problem_words.told(one, script)) for one in here], headers=GUARDED)


def _page(request: Request, looking: LookedAt, script: Script, drawing: Drawing, flow: str) -> Response:
    in_frame = stands_in_frame(request)
    page = render(
        request,
        "editor/graph.html",
        looking=looking,
        profile=script.profile.slug,
        profiles={slug: one.profile.name for slug, one in looking.scripts.items()},
        flow=flow,
        flows=_flow_list(script),
        drawing=drawing,
        rows=rows_of(drawing),
        data=asdict(drawing),
        place=f"{looking.place}/{script.profile.slug}",
        in_frame=in_frame,
    )
    return framed(page) if in_frame else page


def _flow_list(script: Script) -> Sequence[dict[str, Any]]:
    """What the conversation goes through, then what may interrupt it, each by name."""
    listed = [
        {"id": flow.id, "name": script.flow_name(flow.id), "apart": bool(flow.interrupts), "steps": len(flow.steps)}
        for flow in script.profile.flows.values()
    ]
    return sorted(listed, key=lambda one: (one["apart"], str(one["name"]).casefold()))
