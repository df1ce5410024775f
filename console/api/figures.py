"""The floor and the figures of attendance over the API."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, status

from bot.application.agents.floor import NotHeldByAgent, creditors_of, send_back_to_queue, show_figures, show_floor
from bot.application.agents.roles import Right
from bot.domain.attendance.figures import OfAgent, Period, Spread
from console.api.auth import Caller, needs
from console.api.errors import ApiError, ApiRoute
from console.floor.deps import Floors

READ, OVERRULE = [Depends(needs(Right.READ_FIGURES))], [Depends(needs(Right.OVERRULE))]

Creditor = Annotated[str | None, Query(description="One creditor's; all that the user sees unless given.")]


def figures_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["figures"])
    router.add_api_route("/floor", floor, methods=["GET"], dependencies=READ)
    router.add_api_route("/figures", figures, methods=["GET"], dependencies=READ)
    router.add_api_route("/conversations/{conversation_id}/queue", take_back, methods=["POST"], dependencies=OVERRULE)
    return router


async def floor(member: Caller, tools: Floors, creditor: Creditor = None) -> dict[str, Any]:
    """Who is there and with how many conversations, and the queue now; `online` is null while nobody can tell."""
    await _known(creditor, member, tools)
    found = await show_floor(creditor, member, tools)
    queue = found.queue
    return {
        "at": found.at.isoformat(),
        "queue": {
            "count": queue.count,
            "urgent": queue.urgent,
            "oldest": queue.oldest.since.isoformat() if queue.oldest else None,
            "by_reason": queue.by_reason,
            "by_creditor": queue.by_creditor,
        },
        "team": [
            {
                "agent": one.employed.agent,
                "role": one.employed.role,
                "online": one.is_online,
                "on_pause": one.on_pause,
                "seen_at": one.seen_at.isoformat() if one.seen_at else None,
                "conversations": list(one.employed.held),
                "offered": one.employed.offered,
                "capacity": one.capacity,
            }
            for one in found.team
        ],
    }


async def figures(
    member: Caller, tools: Floors, period: Period = Period.TODAY, creditor: Creditor = None
) -> dict[str, Any]:
    """How attendance went over days of America/Sao_Paulo; durations in seconds, by nearest rank."""
    await _known(creditor, member, tools)
    days, found = await show_figures(period, creditor, member, tools)
    return {
        "from": days.first.isoformat(),
        "to": days.last.isoformat(),
        "handed_off": found.handed_off,
        "by_reason": found.by_reason,
        "by_hour": list(found.by_hour),
        "first_response": _spread(found.first_words),
        "handle_time": _spread(found.handled),
        "abandoned": found.abandoned,
        "returned": found.returned,
        "closed": found.closed,
        "went_back": found.went_back,
        "offers_refused": found.refused,
        "offers_lapsed": found.lapsed,
        "agents": [_agent(one) for one in found.agents],
    }


async def take_back(conversation_id: int, member: Caller, tools: Floors) -> dict[str, Any]:
    """From an agent who is gone to its old place in the queue; who did it is in the log of owners."""
    try:
        await send_back_to_queue(conversation_id, member, tools)
    except NotHeldByAgent as refused:
        raise ApiError(status.HTTP_409_CONFLICT, str(refused), reason="not_held") from refused
    return {"id": conversation_id, "owner": "queue"}


async def _known(creditor: str | None, member: Caller, tools: Floors) -> None:
    if creditor is not None and creditor not in await creditors_of(member, tools):
        raise ApiError(status.HTTP_404_NOT_FOUND, f"no creditor {creditor}")


def _agent(one: OfAgent) -> dict[str, Any]:
    return {
        "agent": one.agent,
        "first_response": _spread(one.first_words),
        "handle_time": _spread(one.handled),
        "went_back": one.went_back,
        "offers_refused": one.refused,
        "offers_lapsed": one.lapsed,
    }


def _spread(one: Spread) -> dict[str, int | None]:
    return {"count": one.count, "median_s": one.median_s, "p90_s": one.p90_s}
