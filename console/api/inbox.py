"""The list and putting conversations off over the API, as the pages do it (H2)."""

from datetime import datetime
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query, Request, status
from pydantic import AwareDatetime, BaseModel, Field

from bot.application.agents import inbox as listing
from bot.application.agents.answer import NotTheirs
from bot.application.agents.inbox_models import MOST, PAGE, Filters, Tab
from bot.application.agents.keys import Member
from bot.application.agents.roles import Right
from bot.application.agents.snoozing import MAX_WHY, NotPutOff, PutOff, Snoozed, bring_back, put_off
from console.api.auth import Caller, needs
from console.api.errors import ApiError, ApiRoute

READ, ANSWER = [Depends(needs(Right.READ_CONVERSATIONS))], [Depends(needs(Right.ANSWER))]


class SnoozeBody(BaseModel):
    """Until a moment with its zone, and why."""

    until: AwareDatetime
    why: str = Field(max_length=MAX_WHY)


class SearchBody(BaseModel):
    """In the body, so that a document is in no address."""

    q: str = Field(min_length=1, max_length=200)
    creditor: str = ""
    channel: str = ""
    reason: str = ""
    limit: int = Field(default=PAGE, ge=1, le=MOST)


def _tools(request: Request) -> listing.InboxTools:
    return cast(listing.InboxTools, request.app.state.attending.tools)


Tools = Annotated[listing.InboxTools, Depends(_tools)]


def inbox_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["inbox"])
    one = "/conversations/{conversation_id}/snooze"
    router.add_api_route("/inbox", inbox, methods=["GET"], dependencies=READ)
    router.add_api_route("/inbox/search", search, methods=["POST"], dependencies=READ)
    router.add_api_route(one, snooze, methods=["POST"], dependencies=ANSWER)
    router.add_api_route(one, wake, methods=["DELETE"], dependencies=ANSWER)
    return router


def _wanted(
    filters: Annotated[Filters, Depends()],
    tab: Tab = Tab.QUEUE,
    limit: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> listing.Wanted:
    return listing.Wanted(tab, filters, "", limit)


async def inbox(member: Caller, tools: Tools, wanted: Annotated[listing.Wanted, Depends(_wanted)]) -> dict[str, Any]:
    """Conversations of a tab."""
    return await _listed(wanted, member, tools)


async def search(body: SearchBody, member: Caller, tools: Tools) -> dict[str, Any]:
    """Conversations of all tabs that a name, a protocol or a document finds."""
    filters = Filters(body.creditor, body.channel, body.reason)
    return await _listed(listing.Wanted(Tab.QUEUE, filters, body.q, body.limit), member, tools)


async def _listed(wanted: listing.Wanted, member: Member, tools: listing.InboxTools) -> dict[str, Any]:
    shown = await listing.show_inbox(wanted, member, tools)
    rows = [{name: _plain(value) for name, value in vars(row).items()} for row in shown.rows]
    return {"conversations": rows, "has_more": shown.has_more, "counts": vars(shown.counts)}


async def snooze(conversation_id: int, body: SnoozeBody, member: Caller, tools: Tools) -> dict[str, Any]:
    """Put it off; it comes back then, or when the debtor writes."""
    wanted = PutOff(conversation_id, body.until, body.why)
    match await put_off(wanted, member, tools.tools, tools.snoozes):
        case Snoozed(until):
            return {"id": conversation_id, "snoozed_until": until.isoformat()}
        case NotTheirs(owner, agent):
            raise _not_theirs(owner, agent)
        case NotPutOff():
            raise ApiError(status.HTTP_409_CONFLICT, "the conversation moved at the same moment: nothing was done")
        case refusal:
            error = "the conversation cannot be put off like this"
            raise ApiError(status.HTTP_422_UNPROCESSABLE_CONTENT, error, reason=refusal.value)


async def wake(conversation_id: int, member: Caller, tools: Tools) -> dict[str, Any]:
    """Bring it back now."""
    told = await bring_back(conversation_id, member, tools.tools, tools.snoozes)
    if isinstance(told, NotTheirs):
        raise _not_theirs(told.owner, told.agent)
    return {"id": conversation_id, "was_snoozed": told}


def _not_theirs(owner: str, agent: str | None) -> ApiError:
    return ApiError(status.HTTP_409_CONFLICT, "the conversation is not yours", owner=owner, agent=agent)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return vars(value) if hasattr(value, "__dict__") and not isinstance(value, str) else value
