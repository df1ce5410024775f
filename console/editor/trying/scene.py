"""Where a draft is tried: whose draft and creditor, by whom, with which simulated phone."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from bot.application.editor.drafts.drafts import Draft
from bot.application.editor.script import Script
from bot.application.editor.trying.trying import NeedsTraining, Trial
from console.auth.pages import go
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn
from console.editor.deps import Editing, EditorParts
from console.editor.drawing.pages import Word
from console.editor.looked_at import FLOWS, LookedAt, Looking
from console.editor.trying.deps import Phone, Trying, TryParts
from console.simulator.deps import Simulator


@dataclass(frozen=True)
class Scene:
    """What every page of trying works with."""

    request: Request
    looking: LookedAt
    parts: EditorParts
    trying: TryParts
    phone: Simulator | None
    me: str
    profile: str

    @property
    def draft(self) -> Draft:
        return draft_of(self.looking)

    @property
    def script(self) -> Script:
        return self.looking.script(self.profile)

    @property
    def place(self) -> str:
        return place_of(self.draft, self.profile)

    def after_phones(self, trial: Trial | NeedsTraining) -> Response:
        if isinstance(trial, NeedsTraining):
            return go(self.request, f"{self.place}?model={trial.model}")
        return go(self.request, f"{self.place}#phones")


def draft_of(looking: LookedAt) -> Draft:
    if looking.draft is None:
        raise NothingHere
    return looking.draft


def place_of(draft: Draft, profile: str) -> str:
    return f"{FLOWS}/drafts/{draft.id}/try/{profile}"


def _scene(  # noqa: PLR0913, PLR0917 - what the pages of trying work with, put together here once
    request: Request,
    looking: Looking,
    parts: Editing,
    trying: Trying,
    phone: Phone,
    session: SignedIn,
    profile: Word,
) -> Scene:
    scene = Scene(request, looking, parts, trying, phone, session.member.email, profile)
    draft_of(looking)
    return scene


AtScene = Annotated[Scene, Depends(_scene)]
