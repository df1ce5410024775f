"""The real phones that get a draft instead of what is live: put, moved to the draft of now, taken out."""

from datetime import timedelta
from typing import Annotated

from fastapi import Form, Request, Response

from bot.application.editor.trying.ports import TrialPhone
from bot.application.editor.trying.trying import PhoneRefused, TrialRefused, move_phones, put_phone
from bot.domain.phones import normalised
from console.auth.pages import go
from console.editor.drawing.pages import Word
from console.editor.looked_at import Looking
from console.editor.trying.deps import Trying
from console.editor.trying.forms import PhoneForm, TryQuery
from console.editor.trying.scene import AtScene, draft_of, place_of
from console.editor.trying.shown import UNFIT, try_page


async def add_phone(scene: AtScene, form: Annotated[PhoneForm, Form()]) -> Response:
    """A real phone, until the end of a day."""
    tools, number = scene.trying.tools, normalised(form.phone)
    if number is None:
        return await try_page(scene, TryQuery(), code=UNFIT, wrong="phone", typed=form.phone)
    now = tools.clock.now()
    wanted = TrialPhone(0, scene.draft.id, number, "", scene.me, now, now + timedelta(days=form.days))
    try:
        return scene.after_phones(await put_phone(wanted, tools, as_live=form.as_live))
    except (PhoneRefused, TrialRefused) as refused:
        told = {"wrong": "phone_refused", "refused": refused.problems, "typed": form.phone}
        return await try_page(scene, TryQuery(), code=UNFIT, **told)


async def move(scene: AtScene, as_live: Annotated[bool, Form()] = False) -> Response:
    try:
        return scene.after_phones(await move_phones(scene.draft.id, scene.trying.tools, as_live=as_live))
    except (PhoneRefused, TrialRefused) as refused:
        return await try_page(scene, TryQuery(), code=UNFIT, wrong="phone_refused", refused=refused.problems)


async def remove_phone(request: Request, looking: Looking, trying: Trying, profile: Word, phone_id: int) -> Response:
    draft = draft_of(looking)
    await trying.tools.phones.remove(draft.id, phone_id)
    return go(request, f"{place_of(draft, profile)}#phones")
