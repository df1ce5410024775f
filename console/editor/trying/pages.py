"""Trying a draft: the phone beside the drawing, a problem played, training, and the phones that get the draft."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response, status

from bot.application.agents.roles import Right
from bot.application.editor.drafts.drafts import Draft
from bot.application.editor.trying.ports import TrialPhone, WorkState
from bot.application.editor.trying.trying import (
    NeedsTraining,
    PhoneRefused,
    TrialRefused,
    move_phones,
    put_phone,
    start_training,
    training,
    trial_of,
)
from bot.domain.phones import normalised
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor import problem_words
from console.editor.deps import Editing, EditorParts
from console.editor.drawing.pages import Word
from console.editor.framing import holding_frames
from console.editor.looked_at import FLOWS, LookedAt, Looking
from console.editor.trying.deps import Phone, Trying, TryParts
from console.editor.trying.forms import PhoneForm, TalkForm, TryQuery
from console.editor.trying.talk import Shown, Way, debtors_of, fitting_debtor, line_of, needs_unknown, played
from console.simulator.deps import Simulator
from flows.playing import Played, way_to
from flows.problems import Path, Problem

UNFIT, CONFLICT = status.HTTP_422_UNPROCESSABLE_CONTENT, status.HTTP_409_CONFLICT
SHOWN_PROBLEMS = 20


def try_router() -> APIRouter:
    router = console_router("/flows/drafts/{draft_id:int}/try", Right.EDIT_FLOWS)
    router.add_api_route("", show_first, methods=["GET"])
    router.add_api_route("/{profile}", show, methods=["GET"])
    router.add_api_route("/{profile}/changed", show_changed, methods=["GET"])
    router.add_api_route("/{profile}/training", show_training, methods=["GET"])
    router.add_api_route("/{profile}/training", train, methods=["POST"])
    router.add_api_route("/{profile}/talks", begin_talk, methods=["POST"])
    router.add_api_route("/{profile}/phones", add_phone, methods=["POST"])
    router.add_api_route("/{profile}/phones/moved", move, methods=["POST"])
    router.add_api_route("/{profile}/phones/{phone_id:int}/removed", remove_phone, methods=["POST"])
    return router


async def show_first(request: Request, looking: Looking, phone: Phone) -> Response:
    """The first creditor's that has somebody to talk in place of."""
    draft = _draft(looking)
    if not looking.scripts:
        raise NothingHere
    for profile in looking.scripts:
        if phone is not None and await debtors_of(profile, phone):
            return go(request, _place(draft, profile))
    return go(request, _place(draft, next(iter(looking.scripts))))


async def show(  # noqa: PLR0913, PLR0917 - what it works with, each by its name
    request: Request,
    looking: Looking,
    parts: Editing,
    trying: Trying,
    phone: Phone,
    session: SignedIn,
    profile: Word,
    asked: Annotated[TryQuery, Query()],
) -> Response:
    scene = Scene(request, looking, parts, trying, phone, session.member.email, profile, asked)
    return await _page(scene)


async def show_changed(request: Request, looking: Looking, profile: Word, v: int = 0) -> Response:
    """Whether the draft moved on since the conversation began."""
    draft = _draft(looking)
    return render(request, "editor/_try_changed.html", draft=draft, profile=profile, v=v)


async def show_training(
    request: Request, looking: Looking, trying: Trying, profile: Word, model: Annotated[str, Query(max_length=40)]
) -> Response:
    work = await training(model, trying.tools)
    running = work is not None and work.is_running(trying.tools.clock.now())
    is_done = work is not None and work.state is WorkState.DONE
    return render(
        request,
        "editor/_try_training.html",
        draft=_draft(looking),
        profile=profile,
        model=model,
        work=work,
        running=running,
        is_done=is_done,
    )


async def train(request: Request, looking: Looking, trying: Trying, session: SignedIn, profile: Word) -> Response:
    draft = _draft(looking)
    trial = await trial_of(draft.id, trying.tools)
    if isinstance(trial, NeedsTraining):
        await start_training(draft.id, session.member.email, trying.tools)
        return go(request, f"{_place(draft, profile)}?model={trial.model}")
    return go(request, _place(draft, profile))


async def begin_talk(  # noqa: PLR0913, PLR0917 - what it works with, each by its name
    request: Request,
    looking: Looking,
    parts: Editing,
    trying: Trying,
    phone: Phone,
    session: SignedIn,
    profile: Word,
    form: Annotated[TalkForm, Form()],
) -> Response:
    """Anew, on the draft as it is now."""
    draft, asked = _draft(looking), form.query()
    scene = Scene(request, looking, parts, trying, phone, session.member.email, profile, asked)
    looking.script(profile)
    debtor = await phone.view.debtor(form.debtor) if phone is not None else None
    if phone is None or debtor is None or debtor.person.creditor != profile:
        return await _page(scene, status=CONFLICT, wrong="debtor")
    try:
        trial = await trial_of(draft.id, trying.tools, as_live=form.as_live)
    except TrialRefused as refused:
        return await _page(scene, status=UNFIT, wrong="refused", refused=refused.problems)
    if isinstance(trial, NeedsTraining):
        return go(request, f"{_place(draft, profile)}?{urlencode({**asked.told(), 'model': trial.model})}")
    line = line_of(debtor, form.channel, (draft.id, profile, scene.me), unknown=form.unknown)
    after = await phone.view.start_over(line, phone.clock.now(), profile, trial.release)
    told = {**asked.told(), "after": after, "v": trial.version}
    return go(request, f"{_place(draft, profile)}?{urlencode(told)}")


