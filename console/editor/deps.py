"""What the pages of flows work with, bound once when the service starts."""

from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.drafts import Drafts
from bot.application.editor.scripts import Scripts
from bot.application.ports import Clock
from bot.application.releases import Releases


@dataclass(frozen=True)
class EditorParts:
    """Drafts, the releases they come from, and the hour."""

    drafts: Drafts
    releases: Releases
    bases: Bases
    clock: Clock
    scripts: Scripts = field(default_factory=Scripts)


def _parts(request: Request) -> EditorParts:
    return cast(EditorParts, request.app.state.editor)


Editing = Annotated[EditorParts, Depends(_parts)]
