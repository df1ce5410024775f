"""The content a page of flows looks at: the live release, or a draft as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from bot.application.editor.drafts.drafts import SENTENCES, Draft
from bot.application.editor.script import Script
from bot.application.editor.scripts import Version
from bot.application.releases import ReleaseMissing
from console.auth.cookies import HOME
from console.auth.refusals import NothingHere
from console.editor.deps import Editing, EditorParts

FLOWS = f"{HOME}/flows"


@dataclass(frozen=True)
class LookedAt:
    """Where its pages are, and which version of what; no draft when it is the live release."""

    place: str
    version: Version
    scripts: Mapping[str, Script]
    draft: Draft | None = None

    def script(self, profile: str) -> Script:
        if profile not in self.scripts:
            raise NothingHere
        return self.scripts[profile]


async def looked_at(request: Request, parts: Editing) -> LookedAt:
    draft_id = request.path_params.get("draft_id")
    return await _live(parts) if draft_id is None else await of_draft(int(draft_id), parts)


Looking = Annotated[LookedAt, Depends(looked_at)]


async def _live(parts: EditorParts) -> LookedAt:
    """Before the first release there is nothing to draw, and the page says so."""

    try:
        return await of_release((await parts.releases.live()).id, parts)
    except ReleaseMissing:
        return LookedAt(f"{FLOWS}/live", Version("nothing", _nothing), {})


async def of_release(release_id: str, parts: EditorParts) -> LookedAt:
    """Raises ReleaseMissing."""

    async def load() -> Mapping[str, str]:
        return (await parts.bases.of(release_id)).sources.content

    version = Version(f"release {release_id}", load)
    return LookedAt(f"{FLOWS}/live", version, await parts.scripts.of(version))


async def of_draft(draft_id: int, parts: EditorParts) -> LookedAt:
    draft = await parts.drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise NothingHere

    async def load() -> Mapping[str, str]:
        files = (await parts.drafts.files(draft_id)).files
        return {path: text for path, text in files.items() if not path.startswith(SENTENCES)}

    version = Version(f"draft {draft_id} {draft.version}", load)
    return LookedAt(f"{FLOWS}/drafts/{draft_id}", version, await parts.scripts.of(version), draft)


async def _nothing() -> Mapping[str, str]:
    return {}
