"""Notices over the API: planning a batch, its ledger, and how far each notice has come (N4, N6)."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response, status
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from bot.application.agents.masking import document as shown_document
from bot.application.agents.roles import Right
from bot.application.notices.excuses import (
    ExcuseOrder,
    ExcuseRefused,
    ExcuseUnknown,
    KeptExcuse,
    end_on,
    put_down,
    withdraw,
)
from bot.application.notices.planning import CreditorWithoutPolicy, Order, PlanTools, plan_batch
from bot.application.notices.reports import AnswerNotHeard, BatchUnknown, ListedNotice, NoticeUnknown
from bot.domain.notices.excuses import Excuse, ExcuseKind
from console.api.auth import Caller, needs
from console.api.deps import Parts
from console.api.errors import ApiError, ApiRoute
from console.deal.deps import Certify

READ, NOTIFY = [Depends(needs(Right.READ_DEBTS))], [Depends(needs(Right.NOTIFY))]
CERTIFIED = [*READ, Depends(needs(Right.SEE_AMOUNTS)), Depends(needs(Right.SEE_DOCUMENTS))]

Number = Annotated[int, Path(ge=1, lt=2**63)]


class BatchOrder(BaseModel):
    """Whom to notify: everyone of a creditor who is due, as of a day, or one CPF."""

    creditor: str
    due: date | None = None
    cpf: str | None = None


class ExcuseBody(BaseModel):
    """A stay in hospital, or days of delay the operator caused, of a person or of some titles."""

    model_config = ConfigDict(populate_by_name=True)

    kind: ExcuseKind
    cpf: str
    starts: date = Field(alias="from")
    until: date | None = None
    titles: list[str] = []
    why: str
    creditor: str | None = None


class LastDay(BaseModel):
    until: date


class HeardBody(BaseModel):
    at: AwareDatetime
    how: Annotated[str, Field(min_length=1, max_length=300)]


def notices_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["notices"])
    router.add_api_route("/notices", notices, methods=["GET"], dependencies=READ)
    router.add_api_route(
        "/notices/batches", plan, methods=["POST"], dependencies=NOTIFY, status_code=status.HTTP_201_CREATED
    )
    router.add_api_route("/notices/batches/{batch_id}", batch, methods=["GET"], dependencies=READ)
    router.add_api_route("/notices/excuses", excuses, methods=["GET"], dependencies=READ)
    router.add_api_route(
        "/notices/excuses", excuse, methods=["POST"], dependencies=NOTIFY, status_code=status.HTTP_201_CREATED
    )
    router.add_api_route("/notices/excuses/{excuse_id}/last-day", end_excuse, methods=["POST"], dependencies=NOTIFY)
    router.add_api_route("/notices/excuses/{excuse_id}", withdraw_excuse, methods=["DELETE"], dependencies=NOTIFY)
    router.add_api_route("/notices/{notice_id}/answer-heard", answer_heard, methods=["POST"], dependencies=NOTIFY)
    router.add_api_route("/notices/{notice_id}", notice, methods=["GET"], dependencies=READ)
    router.add_api_route(
        "/notices/{notice_id}/certificate.pdf",
        certificate,
        methods=["GET"],
        dependencies=CERTIFIED,
        response_class=Response,
        responses={status.HTTP_200_OK: {"content": {"application/pdf": {}}, "description": "The certificate."}},
    )
    return router


async def excuses(member: Caller, parts: Parts) -> list[dict[str, Any]]:
    """Stays in hospital and days the operator caused, withdrawn ones included."""
    return [_shown(one, member) for one in await parts.notices.excuses.kept()]


async def excuse(body: ExcuseBody, member: Caller, parts: Parts) -> dict[str, Any]:
    """Put one down: a stay blocks the clocks of the plan while it lasts; excused days do not count (N4)."""
    period = Excuse(body.kind, body.starts, body.until, tuple(body.titles))
    order = ExcuseOrder(body.cpf, period, body.why, member.email, body.creditor)
    try:
        kept = await put_down(order, parts.notices.excuses, parts.tools.clock.now())
    except ExcuseRefused as refused:
        raise _unfit(refused) from refused
    return _shown(kept, member)


async def end_excuse(excuse_id: int, body: LastDay, member: Caller, parts: Parts) -> dict[str, Any]:
    try:
        return _shown(await end_on(excuse_id, body.until, member.email, parts.notices.excuses), member)
    except ExcuseRefused as refused:
        raise _unfit(refused) from refused
    except ExcuseUnknown as unknown:
        raise ApiError(status.HTTP_404_NOT_FOUND, str(unknown)) from unknown


async def withdraw_excuse(excuse_id: int, member: Caller, parts: Parts) -> dict[str, Any]:
    """Put down by mistake: it counts no more, and stays on record."""
    try:
        return _shown(await withdraw(excuse_id, member.email, parts.notices.excuses, parts.tools.clock.now()), member)
    except ExcuseUnknown as unknown:
        raise ApiError(status.HTTP_404_NOT_FOUND, str(unknown)) from unknown


async def answer_heard(notice_id: int, body: HeardBody, member: Caller, parts: Parts) -> dict[str, Any]:
    """The person had the answer to the contest, by letter or phone: the new term runs from then (N4)."""
    facts = {"by": member.email, "how": body.how}
    is_past = body.at <= parts.tools.clock.now()
    last_day = await parts.notices.kept.answer_heard(notice_id, body.at, facts) if is_past else None
    if last_day is None:
        raise ApiError(status.HTTP_409_CONFLICT, str(AnswerNotHeard(notice_id)))
    return {"deadline": last_day.isoformat()}


def _shown(one: KeptExcuse, member: Caller) -> dict[str, Any]:
    return one.shown(shown_document(one.document, member.role))


def _unfit(refused: ExcuseRefused) -> ApiError:
    return ApiError(status.HTTP_422_UNPROCESSABLE_CONTENT, str(refused))


async def plan(body: BatchOrder, member: Caller, parts: Parts) -> dict[str, Any]:
    """Plan the notices of everyone due, each once for the same default; the worker sends them in lawful hours."""
    kept, tools = parts.notices, parts.tools
    policies = (await tools.releases.live()).policies
    plan_tools = PlanTools(kept.ledger, policies, tools.clock, kept.channels_of)
    if not member.reach.has_creditor(body.creditor):
        raise CreditorWithoutPolicy(body.creditor)
    planned = await plan_batch(Order(body.creditor, member.email, body.due, body.cpf), plan_tools)
    skipped = [{"cpf": shown_document(each.document, member.role), "reason": each.reason} for each in planned.skipped]
    return {"id": planned.batch_id, "planned": planned.planned, "skipped": skipped}


async def notices(
    parts: Parts, after: int = 0, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[dict[str, Any]]:
    """Oldest first; `after` is the id of the last one had."""
    found = await parts.notices.reports.listed(after=after, limit=limit)
    return [_listed(one) for one in found]


async def notice(notice_id: Number, parts: Parts) -> dict[str, Any]:
    """How far it has come, and the last day to answer it."""
    for one in await parts.notices.reports.listed(after=notice_id - 1, limit=1):
        if one.notice.id == notice_id:
            return _listed(one)
    raise NoticeUnknown(notice_id)


async def certificate(notice_id: Number, member: Caller, parts: Parts, certify: Certify) -> Response:
    """One page with what each time proves, document and amounts in it; who took it is on record."""
    certified = await certify(notice_id)
    if certified is None:
        raise NoticeUnknown(notice_id)
    await parts.tools.conversations.record_access(certified.person_id, member.email, "notice certificate")
    headers = {"Content-Disposition": f'attachment; filename="{certified.paper.filename}"'}
    return Response(certified.paper.content, media_type=certified.paper.content_type, headers=headers)


async def batch(batch_id: int, parts: Parts) -> dict[str, Any]:
    """The ledger of a batch: how many people are in each state, and why some were not told."""
    found = await parts.notices.reports.batch(batch_id)
    if found is None:
        raise BatchUnknown(batch_id)
    return found.document()


def _listed(one: ListedNotice) -> dict[str, Any]:
    told = one.notice
    return {**one.document(), "creditor": told.creditor, "debtor": one.person.id, "channel": told.channel.value}
