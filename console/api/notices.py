"""Notices over the API: planning a batch, its ledger, and how far each notice has come (N4, N6)."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, status
from pydantic import BaseModel

from bot.application.agents.masking import document as shown_document
from bot.application.agents.roles import Right
from bot.application.notices.planning import Order, PlanTools, plan_batch
from bot.application.notices.reports import BatchUnknown, ListedNotice
from console.api.auth import Caller, needs
from console.api.deps import Parts
from console.api.errors import ApiRoute

READ, NOTIFY = [Depends(needs(Right.READ_DEBTS))], [Depends(needs(Right.NOTIFY))]


class BatchOrder(BaseModel):
    """Whom to notify: everyone of a creditor who is due, as of a day, or one CPF."""

    creditor: str
    due: date | None = None
    cpf: str | None = None


def notices_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["notices"])
    router.add_api_route("/notices", notices, methods=["GET"], dependencies=READ)
    router.add_api_route(
        "/notices/batches", plan, methods=["POST"], dependencies=NOTIFY, status_code=status.HTTP_201_CREATED
    )
    router.add_api_route("/notices/batches/{batch_id}", batch, methods=["GET"], dependencies=READ)
    return router


async def plan(body: BatchOrder, member: Caller, parts: Parts) -> dict[str, Any]:
    """Plan the notices of everyone due, each once for the same default; the worker sends them in lawful hours."""
    kept, tools = parts.notices, parts.tools
    policies = (await tools.releases.live()).policies
    plan_tools = PlanTools(kept.ledger, policies, tools.clock, kept.channels_of)
    planned = await plan_batch(Order(body.creditor, member.email, body.due, body.cpf), plan_tools)
    skipped = [{"cpf": shown_document(each.document, member.role), "reason": each.reason} for each in planned.skipped]
    return {"id": planned.batch_id, "planned": planned.planned, "skipped": skipped}


async def notices(
    parts: Parts, after: int = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[dict[str, Any]]:
    """Oldest first; `after` is the id of the last one had."""
    found = await parts.notices.reports.listed(after=after, limit=limit)
    return [
        {
            **one.document(),
            "creditor": one.notice.creditor,
            "debtor": one.person.id,
            "channel": one.notice.channel.value,
        }
        for one in found
    ]


async def batch(batch_id: int, parts: Parts) -> dict[str, Any]:
    """The ledger of a batch: how many people are in each state, and why some were not told."""
    found = await parts.notices.reports.batch(batch_id)
    if found is None:
        raise BatchUnknown(batch_id)
    return found.document()


def _listed(one: ListedNotice) -> dict[str, Any]:
    told = one.notice
    return {**one.document(), "creditor": told.creditor, "debtor": one.person.id, "channel": told.channel.value}
