"""A part of the wording saved in a draft, refused beside a field, or told that somebody else changed it meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.application.editor.drafts.drafts import Drafts, Edit, StaleDraft
from bot.application.editor.drafts.edits import last_change
from bot.application.editor.policy.tables import Typed
from bot.application.editor.wording.filling import changed, fill_in
from bot.application.editor.wording.parts import Part, parts_in, seen_mark

_TRIES, _MOST_WORDS = 8, 300


@dataclass(frozen=True)
class PartSent:
    """What was typed in a part, and the mark of the part as it was seen."""

    part: str
    typed: Typed
    seen: str


@dataclass(frozen=True)
class PartSaved:
    is_changed: bool


@dataclass(frozen=True)
class PartRefused:
    """By field, what is wrong; `stale` when somebody changed the part meanwhile."""

    wrong: dict[str, str]
    stale: StaleDraft | None = None


class PartMissing(Exception):
    """No such part in the draft."""


async def save_wording(draft_id: int, by: str, sent: PartSent, drafts: Drafts) -> PartSaved | PartRefused:
    """Raises PartMissing, and DraftMissing for a draft that is not open."""
    answer: PartSaved | PartRefused | StaleDraft | None = None
    for _ in range(_TRIES):
        answer = await _tried(draft_id, by, sent, drafts)
        if not isinstance(answer, StaleDraft):
            return answer
    return PartRefused({}, answer if isinstance(answer, StaleDraft) else None)


async def _tried(draft_id: int, by: str, sent: PartSent, drafts: Drafts) -> PartSaved | PartRefused | StaleDraft:
    files = (await drafts.files(draft_id)).files
    part = part_called(files, sent.part)
    before = files[part.path]
    if seen_mark(part, before) != sent.seen:
        return PartRefused({}, await last_change(draft_id, part.path, drafts))
    text, wrong = fill_in(part, sent.typed, files)
    if wrong:
        return PartRefused(wrong)
    if text == before:
        return PartSaved(False)
    told = ", ".join(field.subject for field in changed(part, before, text))
    what = f"{part.section.name}: muda {told}"[:_MOST_WORDS]
    written = await drafts.write(Edit(draft_id, by, what, {part.path: before}, {part.path: text}))
    return written if isinstance(written, StaleDraft) else PartSaved(True)


def part_called(files: Mapping[str, str], name: str) -> Part:
    found = next((one for one in parts_in(files) if one.section.id == name), None)
    if found is None:
        raise PartMissing(name)
    return found