async def add_phone(  # noqa: PLR0913, PLR0917 - what it works with, each by its name
    request: Request,
    looking: Looking,
    parts: Editing,
    trying: Trying,
    phone: Phone,
    session: SignedIn,
    profile: Word,
    form: Annotated[PhoneForm, Form()],
) -> Response:
    """A real phone, until the end of a day."""
    draft, now = _draft(looking), trying.tools.clock.now()
    scene = Scene(request, looking, parts, trying, phone, session.member.email, profile, TryQuery())
    number = normalised(form.phone)
    if number is None:
        return await _page(scene, status=UNFIT, wrong="phone", typed=form.phone)
    wanted = TrialPhone(0, draft.id, number, "", scene.me, now, now + timedelta(days=form.days))
    try:
        trial = await put_phone(wanted, trying.tools, as_live=form.as_live)
    except (PhoneRefused, TrialRefused) as refused:
        return await _page(scene, status=UNFIT, wrong="phone_refused", refused=refused.problems, typed=form.phone)
    return _after_phones(request, draft, profile, trial)


async def move(  # noqa: PLR0913, PLR0917 - what it works with, each by its name
    request: Request,
    looking: Looking,
    parts: Editing,
    trying: Trying,
    phone: Phone,
    session: SignedIn,
    profile: Word,
    as_live: Annotated[bool, Form()] = False,
) -> Response:
    draft = _draft(looking)
    scene = Scene(request, looking, parts, trying, phone, session.member.email, profile, TryQuery())
    try:
        trial = await move_phones(draft.id, trying.tools, as_live=as_live)
    except (PhoneRefused, TrialRefused) as refused:
        return await _page(scene, status=UNFIT, wrong="phone_refused", refused=refused.problems)
    return _after_phones(request, draft, profile, trial)


async def remove_phone(request: Request, looking: Looking, trying: Trying, profile: Word, phone_id: int) -> Response:
    draft = _draft(looking)
    await trying.tools.phones.remove(draft.id, phone_id)
    return go(request, f"{_place(draft, profile)}#phones")


def _after_phones(request: Request, draft: Draft, profile: str, trial: object) -> Response:
    if isinstance(trial, NeedsTraining):
        return go(request, f"{_place(draft, profile)}?model={trial.model}")
    return go(request, f"{_place(draft, profile)}#phones")


class Scene:
    """What the page is made from."""

    def __init__(  # noqa: PLR0913, PLR0917 - what a route is given
        self,
        request: Request,
        looking: LookedAt,
        parts: EditorParts,
        trying: TryParts,
        phone: Simulator | None,
        me: str,
        profile: str,
        asked: TryQuery,
    ) -> None:
        self.request, self.looking, self.parts, self.trying = request, looking, parts, trying
        self.phone, self.me, self.profile, self.asked = phone, me, profile, asked

    @property
    def draft(self) -> Draft:
        return _draft(self.looking)

    async def problem(self) -> Problem | None:
        """The one that is to be played."""
        if not self.asked.problem:
            return None
        found = await self.parts.scripts.problems(self.looking.version)
        script = self.looking.script(self.profile)
        return next(
            (
                one.seen_by(self.profile)
                for one in found
                if problem_words.is_of(one, script)
                and one.code == self.asked.problem
                and f"{one.flow}.{one.step}" == self.asked.at
            ),
            None,
        )


async def _page(scene: Scene, *, status: int = status.HTTP_200_OK, **values: Any) -> Response:
    script, draft, asked = scene.looking.script(scene.profile), scene.draft, scene.asked
    problem = await scene.problem()
    way = way_to(problem, script.graph) if problem is not None else ()
    talk = await _talk(scene, way, problem.path if problem is not None else ())
    shown: Shown | None = played(problem, script, talk["debtor"]) if problem is not None else None
    now = scene.trying.tools.clock.now()
    refused = [problem_words.told(one, script) for one in values.pop("refused", [])]
    given: dict[str, Any] = {"wrong": "", "typed": "", **values}
    page = render(
        scene.request,
        "editor/try.html",
        status=status,
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
        now=now,
        refused=refused[:SHOWN_PROBLEMS],
        names={slug: one.profile.name for slug, one in scene.looking.scripts.items()},
        **talk,
        **given,
    )
    return holding_frames(page)


async def _talk(scene: Scene, way: Sequence[Played], path: Path) -> dict[str, Any]:
    """Who talks, and from which phone; nobody where there is no simulator."""
    phone, asked = scene.phone, scene.asked
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
    return Way(path, scene.looking.script(scene.profile).graph, live.policies.get(scene.profile))


def _draft(looking: LookedAt) -> Draft:
    if looking.draft is None:
        raise NothingHere
    return looking.draft


def _place(draft: Draft, profile: str) -> str:
    return f"{FLOWS}/drafts/{draft.id}/try/{profile}"
