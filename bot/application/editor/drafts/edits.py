"""One edit of a draft: made on the step as its editor saw it, or refused with who changed it since."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.application.editor.drafts.drafts import Draft, DraftMissing, Drafts, Edit, StaleDraft
from bot.application.editor.steps.changes import At, SetTransition, SetWay, StepChange
from bot.application.editor.steps.turning import ComeBack
from bot.domain.errors import BotError
from flows.editing.digests import flow_digest, step_digest
from flows.editing.references import flow_in
from flows.editing.refused import EditRefused
from flows.step_names import STEP_NAMES_FILE, read_step_names

_TRIES = 8  # others may write other steps of the same file meanwhile


class BusyDraft(BotError):
    """Too many write at once; nothing was lost but time."""


@dataclass(frozen=True)
class StepEdit:
    """A change of a step; `seen` is the digest of the step, or without a step of the flow, that its editor had."""

    at: At
    change: StepChange
    seen: str = ""


async def make_edit(draft_id: int, by: str, edit: StepEdit, drafts: Drafts) -> Draft | StaleDraft:
    """Raises EditRefused for what may not be done, DraftMissing for a draft that is not open."""
    for _ in range(_TRIES):
        found = await drafts.files(draft_id)
        if not await asyncio.to_thread(_is_as_seen, found.files, edit):
            return await last_change(draft_id, edit.at.path, drafts)
        changed = await asyncio.to_thread(edit.change.made, found.files, edit.at)
        after = {path: text for path, text in changed.items() if found.files.get(path) != text}
        if not after:
            return await _unchanged(draft_id, drafts)
        what = edit.change.told(called(edit.at, found.files), _target_called(edit, found.files))
        before = {path: found.files.get(path) for path in after}
        answer = await drafts.write(Edit(draft_id, by, what, before, after))
        if isinstance(answer, Draft):
            return answer
    raise BusyDraft


def seen_digest(files: Mapping[str, str], at: At) -> str:
    """To be given back with an edit; empty when the step, or the file, is not there."""
    text = files.get(at.path)
    if text is None:
        return ""
    return step_digest(text, at.step) if at.step else flow_digest(text)


def called(at: At, files: Mapping[str, str]) -> str:
    """What staff call a step: by its name, or by its flow's and its code."""
    flow = flow_in(at.path, files.get(at.path, ""))
    if flow is None:
        return at.path
    return _name(files, flow.flow, at.step)


def _target_called(edit: StepEdit, files: Mapping[str, str]) -> str:
    flow = flow_in(edit.at.path, files[edit.at.path])
    target = edit.change.target if isinstance(edit.change, SetTransition | SetWay | ComeBack) else None
    return _name(files, *flow.resolved(target)) if target and flow is not None else ""


def _name(files: Mapping[str, str], flow: str, step: str) -> str:
    names = read_step_names(files.get(STEP_NAMES_FILE, ""))[0]
    group = names.group_of(flow)
    return (names.steps.get(f"{flow}.{step}") or f"{group}: {step}") if step else group


async def last_change(draft_id: int, path: str, drafts: Drafts) -> StaleDraft:
    """Who touched a file last, and when."""
    lines = [line for line in await drafts.log(draft_id) if path in line.paths]
    touched = [(line.at, line.by) for line in lines]
    touched += [(line.undone_at, line.undone_by) for line in lines if line.undone_at is not None]
    at, by = max(touched, default=await _begun(draft_id, drafts))
    return StaleDraft((path,), by, at)


async def _begun(draft_id: int, drafts: Drafts) -> tuple[datetime, str]:
    draft = await _unchanged(draft_id, drafts)
    return draft.opened_at, draft.author


async def _unchanged(draft_id: int, drafts: Drafts) -> Draft:
    draft = await drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise DraftMissing(draft_id)
    return draft


def _is_as_seen(files: Mapping[str, str], edit: StepEdit) -> bool:
    if edit.at.path not in files:
        raise EditRefused("no_file", "Este fluxo não está mais no rascunho.")
    return not edit.seen or seen_digest(files, edit.at) == edit.seen
