"""The supervisor's list of exceptions to the policy, and the certificate of a notice (P14, N5)."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request, Response
from pydantic import BaseModel, Field

from bot.application.agents import exceptions
from bot.application.agents.deal_exceptions import show_exceptions
from bot.application.agents.exception_models import MAX_WHY, NotPossible, RequestMissing
from bot.application.agents.roles import Right
from bot.application.staff.records import Session
from bot.application.wording import brl
from console.auth.pages import GUARDED, go, render
from console.auth.refusals import NothingHere
from console.auth.session import SignedIn, console_router, needs
from console.deal.deps import Certify, Deals
from console.talk.words import name_of

CERTIFIED = [Depends(needs(right)) for right in (Right.READ_DEBTS, Right.SEE_DOCUMENTS, Right.SEE_AMOUNTS)]
HOME = "/console/exceptions"


class Answer(BaseModel):
    answer: Literal["approve", "refuse"]
    why: str = Field(default="", max_length=MAX_WHY)


def exceptions_pages() -> APIRouter:
    router = console_router("/exceptions", Right.OVERRULE)
    router.add_api_route("", show, methods=["GET"])
    router.add_api_route("/{exception_id}/decision", decide, methods=["POST"])
    return router


def certificates_router() -> APIRouter:
    router = console_router("/notices")
    router.add_api_route("/{notice_id}/certificate.pdf", certificate, methods=["GET"], dependencies=CERTIFIED)
    return router


async def show(request: Request, session: SignedIn, tools: Deals) -> Response:
    return await _list(request, session, tools)


async def decide(
    request: Request, exception_id: int, session: SignedIn, tools: Deals, given: Annotated[Answer, Form()]
) -> Response:
    decision = exceptions.Decision(given.answer == "approve", given.why)
    try:
        decided = await exceptions.decide(exception_id, decision, session.member, tools.exceptions)
    except RequestMissing:
        raise NothingHere from None
    told = decided.value if isinstance(decided, NotPossible) else ""
    if not told and "hx-request" not in request.headers:
        return go(request, HOME)
    return await _list(request, session, tools, told=told)


async def certificate(request: Request, notice_id: int, session: SignedIn, tools: Deals, certify: Certify) -> Response:
    """The PDF, to who may see the document and the amounts in it; who took it is on record."""
    certified = await certify(notice_id)
    if certified is None:
        raise NothingHere
    await tools.tools.conversations.record_access(certified.person_id, session.member.email, "notice certificate")
    headers = {**GUARDED, "Content-Disposition": f'inline; filename="{certified.paper.filename}"'}
    return Response(certified.paper.content, media_type=certified.paper.content_type, headers=headers)


async def _list(request: Request, session: Session, tools: Deals, *, told: str = "") -> Response:
    shown = await show_exceptions(session.member, tools)
    name = "deal/_exceptions.html" if "hx-request" in request.headers else "deal/exceptions.html"
    return render(request, name, shown=shown, told=told, brl=brl, name_of=name_of)
