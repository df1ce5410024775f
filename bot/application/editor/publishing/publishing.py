"""Publishing a draft: asked with a note, agreed on by others, made live once; and what keeps it from that (F2)."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.application.editor.drafts.bases import Bases
from bot.application.editor.drafts.drafts import SENTENCES, Draft, DraftMissing, Drafts, files_of
from bot.application.editor.publishing import preparing
from bot.application.editor.publishing.ports import AlreadyEnded, Reviews
from bot.application.editor.publishing.preparing import PrepareTools
from bot.application.editor.publishing.reviews import (
    Lacking,
    NoSaying,
    Request,
    RequestMissing,
    Standing,
    Wish,
    Work,
    authors_of,
    changes_policy,
    digest_of,
)
from bot.application.publications import Signed
from bot.application.publish import Move, Order, Published, PublishTools, publish

LONGEST_NOTE = 500
NO_REVIEW = "sem revisão"  # in the history, where the setting asks for none
DESPITE = "publicada mesmo com aviso"
_ALL_EDITS = 100_000


class NoAsking(StrEnum):
    """Why nothing is asked."""

    NOTE = "note"
    SAME = "same"  # the draft is what is live


@dataclass(frozen=True)
class PublishingTools:
    drafts: Drafts
    bases: Bases
    reviews: Reviews
    publish: PublishTools
    prepare: PrepareTools
    needs_review: bool = True


@dataclass(frozen=True)
class Asking:
    draft_id: int
    by: str
    note: str
    move: Move = Move.FINISH


async def ask(asking: Asking, tools: PublishingTools) -> Request | NoAsking:
    """Freeze the draft as it stands and prepare it; raises DraftMissing, ReleaseMissing."""
    note = " ".join(asking.note.split())[:LONGEST_NOTE]
    if not note:
        return NoAsking.NOTE
    draft = await _open(asking.draft_id, tools.drafts)
    held, base = await tools.drafts.files(draft.id), await tools.bases.live()
    before = files_of(base.sources)
    if held.files == before:
        return NoAsking.SAME
    log = await tools.drafts.log(draft.id, _ALL_EDITS)
    wish = Wish(
        draft_id=draft.id,
        version=held.version,
        digest=digest_of(held.files),
        over=base.release,
        by=asking.by,
        authors=authors_of(draft.author, asking.by, log),
        note=note,
        move=asking.move,
        needs_signature=changes_policy(before, held.files),
        changes_sentences=_sentences(before) != _sentences(held.files),
    )
    request = await tools.reviews.ask(wish)
    await preparing.start(request.id, tools.prepare)
    return request


async def prepare_again(request_id: int, tools: PublishingTools) -> bool:
    """After it broke or was stopped: from the beginning, and quick where it had come far."""
    standing = await standing_of(request_id, tools)
    return not standing.is_void and await preparing.start(request_id, tools.prepare)


async def choose_moves(request_id: int, by: str, renamed: Mapping[str, str], tools: PublishingTools) -> NoSaying | None:
    """Where running talks go on whose step has no like under its name: part of what is reviewed."""
    standing = await standing_of(request_id, tools)
    if standing.is_void:
        return NoSaying.VOID
    if standing.request.work is not Work.READY:
        return NoSaying.PREPARING
    return None if await tools.reviews.choose_moves(request_id, by, renamed) else NoSaying.ENDED


async def review(request_id: int, by: str, tools: PublishingTools, moves: str = "") -> NoSaying | None:
    """`moves` is the mark of where talks go on, as it was seen; blank where nothing was chosen."""
    standing = await standing_of(request_id, tools)
    refused = standing.refuses_review(by)
    outcome = standing.request.outcome
    if refused is None and moves != (outcome.moves_mark if outcome.renamed else ""):
        return NoSaying.MOVES
    if refused is None and not await tools.reviews.review(request_id, by):
        return NoSaying.ENDED
    return refused


async def sign(request_id: int, by: str, tools: PublishingTools) -> NoSaying | None:
    standing = await standing_of(request_id, tools)
    refused = standing.refuses_signature(by)
    if refused is None and not await tools.reviews.sign(request_id, by):
        return NoSaying.ENDED
    return refused


async def withdraw(request_id: int, by: str, reason: str, tools: PublishingTools) -> bool:
    """By whoever asked, or who was to say yes; the draft goes on as it is."""
    return await tools.reviews.withdraw(request_id, by, " ".join(reason.split())[:LONGEST_NOTE])


async def go_live(
    request_id: int,
    by: str,
    tools: PublishingTools,
    *,
    despite: bool = False,
) -> Published | Lacking:
    """Make live what was prepared and agreed on; the draft is used up. Nothing is trained or built here."""
    standing = await standing_of(request_id, tools)
    lacking = standing.lacks(despite)
    if lacking is not None:
        return lacking
    request = standing.request
    once = replace(tools.publish, publications=tools.reviews.publications_for(request_id, by))
    try:
        done = await publish(_order(request, tools), once)
    except AlreadyEnded:
        return Lacking.ENDED
    with suppress(DraftMissing):
        await tools.drafts.close(request.wish.draft_id, by)
    return done


async def standing_of(request_id: int, tools: PublishingTools) -> Standing:
    """Raises RequestMissing."""
    request = await tools.reviews.request(request_id)
    if request is None:
        raise RequestMissing(request_id)
    return await standing(request, tools)


async def standing(request: Request, tools: PublishingTools) -> Standing:
    in_force = await tools.publish.publications.in_force()
    digest = digest_of((await tools.drafts.files(request.wish.draft_id)).files)
    return Standing(request, digest, in_force.release if in_force else "", tools.needs_review)


def _order(request: Request, tools: PublishingTools) -> Order:
    return Order(request.outcome.release, _signed(request, tools), request.wish.move, request.outcome.renamed)


def _signed(request: Request, tools: PublishingTools) -> Signed:
    wish = request.wish
    note = f"{wish.note} ({DESPITE})" if request.outcome.warns else wish.note
    reviewed = request.reviewed.by if request.reviewed else NO_REVIEW
    return Signed(wish.by, note, reviewed, request.signed.by if request.signed else "")


def _sentences(files: Mapping[str, str]) -> dict[str, str]:
    return {path: text for path, text in files.items() if path.startswith(SENTENCES)}


async def _open(draft_id: int, drafts: Drafts) -> Draft:
    draft = await drafts.draft(draft_id)
    if draft is None or draft.closed is not None:
        raise DraftMissing(draft_id)
    return draft
