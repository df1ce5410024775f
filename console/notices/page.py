"""The notices that wait for a person: what the clock found, letters and calls, contests (N4, N6)."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, Field

from bot.application.agents.roles import NotAllowed, Right, may
from bot.application.notices.waiting_list import (
    NoticeListTools,
    Waits,
    Wanted,
    letter_done,
    may_read_notices,
    notices_waiting,
    numbers_of,
)
from console.auth.pages import go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router, needs

NOTICES = "/console/notices"
NOTIFY = [Depends(needs(Right.NOTIFY))]
CERTIFIED = (Right.READ_DEBTS, Right.SEE_DOCUMENTS, Right.SEE_AMOUNTS)


class ListQuery(BaseModel):
    """The list and its filter, as the address carries them."""

    show: Waits = Waits.DECIDE
    creditor: Annotated[str, Field(max_length=100)] = ""
    start: int = Field(default=0, ge=0, le=100_000)
    done: Annotated[str, Field(max_length=20)] = ""

    def wanted(self) -> Wanted:
        return Wanted(self.show, self.creditor, self.start)


async def _reads(session: SignedIn) -> None:
    if not may_read_notices(session.member.role):
        raise NotAllowed(session.member.role, Right.NOTIFY)


def _tools(request: Request) -> NoticeListTools:
    return cast(NoticeListTools, request.app.state.notices)


Tools = Annotated[NoticeListTools, Depends(_tools)]
Filters = Annotated[ListQuery, Query()]


def notices_router() -> APIRouter:
    """`app.state.notices` is bound when the service starts."""
    router = console_router("/notices")
    router.dependencies.append(Depends(_reads))
    router.add_api_route("", show_page, methods=["GET"])
    router.add_api_route("/list", show_list, methods=["GET"])
    router.add_api_route("/look", ask_to_look, methods=["POST"], dependencies=NOTIFY)
    router.add_api_route("/people/{person_id:int}/numbers", show_numbers, methods=["POST"])
    router.add_api_route("/letters/{attempt_id:int}/done", close_letter, methods=["POST"], dependencies=NOTIFY)
    return router


async def show_page(request: Request, session: SignedIn, query: Filters, tools: Tools) -> Response:
    return await _shown(request, session, query, tools, "notices/page.html")


async def show_list(request: Request, session: SignedIn, query: Filters, tools: Tools) -> Response:
    """The part that is fetched anew when something changed."""
    return await _shown(request, session, query, tools, "notices/_list.html")


async def ask_to_look(request: Request, session: SignedIn, tools: Tools) -> Response:
    """The worker does it: somebody's page never waits for thousands of people to be judged."""
    await tools.work.ask(tools.clock.now())
    return go(request, f"{NOTICES}?done=asked")


async def show_numbers(request: Request, session: SignedIn, person_id: int, tools: Tools) -> Response:
    """CPF and phones in full, as far as the role goes, asked for and on record."""
    found = await numbers_of(person_id, session.member, tools)
    if found is None:
        raise NothingHere
    return render(request, "notices/_numbers.html", numbers=found)


async def close_letter(request: Request, session: SignedIn, attempt_id: int, tools: Tools) -> Response:
    """The letter went, or the person was told by phone."""
    is_done = await letter_done(attempt_id, tools)
    return go(request, f"{NOTICES}?show=letters&done={'letter' if is_done else 'gone'}")


async def _shown(request: Request, session: SignedIn, query: ListQuery, tools: NoticeListTools, page: str) -> Response:
    role = session.member.role
    return render(
        request,
        page,
        list=await notices_waiting(query.wanted(), session.member, tools),
        query=query,
        tabs=list(Waits),
        may_certify=all(may(role, right) for right in CERTIFIED),
        may_ask_numbers=may(role, Right.SEE_DOCUMENTS) or may(role, Right.SEE_PHONES),
    )
