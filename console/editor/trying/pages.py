"""Trying a draft: the phone beside the drawing, a problem played, and the training both may need."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request, Response

from bot.application.agents.roles import Right
from bot.application.editor.trying.ports import WorkState
from bot.application.editor.trying.trying import NeedsTraining, TrialRefused, start_training, training, trial_of
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.drawing.pages import Word
from console.editor.looked_at import Looking
from console.editor.trying.deps import Phone, Trying
from console.editor.trying.forms import TalkForm, TryQuery
from console.editor.trying.phones import add_phone, move, remove_phone
from console.editor.trying.scene import AtScene, draft_of, place_of
from console.editor.trying.shown import CONFLICT, UNFIT, try_page
from console.editor.trying.talk import debtors_of, line_of


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
    draft = draft_of(looking)
    if not looking.scripts:
        raise NothingHere
    for profile in looking.scripts:
        if phone is not None and await debtors_of(profile, phone):
            return go(request, place_of(draft, profile))
    return go(request, place_of(draft, next(iter(looking.scripts))))


async def show(scene: AtScene, asked: Annotated[TryQuery, Query()]) -> Response:
    return await try_page(scene, asked)


async def show_changed(request: Request, looking: Looking, profile: Word, v: int = 0) -> Response:
    """Whether the draft moved on since the conversation began."""
    return render(request, "editor/_try_changed.html", draft=draft_of(looking), profile=profile, v=v)


async def show_training(
    request: Request, looking: Looking, trying: Trying, profile: Word, model: Annotated[str, Query(max_length=40)]
) -> Response:
    work = await training(model, trying.tools)
    running = work is not None and work.is_running(trying.tools.clock.now())
    is_done = work is not None and work.state is WorkState.DONE
    return render(
        request,
        "editor/_try_training.html",
        draft=draft_of(looking),
        profile=profile,
        model=model,
        work=work,
        running=running,
        is_done=is_done,
    )


async def train(request: Request, looking: Looking, trying: Trying, session: SignedIn, profile: Word) -> Response:
    draft = draft_of(looking)
    trial = await trial_of(draft.id, trying.tools)
    if isinstance(trial, NeedsTraining):
        await start_training(draft.id, session.member.email, trying.tools)
        return go(request, f"{place_of(draft, profile)}?model={trial.model}")
    return go(request, place_of(draft, profile))


async def begin_talk(scene: AtScene, form: Annotated[TalkForm, Form()]) -> Response:
    """Anew, on the draft as it is now."""
    draft, phone, asked = scene.draft, scene.phone, form.query()
    scene.looking.script(scene.profile)
    debtor = await phone.view.debtor(form.debtor) if phone is not None else None
    if phone is None or debtor is None or debtor.person.creditor != scene.profile:
        return await try_page(scene, asked, code=CONFLICT, wrong="debtor")
    try:
        trial = await trial_of(draft.id, scene.trying.tools, as_live=form.as_live)
    except TrialRefused as refused:
        return await try_page(scene, asked, code=UNFIT, wrong="refused", refused=refused.problems)
    if isinstance(trial, NeedsTraining):
        return go(scene.request, f"{scene.place}?{urlencode({**asked.told(), 'model': trial.model})}")
    line = line_of(debtor, form.channel, (draft.id, scene.profile, scene.me), unknown=form.unknown)
    after = await phone.view.start_over(line, phone.clock.now(), scene.profile, trial.release)
    told = {**asked.told(), "after": after, "v": trial.version}
    return go(scene.request, f"{scene.place}?{urlencode(told)}")
