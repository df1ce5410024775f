"""The page a draft is tried on: the phone beside the drawing, a problem's moves, and the phones that get the draft."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fastapi import Response, status

from console.auth.pages import render
from console.editor import problem_words
from console.editor.framing import holding_frames
from console.editor.looked_at import FLOWS
from console.editor.trying.forms import TryQuery
from console.editor.trying.scene import Scene
from console.editor.trying.talk import Shown, Way, debtors_of, fitting_debtor, line_of, needs_unknown, played
from flows.playing import Played, way_to
from flows.problems import Path, Problem

UNFIT, CONFLICT = status.HTTP_422_UNPROCESSABLE_CONTENT, status.HTTP_409_CONFLICT
SHOWN_PROBLEMS = 20


async def try_page(scene: Scene, asked: TryQuery, *, code: int = status.HTTP_200_OK, **values: Any) -> Response:
    script, draft = scene.script, scene.draft
    problem = await _problem(scene, asked)
    way = way_to(problem, script.graph) if problem is not None else ()
    talk = await _talk(scene, asked, way, problem.path if problem is not None else ())
    shown: Shown | None = played(problem, script, talk["debtor"]) if problem is not None else None
    refused = [problem_words.told(one, script) for one in values.pop("refused", [])]
    given: dict[str, Any] = {"wrong": "", "typed": "", **values}
    page = render(
        scene.request,
        "editor/try.html",
        status=code,
        draft=draft,
        profile=scene.profile,
        house=script.profile.name,
        place=f"{FLOWS}/drafts/{draft.id}/{scene.profile}",
        first_flow=script.graph.start.partition(".")[0],
        asked=asked,
        shown=shown,
        told=problem_words.in_plain(problem.message) if problem else "",
        moves=[asdict(move) for move in shown.moves] if shown else [],
        phones=await scene.trying.tools.phones.of_draft(draft.id),
        now=scene.trying.tools.clock.now(),
        refused=refused[:SHOWN_PROBLEMS],
        names={slug: one.profile.name for slug, one in scene.looking.scripts.items()},
        **talk,
        **given,
    )
    return holding_frames(page)


async def _problem(scene: Scene, asked: TryQuery) -> Problem | None:
    """The one that is to be played."""
    if not asked.problem:
        return None
    for one in await scene.parts.scripts.problems(scene.looking.version):
        is_it = one.code == asked.problem and f"{one.flow}.{one.step}" == asked.at
        if is_it and problem_words.is_of(one, scene.script):
            return one.seen_by(scene.profile)
    return None


async def _talk(scene: Scene, asked: TryQuery, way: Sequence[Played], path: Path) -> dict[str, Any]:
    """Who talks, and from which phone; nobody where there is no simulator."""
    phone = scene.phone
    if phone is None:
        return {"has_phone": False, "debtors": [], "debtor": None, "line": None, "unknown": False}
    entries = await debtors_of(scene.profile, phone)
    chosen = asked.debtor or await fitting_debtor(entries, await _gone(scene, path), phone)
    debtor = await phone.view.debtor(chosen) if chosen else None
    unknown = asked.unknown or (bool(way) and needs_unknown(way))
    line = None
    if debtor is not None and asked.after >= 0:
        line = line_of(debtor, asked.channel, (scene.draft.id, scene.profile, scene.me), unknown=asked.unknown)
    return {"has_phone": True, "debtors": entries, "debtor": debtor, "line": line, "unknown": unknown}


async def _gone(scene: Scene, path: Path) -> Way:
    """Under the policy that is live: the draft's may be half written."""
    live = await scene.trying.tools.releases.live()
    return Way(path, scene.script.graph, live.policies.get(scene.profile))
