"""The list: whole, and the part of it that is fetched again when something changed."""

from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from bot.application.agents.inbox import Wanted, saw, show_inbox, tabs_of, unasked
from bot.application.agents.inbox_models import MOST, PAGE
from bot.application.agents.keys import Member
from bot.application.agents.ports import ConversationMissing
from bot.application.agents.roles import Right
from bot.application.agents.snoozing import NotPutOff, PutOff, Snoozed, bring_back, moment_of, put_off
from bot.application.agents.tools import held_or_missing
from console.auth.pages import GUARDED, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router, needs
from console.inbox.asked import Asking, Searching, address_of, query_of
from console.inbox.deps import InboxParts, Parts
from console.inbox.seen_form import SeenGiven
from console.inbox.snooze_form import SnoozeGiven
from console.inbox.staying import gone_on
from console.inbox.words import teach_words

ANSWER = [Depends(needs(Right.ANSWER))]


def inbox_router() -> APIRouter:
    teach_words()
    router = console_router("/inbox", Right.READ_CONVERSATIONS)
    router.add_api_route("", show_page, methods=["GET"])
    router.add_api_route("", search_page, methods=["POST"])
    router.add_api_route("/list", show_list, methods=["GET"])
    router.add_api_route("/list", search_list, methods=["POST"])
    router.add_api_route("/{conversation_id}/seen", note_seen, methods=["POST"])
    router.add_api_route("/{conversation_id}/snooze", snooze, methods=["POST"], dependencies=ANSWER)
    router.add_api_route("/{conversation_id}/wake", wake, methods=["POST"], dependencies=ANSWER)
    return router


async def show_page(request: Request, session: SignedIn, wanted: Asking, parts: Parts) -> Response:
    return render(request, "inbox/page.html", **await _shown(wanted, session.member, parts))


async def search_page(request: Request, session: SignedIn, wanted: Searching, parts: Parts) -> Response:
    return render(request, "inbox/page.html", **await _shown(wanted, session.member, parts))


async def show_list(request: Request, session: SignedIn, wanted: Asking, parts: Parts) -> Response:
    return await _list(request, session.member, wanted, parts)


async def search_list(request: Request, session: SignedIn, wanted: Searching, parts: Parts) -> Response:
    return await _list(request, session.member, wanted, parts)


async def note_seen(conversation_id: int, session: SignedIn, given: SeenGiven, parts: Parts) -> Response:
    """The page says which message was the newest on the screen."""
    try:
        await held_or_missing(conversation_id, parts.tools.tools)
    except ConversationMissing as missing:
        raise NothingHere from missing
    await saw(conversation_id, given.seq, session.member, parts.tools)
    return Response(status_code=204, headers=GUARDED)


async def snooze(
    conversation_id: int, request: Request, session: SignedIn, given: SnoozeGiven, parts: Parts
) -> Response:
    """Refused in the same form, with what was typed kept."""
    tools, now = parts.tools.tools, parts.tools.tools.clock.now()
    wanted = PutOff(conversation_id, moment_of(given.later, given.moment, now), given.why)
    try:
        told = await put_off(wanted, session.member, tools, parts.tools.snoozes)
    except ConversationMissing as missing:
        raise NothingHere from missing
    if isinstance(told, Snoozed):
        return gone_on(request, "/console/inbox?tab=snoozed")
    return render(
        request,
        "inbox/_snooze.html" if "hx-request" in request.headers else "inbox/snooze_refused.html",
        status=409 if isinstance(told, NotPutOff) else 422,
        conversation_id=conversation_id,
        given=given,
        refused=told,
        is_open=True,
    )


async def wake(conversation_id: int, request: Request, session: SignedIn, parts: Parts) -> Response:
    """Back at once; one that is back already is no mistake."""
    try:
        await bring_back(conversation_id, session.member, parts.tools.tools, parts.tools.snoozes)
    except ConversationMissing as missing:
        raise NothingHere from missing
    return gone_on(request, f"/console/inbox/{conversation_id}")


async def _list(request: Request, member: Member, wanted: Wanted, parts: InboxParts) -> Response:
    answer = render(request, "inbox/_list.html", **await _shown(wanted, member, parts))
    answer.headers["HX-Replace-Url"] = address_of(wanted)
    return answer


async def _shown(wanted: Wanted, member: Member, parts: InboxParts) -> dict[str, Any]:
    more = min(wanted.limit + PAGE, MOST)
    return {
        "inbox": unasked(await show_inbox(wanted, member, parts.tools), member),
        "wanted": wanted,
        "tabs": tabs_of(member.role),
        "query_of": query_of,
        "more": more if more > wanted.limit else None,
    }
