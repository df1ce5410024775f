"""The conversation's page and its parts, read by whoever may read conversations (H2, H3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from bot.application.agents.roles import Right
from bot.domain.documents import formatted
from console.auth.pages import render
from console.auth.refusals import NothingHere
from console.auth.session import console_router, needs
from console.talk.deps import AtConversation
from console.talk.timeline import Cursor, earlier, since
from console.talk.view import page, reader_of, talking, thread_values, values_of

ONE = "/{conversation_id:int}"


def talk_router() -> APIRouter:
    router = console_router("/inbox", Right.READ_CONVERSATIONS)
    router.add_api_route(ONE, show, methods=["GET"])
    router.add_api_route(f"{ONE}/lines", show_lines, methods=["GET"])
    router.add_api_route(f"{ONE}/earlier", show_earlier, methods=["GET"])
    router.add_api_route(f"{ONE}/head", show_head, methods=["GET"])
    router.add_api_route(f"{ONE}/packet", show_packet, methods=["GET"])
    shown = [Depends(needs(Right.SEE_DOCUMENTS))]
    router.add_api_route(f"{ONE}/document", show_document, methods=["POST"], dependencies=shown)
    return router


async def show(here: AtConversation) -> Response:
    seen = await talking(here.id, here.member, here.talk)
    person_id = seen.packet.who.person_id
    if person_id is not None:
        await here.talk.tools.conversations.record_access(person_id, here.member.email, "conversation", here.id)
    return await page(here, seen)


async def show_lines(here: AtConversation, after: str = "") -> Response:
    """What came after what the page shows, and how its last messages stand."""
    seen = await talking(here.id, here.member, here.talk)
    thread = await since(here.id, Cursor.read(after), reader_of(seen), here.talk)
    return render(here.request, "talk/_lines.html", **values_of(seen), **thread_values(thread, seen))


async def show_earlier(here: AtConversation, before: Annotated[int, Query(ge=1, lt=2**63)] = 1) -> Response:
    seen = await talking(here.id, here.member, here.talk)
    thread = await earlier(here.id, before, reader_of(seen), here.talk)
    return render(here.request, "talk/_earlier.html", **values_of(seen), **thread_values(thread, seen))


async def show_head(here: AtConversation) -> Response:
    """Who has it and what may be done, which changes under the reader; the box is left as it is."""
    seen = await talking(here.id, here.member, here.talk)
    return render(here.request, "talk/_head_now.html", **values_of(seen))


async def show_packet(here: AtConversation) -> Response:
    seen = await talking(here.id, here.member, here.talk)
    return render(here.request, "talk/_packet.html", **values_of(seen))


async def show_document(here: AtConversation) -> Response:
    """The CPF in full, for who may see it; that it was looked at is on record."""
    seen = await talking(here.id, here.member, here.talk)
    person_id = seen.packet.who.person_id
    if person_id is None:
        raise NothingHere
    await here.talk.tools.conversations.record_access(person_id, here.member.email, "document", here.id)
    document = formatted(seen.opened.desk.debtor.person.document)
    return render(here.request, "talk/_document.html", document=document)
