"""The conversation's page and its parts, read by whoever may read conversations (H2, H3)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from bot.application.agents.roles import NotAllowed, Right
from bot.application.agents.talk_models import Span
from bot.application.agents.talk_page import at_this_number, person_of
from bot.application.office.media_shown import may_see_files
from bot.domain.documents import formatted
from console.auth.pages import render
from console.auth.refusals import NothingHere
from console.auth.session import console_router, needs
from console.office.media_page import file_headers
from console.talk.deps import AtConversation, Here
from console.talk.timeline import Cursor, earlier, since
from console.talk.view import Talking, page, reader_of, talking, thread_values, values_of

ONE = "/{conversation_id:int}"
DOCUMENTS, PHONES = ([Depends(needs(right))] for right in (Right.SEE_DOCUMENTS, Right.SEE_PHONES))


def talk_router() -> APIRouter:
    router = console_router("/inbox", Right.READ_CONVERSATIONS)
    router.add_api_route(ONE, show, methods=["GET"])
    router.add_api_route(f"{ONE}/lines", show_lines, methods=["GET"])
    router.add_api_route(f"{ONE}/earlier", show_earlier, methods=["GET"])
    router.add_api_route(f"{ONE}/head", show_head, methods=["GET"])
    router.add_api_route(f"{ONE}/packet", show_packet, methods=["GET"])
    router.add_api_route(f"{ONE}/document", show_document, methods=["POST"], dependencies=DOCUMENTS)
    router.add_api_route(f"{ONE}/contact", show_contact, methods=["POST"], dependencies=PHONES)
    router.add_api_route(f"{ONE}/lines/{{seq:int}}", show_line, methods=["POST"])
    router.add_api_route(f"{ONE}/papers/{{seq:int}}", show_paper, methods=["GET"])
    router.add_api_route(f"{ONE}/notes/{{note_id:int}}", show_note, methods=["POST"])
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
    """The CPF or CNPJ in full, for who may see it; that it was looked at is on record."""
    seen = await talking(here.id, here.member, here.talk)
    person = await person_of(seen.opened)
    if person is None:
        raise NothingHere
    await _record(here, (person.id,), "document")
    return render(here.request, "talk/_asked.html", asked=formatted(person.document))


async def show_contact(here: AtConversation) -> Response:
    seen = await talking(here.id, here.member, here.talk)
    await _record(here, seen.whose, "phone")
    return render(here.request, "talk/_asked.html", asked=seen.held.conversation.contact)


async def show_line(here: AtConversation, seq: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """One message as far as the role may read it, numbers in it included."""
    seen = await talking(here.id, here.member, here.talk)
    threads = here.talk.threads
    lines = await threads.lines(here.id, Span(after=seq - 1, before=seq + 1))
    lines = lines or await threads.lines(here.id, Span(after=seq - 1))  # one that waits for its turn
    said = next((one.line.text for one in lines if one.line.seq == seq), None)
    return await _asked(here, seen, said, f"line {seq}")


async def show_paper(here: AtConversation, seq: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    """What we sent, as it was sent: an agreement, a notice, a slip, a Pix code. It cannot be masked."""
    if not may_see_files(here.member.role, in_a_case=False):
        raise NotAllowed(here.member.role, Right.SEE_AMOUNTS)
    seen = await talking(here.id, here.member, here.talk)
    paper = await here.talk.threads.paper(here.id, seq)
    if paper is None:
        raise NothingHere
    await _record(here, await at_this_number(seen.opened), f"paper of line {seq}")
    headers = file_headers(paper.content_type, paper.filename)
    return Response(paper.content, media_type=paper.content_type, headers=headers)


async def show_note(here: AtConversation, note_id: Annotated[int, Path(ge=1, lt=2**63)]) -> Response:
    seen = await talking(here.id, here.member, here.talk)
    notes = await here.talk.notes.notes(here.id, note_id - 1)
    said = next((one.text for one in notes if one.id == note_id), None)
    return await _asked(here, seen, said, f"note {note_id}")


async def _asked(here: Here, seen: Talking, said: str | None, what: str) -> Response:
    if said is None:
        raise NothingHere
    reader = reader_of(seen)
    if reader.hides(said):
        await _record(here, await at_this_number(seen.opened), what)
    return render(here.request, "talk/_said.html", asked=reader.asked(said))


async def _record(here: Here, people: tuple[int, ...], what: str) -> None:
    """Nothing is shown that cannot be put on somebody's record."""
    if not people:
        raise NothingHere
    for person_id in people:
        await here.talk.tools.conversations.record_access(person_id, here.member.email, what, here.id)
