"""The words and rules all flows share, of a draft: the robot's phrases, what is never said, how creditors are named."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from bot.application.agents.roles import Right, may
from bot.application.editor.drafts.drafts import Draft, DraftMissing
from bot.application.editor.steps.sms_price import sms_price
from bot.application.editor.wording.desk import PartMissing, PartRefused, PartSent, part_called, save_wording
from bot.application.editor.wording.names import phrase_called, values_of
from bot.application.editor.wording.parts import Part, parts_in, seen_mark, values_now
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router
from console.editor.deps import Editing, EditorParts
from console.editor.drafts.pages import FLOWS, MAY_EDIT, Number
from console.editor.panel.view import LIMITS
from console.editor.policy.view import Filling, Shown, view_of
from console.editor.sent import code_of, kept, typed_in, who_moved

Asked = Annotated[str, Query(max_length=60)]
_CHANNELS = {"whatsapp": "WhatsApp", "sms": "SMS", "": "WhatsApp e SMS"}


@dataclass(frozen=True)
class OpenPart:
    draft: Draft
    files: Mapping[str, str]
    parts: list[Part]
    part: Part

    @property
    def text(self) -> str:
        return self.files[self.part.path]


@dataclass(frozen=True)
class Phrase:
    """One phrase as it is edited: its text on both channels, or each one's."""

    code: str
    name: str
    values: list[str]
    texts: list[tuple[str, str, Shown]]  # channel, its name, field


def wording_router() -> APIRouter:
    """Before the drawn pages, to which any word is a creditor's."""
    router = console_router("/flows/drafts/{draft_id:int}/wording", Right.READ_FLOWS)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("", save, methods=["POST"], dependencies=MAY_EDIT)
    return router


async def show(  # noqa: PLR0913, PLR0917 - what the address holds, each by its name
    request: Request, draft_id: Number, parts: Editing, session: SignedIn, part: Asked = "", saved: Asked = ""
) -> Response:
    opened = await _opened(draft_id, part, parts)
    can_edit = may(session.member.role, Right.EDIT_FLOWS)
    return _page(request, opened, Filling(values_now(opened.part, opened.text), can_edit=can_edit), saved=saved)


async def save(request: Request, draft_id: Number, parts: Editing, session: SignedIn) -> Response:
    async with request.form() as data:
        typed, part, seen = typed_in(data), str(data.get("part", "")), str(data.get("seen", ""))
    opened = await _opened(draft_id, part, parts)
    try:
        answer = await save_wording(draft_id, session.member.email, PartSent(part, typed, seen), parts.drafts)
    except (DraftMissing, PartMissing) as missing:
        raise NothingHere from missing
    if not isinstance(answer, PartRefused):
        done = "yes" if answer.is_changed else "same"
        return go(request, f"{FLOWS}/drafts/{draft_id}/wording?part={part}&saved={done}")
    if answer.stale is not None:
        opened = await _opened(draft_id, part, parts)
    return _page(request, opened, Filling(kept(typed), answer.wrong, can_edit=True), refused=answer, seen=seen)


def _page(  # noqa: PLR0913 - by their names
    request: Request,
    opened: OpenPart,
    filling: Filling,
    *,
    saved: str = "",
    refused: PartRefused | None = None,
    seen: str = "",
) -> Response:
    stale = refused.stale if refused is not None else None
    view = view_of(opened.part.section, filling)
    return render(
        request,
        "editor/wording.html",
        status=code_of(refused=refused is not None, stale=stale is not None),
        draft=opened.draft,
        place=f"{FLOWS}/drafts/{opened.draft.id}",
        groups=_groups(opened.parts),
        part=opened.part,
        view=view,
        phrases=_phrases(list(view.fields)) if opened.part.is_phrases else [],
        data=_data(opened),
        seen=seen if refused is not None and stale is None else seen_mark(opened.part, opened.text),
        can_edit=filling.can_edit,
        saved=saved,
        wrong=len(filling.wrong),
        **who_moved(stale),
        stale=stale,
    )


def _groups(parts: list[Part]) -> list[tuple[str, list[Part]]]:
    kinds = {
        "Frases do robô": [one for one in parts if one.is_phrases],
        "Regras": [one for one in parts if not one.is_phrases and not one.section.id.startswith("creditor.")],
        "Credores": [one for one in parts if one.section.id.startswith("creditor.")],
    }
    return [(name, found) for name, found in kinds.items() if found]


def _phrases(fields: list[Shown]) -> list[Phrase]:
    found: dict[str, Phrase] = {}
    for one in fields:
        code, _, channel = one.name.partition(".")
        values = [value.name for value in values_of(code).known]
        phrase = found.setdefault(code, Phrase(code, phrase_called(code), values, []))
        phrase.texts.append((channel, _CHANNELS[channel], one))
    return list(found.values())


def _data(opened: OpenPart) -> dict[str, Any]:
    """What counts and previews are made from: values by phrase, limits, and what an SMS costs the first creditor."""
    slugs = [one.section.id.removeprefix("creditor.") for one in opened.parts if "." in one.section.id]
    prices = [price.cents for slug in slugs if (price := sms_price(opened.files, slug)) is not None]
    codes = {str(field.place[0]) for field in opened.part.section.fields} if opened.part.is_phrases else set()
    values = {code: [asdict(one) for one in values_of(code).known] for code in sorted(codes)}
    return {"values": values, "limits": LIMITS | ({"smsCents": prices[0]} if prices else {})}


async def _opened(draft_id: int, name: str, parts: EditorParts) -> OpenPart:
    draft = await parts.drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise NothingHere
    files = (await parts.drafts.files(draft_id)).files
    found = await asyncio.to_thread(parts_in, files)
    if not found:
        raise NothingHere
    try:
        return OpenPart(draft, files, found, part_called(files, name) if name else found[0])
    except PartMissing as missing:
        raise NothingHere from missing
