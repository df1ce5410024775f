"""Giving a conversation back to the bot: where it goes on, what was agreed, and what it will say first (H4)."""

from typing import Any

from fastapi import APIRouter, Request, Response, status
from starlette.datastructures import FormData

from bot.application.agents import give_back
from bot.application.agents.answer import NotTheirs
from bot.application.agents.facts import ALL, FACTS
from bot.application.agents.give_back import Return, StepRefused
from bot.application.agents.give_back_choices import ReturnChoices, preview, return_choices
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.agents.tools import AgentDesk
from console.auth.pages import render
from console.auth.session import SignedIn, console_router
from console.wrap_up.answering import CONFLICT, UNPROCESSABLE, conversation_page, heading, onward, opened, show
from console.wrap_up.deps import Behind, WrapUpPages


def returning_router() -> APIRouter:
    router = console_router("/inbox", Right.ANSWER)
    router.add_api_route("/{conversation_id}/return", show_choices, methods=["GET"])
    router.add_api_route("/{conversation_id}/return", hand_back, methods=["POST"])
    router.add_api_route("/{conversation_id}/return/preview", show_preview, methods=["POST"])
    return router


async def show_choices(request: Request, conversation_id: int, behind: Behind, session: SignedIn) -> Response:
    desk = await opened(conversation_id, behind.tools)
    return await _page(request, desk, behind, session.member, {"step": _left_at(desk)})


async def hand_back(request: Request, conversation_id: int, behind: Behind, session: SignedIn) -> Response:
    desk = await opened(conversation_id, behind.tools)
    wanted = _wanted(conversation_id, await request.form())
    match await give_back.give_back(wanted, session.member, behind.tools):
        case give_back.Given():
            return onward(request, conversation_page(conversation_id))
        case StepRefused(reason, _, facts):
            sent = {**wanted.facts, "step": wanted.step, "refused": reason, "wrong": facts}
            return await _page(request, desk, behind, session.member, sent, UNPROCESSABLE)
        case _:
            return _not_theirs(request, desk)


async def show_preview(request: Request, conversation_id: int, behind: Behind, session: SignedIn) -> Response:
    """What the bot would say: a part for who has scripts, the page again for who has none."""
    desk = await opened(conversation_id, behind.tools)
    wanted = _wanted(conversation_id, await request.form())
    said = await preview(wanted, session.member, behind.tools)
    lines = said if isinstance(said, list) else []
    wrong = said.facts if isinstance(said, StepRefused) else ()
    if "hx-request" in request.headers:
        return render(request, "wrap_up/_preview.html", lines=lines, wrong=wrong)
    sent = {**wanted.facts, "step": wanted.step, "lines": lines, "wrong": wrong}
    return await _page(request, desk, behind, session.member, sent)


async def _page(  # noqa: PLR0913, PLR0917 - a page and what it shows
    request: Request,
    desk: AgentDesk,
    behind: WrapUpPages,
    member: Member,
    sent: dict[str, Any],
    code: int = status.HTTP_200_OK,
) -> Response:
    choices = await return_choices(desk.held.conversation.id, member, behind.tools)
    if isinstance(choices, NotTheirs):
        return _not_theirs(request, desk)
    agreed = {name: value for name, value in choices.agreed.items() if name not in sent}
    ids = [one.id for group in (choices.likeliest, *choices.groups.values()) for one in group]
    return show(
        request,
        "return",
        code,
        **heading(desk),
        choices=choices,
        chosen=sent["step"] if sent["step"] in ids else next(iter(ids), ""),
        left_at=_left_at(desk),
        sent=_chosen({**agreed, **sent}, choices),
    )


def _left_at(desk: AgentDesk) -> str:
    return str(desk.held.handoff.packet.get("step", "")) if desk.held.handoff is not None else ""


def _chosen(sent: dict[str, Any], choices: ReturnChoices) -> dict[str, Any]:
    scope = str(sent.get("scope", ""))
    return {**sent, "scope": [code for code, _ in choices.scopes] if scope == ALL else scope.split(",")}


def _wanted(conversation_id: int, data: FormData) -> Return:
    """Only the facts that were written; none of the codes ticked leaves the scope as it is."""
    facts = {name: str(data.get(name, "")).strip() for name in FACTS if name != "scope"}
    facts["scope"] = ",".join(str(code) for code in data.getlist("scope"))
    told = {name: value for name, value in facts.items() if value}
    return Return(conversation_id, str(data.get("step", "")), told)


def _not_theirs(request: Request, desk: AgentDesk) -> Response:
    kept = desk.held.conversation
    return show(request, "not_yours", CONFLICT, **heading(desk), owner=kept.owner.value, agent=kept.agent)
