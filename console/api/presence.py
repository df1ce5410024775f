"""Agents who are there, and what is offered to them (H2)."""

from typing import Any

from fastapi import APIRouter, Depends, status

from bot.application.agents import offering
from bot.application.agents.roles import Right
from bot.domain.ownership import Seen
from console.api.auth import Caller, needs
from console.api.bodies import Heartbeat
from console.api.deps import Parts
from console.api.errors import ApiError, ApiRoute

ANSWER = [Depends(needs(Right.ANSWER))]


def presence_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["presence"], dependencies=ANSWER)
    router.add_api_route("/presence", come_online, methods=["POST"])
    router.add_api_route("/presence", go_offline, methods=["DELETE"], status_code=status.HTTP_204_NO_CONTENT)
    router.add_api_route("/conversations/{conversation_id}/offer", refuse, methods=["DELETE"])
    return router


async def come_online(body: Heartbeat, member: Caller, parts: Parts) -> dict[str, Any]:
    """A heartbeat, answered with the conversations offered now: accept one, refuse it, or let it pass to the next."""
    seen = Seen(parts.tools.clock.now(), body.takes, frozenset(body.creditors))
    offered = await offering.come_online(member, seen, parts.rota)
    return {
        "online_for_s": int(parts.rota.patience.online_for.total_seconds()),
        "offers": [
            {"id": one.conversation_id, "until": one.until.isoformat(), "reason": one.reason, "urgent": one.urgent}
            for one in offered
        ],
    }


async def go_offline(member: Caller, parts: Parts) -> None:
    """Nothing more is offered; what is held stays until the agent has been gone for a minute."""
    await offering.go_offline(member, parts.rota)


async def refuse(conversation_id: int, member: Caller, parts: Parts) -> dict[str, Any]:
    """The next agent is asked."""
    if not await offering.refuse(conversation_id, member, parts.rota):
        raise ApiError(status.HTTP_404_NOT_FOUND, "this conversation is not offered to you")
    return {"id": conversation_id, "refused": True}
