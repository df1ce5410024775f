"""Conversations over the API: the queue, taking one, speaking in it, giving it back and closing it (H2, H4)."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, status

from bot.application.agents import answer, give_back, shown
from bot.application.agents.ports import AgentLine, AtCapacity, Spoken, Taken, Unseen
from bot.application.agents.roles import Right
from bot.application.agents.wrap_up import choices_of
from console.api.auth import Caller, needs
from console.api.bodies import GiveBack, Say, WrapUpFields
from console.api.deps import Parts
from console.api.errors import ApiError, ApiRoute

READ, ANSWER = [Depends(needs(Right.READ_CONVERSATIONS))], [Depends(needs(Right.ANSWER))]
CONFLICT, UNPROCESSABLE = status.HTTP_409_CONFLICT, status.HTTP_422_UNPROCESSABLE_CONTENT
_TAKEN = "somebody else has this conversation"
_FULL = "you hold as many conversations as one may: return or close one first"
_MOVED = "the conversation changed owner at the same moment: nothing was done"


def conversations_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["conversations"])
    one = "/conversations/{conversation_id}"
    router.add_api_route("/queue", queue, methods=["GET"], dependencies=READ)
    router.add_api_route("/conversations", conversations, methods=["GET"], dependencies=READ)
    router.add_api_route(one, conversation, methods=["GET"], dependencies=READ)
    router.add_api_route(f"{one}/owners", owners, methods=["GET"], dependencies=READ)
    router.add_api_route(f"{one}/accept", accept, methods=["POST"], dependencies=ANSWER)
    router.add_api_route(
        f"{one}/messages", say, methods=["POST"], dependencies=ANSWER, status_code=status.HTTP_201_CREATED
    )
    router.add_api_route(f"{one}/return", hand_back, methods=["POST"], dependencies=ANSWER)
    router.add_api_route(f"{one}/close", close, methods=["POST"], dependencies=ANSWER)
    return router


async def queue(member: Caller, parts: Parts) -> list[dict[str, Any]]:
    """Conversations waiting for a person: urgent ones first, then who has waited longest."""
    return await shown.show_queue(member, parts.tools)


async def conversations(
    member: Caller, parts: Parts, limit: Annotated[int, Query(ge=1, le=200)] = 50, before: int | None = None
) -> list[dict[str, Any]]:
    """All conversations, newest first."""
    return await shown.show_conversations(member, parts.tools, limit, before)


async def conversation(conversation_id: int, member: Caller, parts: Parts) -> dict[str, Any]:
    """Owner, packet and messages."""
    return await shown.show_conversation(conversation_id, member, parts.tools)


async def owners(conversation_id: int, parts: Parts) -> list[dict[str, Any]]:
    """Every change of owner, oldest first."""
    return await shown.show_owners(conversation_id, parts.tools)


async def accept(conversation_id: int, member: Caller, parts: Parts) -> dict[str, Any]:
    """Take it: of any number who ask at once, one gets it."""
    match await answer.accept(conversation_id, member, parts.tools):
        case Taken(agent):
            raise ApiError(CONFLICT, _TAKEN, reason="taken", agent=agent)
        case AtCapacity(capacity):
            raise ApiError(CONFLICT, _FULL, reason="at_capacity", capacity=capacity)
    return {"id": conversation_id, "owner": "agent", "agent": member.email}


async def say(conversation_id: int, body: Say, member: Caller, parts: Parts) -> dict[str, Any]:
    """Write to the debtor; refused, with the messages not yet seen, when the screen is stale."""
    line = AgentLine(conversation_id, member.email, body.text, body.last_seen)
    match await answer.speak(line, parts.tools):
        case Spoken(seq):
            return {"seq": seq}
        case Unseen(lines):
            unseen = [shown.show_line(one, member.role) for one in lines]
            error = "messages came meanwhile: nothing was sent"
            raise ApiError(CONFLICT, error, reason="unseen", messages=unseen, draft=body.text)
        case Taken(agent):
            raise ApiError(CONFLICT, _TAKEN, reason="taken", agent=agent, messages=[], draft=body.text)
        case AtCapacity(capacity):
            raise ApiError(CONFLICT, _FULL, reason="at_capacity", capacity=capacity, messages=[], draft=body.text)
        case answer.WindowClosed(last):
            since = last.isoformat() if last else None
            error = "WhatsApp takes free text for 24 hours after the debtor's last message only"
            raise ApiError(UNPROCESSABLE, error, reason="window_closed", last_inbound_at=since, draft=body.text)
        case answer.TextRefused(reason):
            raise ApiError(UNPROCESSABLE, "the text is empty or too long", reason=reason, draft=body.text)


async def hand_back(conversation_id: int, body: GiveBack, member: Caller, parts: Parts) -> dict[str, Any]:
    """Back to the bot, which speaks at the step named."""
    wanted = give_back.Return(conversation_id, body.step, body.facts)
    match await give_back.give_back(wanted, member, parts.tools):
        case give_back.Given(step):
            return {"id": conversation_id, "owner": "bot", "step": step}
        case give_back.StepRefused(reason, steps, facts):
            error = "the bot cannot go on there"
            raise ApiError(UNPROCESSABLE, error, reason=reason, steps=list(steps), facts=list(facts))
        case answer.NotTheirs(owner, agent):
            raise _not_theirs(owner, agent)
        case answer.Moved():
            raise ApiError(CONFLICT, _MOVED)


async def close(conversation_id: int, body: WrapUpFields, member: Caller, parts: Parts) -> dict[str, Any]:
    """End the contact with its wrap-up form; the debtor's next message opens a new one."""
    match await answer.close(conversation_id, body.given(), member, parts.tools):
        case answer.Closed():
            return {"id": conversation_id, "owner": "bot"}
        case answer.FormIncomplete(lacks, form):
            raise ApiError(
                UNPROCESSABLE,
                "the form is not complete",
                missing=list(lacks.missing),
                flaws=dict(lacks.flaws),
                asks=list(lacks.asks),
                form=form.id,
                choices=choices_of(form),
            )
        case answer.NotTheirs(owner, agent):
            raise _not_theirs(owner, agent)
        case answer.Moved():
            raise ApiError(CONFLICT, _MOVED)


def _not_theirs(owner: str, agent: str | None) -> ApiError:
    return ApiError(CONFLICT, "the conversation is not yours", owner=owner, agent=agent)
