"""Real conversations on a draft: how many would go differently, and each change with its two sides."""

from collections import Counter
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request, Response, status

from bot.application.agents.roles import Right
from bot.application.editor.script import Script, readable
from bot.application.editor.trying.ports import Work, WorkState
from bot.application.editor.trying.replay import Change
from bot.application.editor.trying.replaying import Asked, last_replay, start_replay, told
from bot.application.editor.trying.trying import NeedsTraining, TrialRefused
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor import problem_words
from console.editor.drawing.pages import Word
from console.editor.looked_at import FLOWS, LookedAt, Looking
from console.editor.trying.deps import Trying, TryParts
from console.editor.trying.forms import ReplayForm
from flows.intent_names import name_of
from flows.names import names

LISTED = 60
UNFIT = status.HTTP_422_UNPROCESSABLE_CONTENT


def replay_router() -> APIRouter:
    router = console_router("/flows/drafts/{draft_id:int}/replay/{profile}", Right.EDIT_FLOWS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("", begin, methods=["POST"])
    router.add_api_route("/progress", show_progress, methods=["GET"])
    return router


async def show(  # noqa: PLR0913, PLR0917 - what it works with, each by its name
    request: Request,
    looking: Looking,
    trying: Trying,
    profile: Word,
    intent: Annotated[str, Query(max_length=60)] = "",
    needs_training: bool = False,
) -> Response:
    wrong = "training" if needs_training else ""
    return await _page(request, looking, trying, profile, intent=intent, wrong=wrong)


async def begin(  # noqa: PLR0913, PLR0917 - what it works with, each by its name
    request: Request,
    looking: Looking,
    trying: Trying,
    session: SignedIn,
    profile: Word,
    form: Annotated[ReplayForm, Form()],
) -> Response:
    place, script = _place(looking, profile), looking.script(profile)
    assert looking.draft is not None
    asked = Asked(looking.draft.id, profile, session.member.email, form.limit, form.as_live)
    try:
        needs = await start_replay(asked, trying.tools)
    except TrialRefused as refused:
        problems = [problem_words.told(one, script) for one in refused.problems[:LISTED]]
        return await _page(request, looking, trying, profile, status=UNFIT, wrong="refused", refused=problems)
    return go(request, f"{place}?needs_training=1" if isinstance(needs, NeedsTraining) else place)


async def show_progress(request: Request, looking: Looking, trying: Trying, profile: Word) -> Response:
    """While it is under way; then the page loads itself anew."""
    _place(looking, profile)
    assert looking.draft is not None
    work, _ = await last_replay(looking.draft.id, profile, trying.tools)
    running = work is not None and work.is_running(trying.tools.clock.now())
    page = render(
        request,
        "editor/_replay_progress.html",
        draft=looking.draft,
        profile=profile,
        running=running,
        done=_done(work),
    )
    if not running:
        page.headers["HX-Refresh"] = "true"
    return page


async def _page(  # noqa: PLR0913 - what it works with, each by its name
    request: Request,
    looking: LookedAt,
    trying: TryParts,
    profile: str,
    *,
    status: int = status.HTTP_200_OK,
    intent: str = "",
    **values: Any,
) -> Response:
    script = looking.script(profile)
    _place(looking, profile)
    assert looking.draft is not None
    work, found = await last_replay(looking.draft.id, profile, trying.tools)
    running = work is not None and work.is_running(trying.tools.clock.now())
    changes = found.changes if found is not None else ()
    by_intent = Counter(change.before.intent for change in changes)
    chosen = [change for change in changes if intent in {"", change.before.intent}]
    shown = await told(chosen[:LISTED], trying.tools, trying.hiding)
    return render(
        request,
        "editor/replay.html",
        status=status,
        draft=looking.draft,
        profile=profile,
        house=script.profile.name,
        place=f"{FLOWS}/drafts/{looking.draft.id}/{profile}",
        work=work,
        running=running,
        done=_done(work),
        has_failed=work is not None and not running and work.state is not WorkState.DONE,
        found=found,
        intent=intent,
        intents=[(code, name_of(code), count) for code, count in by_intent.most_common()],
        rows=[{"said": one.said, **_sides(one.change, script)} for one in shown],
        more=max(len(chosen) - LISTED, 0),
        names={slug: one.profile.name for slug, one in looking.scripts.items()},
        **{"wrong": "", "refused": [], **values},
    )


def _done(work: Work | None) -> tuple[int, int]:
    """How many of how many."""
    done, _, of = (work.told if work is not None else "").partition("/")
    return (int(done), int(of)) if done.isdigit() and of.isdigit() else (0, 0)


def _sides(change: Change, script: Script) -> dict[str, Any]:
    return {
        "change": change,
        "sides": [
            {
                "title": title,
                "intent": name_of(side.intent) if side.intent else "",
                "step": script.step_name(side.step) if side.step in script.graph.nodes else side.step,
                "texts": [readable(text) for text in side.texts if text],
                "acts": [names().act(act) for act in side.acts],
            }
            for title, side in (("Hoje", change.before), ("Com o rascunho", change.after))
        ],
    }


def _place(looking: LookedAt, profile: str) -> str:
    if looking.draft is None:
        raise NothingHere
    return f"{FLOWS}/drafts/{looking.draft.id}/replay/{profile}"
