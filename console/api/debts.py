"""Debtors, their titles and agreements, quotes, and the cases people work on."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path, Query

from bot.application.agents import cases_shown, debts
from bot.application.agents.roles import Right
from bot.application.cases import Closed, close_case
from console.api.auth import Caller, needs
from console.api.bodies import CaseOutcome, DebtorSearch, QuoteRequest
from console.api.deps import Parts
from console.api.errors import ApiRoute

READ, WORK = [Depends(needs(Right.READ_DEBTS))], [Depends(needs(Right.WORK_CASES))]
Number = Annotated[int, Path(ge=1, lt=2**63)]
AMOUNTS = [*READ, Depends(needs(Right.SEE_AMOUNTS))]


def debts_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["debts"])
    router.add_api_route("/debtors/search", search_debtors, methods=["POST"], dependencies=READ)
    router.add_api_route("/debtors/{debtor}", debtor, methods=["GET"], dependencies=READ)
    router.add_api_route("/titles", titles, methods=["GET"], dependencies=READ)
    router.add_api_route("/quotes", quotes, methods=["POST"], dependencies=AMOUNTS)
    router.add_api_route("/agreements", agreements, methods=["GET"], dependencies=READ)
    router.add_api_route("/agreements/{agreement_id}", agreement, methods=["GET"], dependencies=READ)
    router.add_api_route("/cases", cases, methods=["GET"], dependencies=READ)
    router.add_api_route("/cases/{number}/close", end_case, methods=["POST"], dependencies=WORK)
    return router


async def search_debtors(body: DebtorSearch, member: Caller, parts: Parts) -> list[dict[str, Any]]:
    """People with a CPF or CNPJ; it comes in the body, for addresses end up in logs."""
    return await debts.find_debtors(body.document, body.creditor, member, parts.debts)


async def debtor(debtor: int, member: Caller, parts: Parts) -> dict[str, Any]:
    return await debts.show_debtor(debtor, member, parts.debts)


async def titles(debtor: int, member: Caller, parts: Parts) -> list[dict[str, Any]]:
    """The open titles a debtor may deal with."""
    shown = await debts.show_debtor(debtor, member, parts.debts)
    return cast(list[dict[str, Any]], shown["titles"])


async def quotes(body: QuoteRequest, member: Caller, parts: Parts) -> dict[str, Any]:
    """What may be offered to a debtor today."""
    return await debts.quote_for(body.debtor, member, parts.debts)


async def agreements(
    member: Caller,
    parts: Parts,
    creditor: str | None = None,
    after: int | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[dict[str, Any]]:
    """Oldest first; `after` is the id of the last one had."""
    return await debts.list_agreements(debts.Page(creditor, after, limit), member, parts.debts)


async def agreement(agreement_id: Number, member: Caller, parts: Parts) -> dict[str, Any]:
    return await debts.show_agreement(agreement_id, member, parts.debts)


async def cases(member: Caller, parts: Parts, creditor: str | None = None) -> list[dict[str, Any]]:
    """Open tasks, oldest deadline first."""
    return await cases_shown.list_cases(creditor, member, parts.cases, parts.tools)


async def end_case(number: str, body: CaseOutcome, member: Caller, parts: Parts) -> dict[str, Any]:
    await close_case(parts.cases, number, Closed(member.email, parts.tools.clock.now(), body.outcome))
    return {"number": number, "state": "closed"}
