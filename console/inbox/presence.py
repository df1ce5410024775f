"""What is at hand on every page: available or not, what is offered, and how much was not seen."""

import re
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request, Response

from bot.application.agents import inbox, offering
from bot.application.agents.inbox_presence import choose, takes_offers
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.agents.rota import PresenceAway
from console.auth.pages import render
from console.auth.session import SignedIn, console_router
from console.inbox.deps import InboxParts, Parts
from console.inbox.takes_form import TakesGiven
from console.inbox.words import teach_words

_ONE_TALK = re.compile(r"/console/inbox/(\d{1,18})", re.ASCII)


def presence_router() -> APIRouter:
    teach_words()
    router = console_router("/presence", Right.ANSWER)
    router.add_api_route("", show_at_hand, methods=["GET"])
    router.add_api_route("", take_or_rest, methods=["POST"])
    router.add_api_route("/offers/{conversation_id}/refuse", refuse, methods=["POST"])
    return router


async def show_at_hand(request: Request, session: SignedIn, parts: Parts) -> Response:
    return render(request, "live/_at_hand.html", **await _at_hand(request, session.member, parts))


async def take_or_rest(request: Request, session: SignedIn, given: TakesGiven, parts: Parts) -> Response:
    try:
        await choose(session.member, given.takes, parts.rota)
    except PresenceAway:
        return render(
            request, "live/_at_hand.html", **{**await _at_hand(request, session.member, parts), "is_away": True}
        )
    return render(request, "live/_at_hand.html", **await _at_hand(request, session.member, parts))


async def refuse(conversation_id: int, request: Request, session: SignedIn, parts: Parts) -> Response:
    """The next one is asked; whether it still stood makes no difference here."""
    await offering.refuse(conversation_id, session.member, parts.rota)
    return render(request, "live/_at_hand.html", **await _at_hand(request, session.member, parts))


async def _at_hand(request: Request, member: Member, parts: InboxParts) -> dict[str, Any]:
    takes = await takes_offers(member, parts.rota)
    return {
        "takes": takes,
        "is_away": takes is None,
        "offers": await offering.offered_to(member, parts.rota),
        "counts": await inbox.at_hand(member, parts.tools),
        "now": parts.rota.tools.clock.now(),
        "looking_at": _conversation_shown(request),
    }


def _conversation_shown(request: Request) -> int | None:
    """Which conversation the page that asks has in front: its offer is accepted there, in place."""
    found = _ONE_TALK.fullmatch(urlsplit(request.headers.get("hx-current-url", "")).path)
    return int(found[1]) if found is not None else None
