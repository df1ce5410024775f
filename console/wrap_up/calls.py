"""Noting a contact made outside the conversation: a call, a letter, a visit (N6, N7)."""

from fastapi import APIRouter, Request, Response, status

from bot.application.agents import masking
from bot.application.agents.contact_log import (
    ATTEMPTS,
    About,
    ContactOutcome,
    Direction,
    Means,
    NotNoted,
    next_number,
    note_contact,
)
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.agents.tools import AgentDesk
from console.auth.session import SignedIn, console_router
from console.wrap_up.answering import UNPROCESSABLE, conversation_page, heading, onward, opened, show
from console.wrap_up.deps import Behind, WrapUpPages


def calls_router() -> APIRouter:
    router = console_router("/inbox", Right.ANSWER)
    router.add_api_route("/{conversation_id}/calls", show_calls, methods=["GET"])
    router.add_api_route("/{conversation_id}/calls", note_call, methods=["POST"])
    return router


async def show_calls(
    request: Request, conversation_id: int, behind: Behind, session: SignedIn, noted: bool = False
) -> Response:
    desk = await opened(conversation_id, behind.tools)
    return await _page(request, desk, behind, session.member, {}, {}, noted=noted)


async def note_call(request: Request, conversation_id: int, behind: Behind, session: SignedIn) -> Response:
    desk = await opened(conversation_id, behind.tools)
    given = {name: str(value) for name, value in (await request.form()).items() if name != "csrf"}
    account = desk.desk.account
    if account is None:
        return await _page(request, desk, behind, session.member, given, {})
    about = About(account.person.id, conversation_id)
    result = await note_contact(about, given, session.member, behind.contacts)
    if isinstance(result, NotNoted):
        return await _page(request, desk, behind, session.member, given, result.flaws)
    return onward(request, f"{conversation_page(conversation_id)}/calls?noted=1")


async def _page(  # noqa: PLR0913, PLR0917 - a page and what it shows
    request: Request,
    desk: AgentDesk,
    behind: WrapUpPages,
    member: Member,
    given: dict[str, str],
    flaws: object,
    *,
    noted: bool = False,
) -> Response:
    account = desk.desk.account
    made = await behind.contacts.log.of_person(account.person.id) if account is not None else []
    return show(
        request,
        "calls",
        UNPROCESSABLE if flaws else status.HTTP_200_OK,
        **heading(desk),
        has_person=account is not None,
        cases=[case.number for case in account.cases] if account is not None else [],
        made=[(one, masking.hidden_phone(one.contact or ""), masking.unasked(one.note, member.role)) for one in made],
        given=given or {"number": str(next_number(made)), "protocol": desk.held.conversation.protocol or ""},
        flaws=flaws,
        noted=noted,
        lists={"direction": Direction, "channel": Means, "outcome": ContactOutcome, "attempts": range(1, ATTEMPTS + 1)},
    )
