"""Debtors, their titles and agreements, quotes, and the cases people work on."""

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Query

from bot.application.agents import debts, masking
from bot.application.agents.roles import Right, StaffRole
from bot.application.cases import CaseToWorkOn, Closed, close_case
from console.api.auth import Caller, needs
from console.api.bodies import CaseOutcome, DebtorSearch, QuoteRequest
from console.api.deps import Parts
from console.api.errors import ApiRoute

READ, WORK = [Depends(needs(Right.READ_DEBTS))], [Depends(needs(Right.WORK_CASES))]
AMOUNTS = [*READ, Depends(needs(Right.SEE_AMOUNTS))]


def debts_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["debts"])
    router.add_api_route("/debtors", debtors, methods=["GET"], dependencies=READ)
    router.add_api_route("/debtors/search", search_debtors, methods=["POST"], dependencies=READ)
    router.add_api_route("/debtors/{debtor}", debtor, methods=["GET"], dependencies=READ)
    router.add_api_route("/titles", titles, methods=["GET"], dependencies=READ)
    router.add_api_route("/quotes", quotes, methods=["POST"], dependencies=AMOUNTS)
    router.add_api_route("/agreements", agreements, methods=["GET"], dependencies=READ)
    router.add_api_route("/cases", cases, methods=["GET"], dependencies=READ)
    router.add_api_route("/cases/{number}/close", end_case, methods=["POST"], dependencies=WORK)
    return router


async def debtors(document: str, member: Caller, parts: Parts, creditor: str | None = None) -> list[dict[str, Any]]:
    """People with a CPF or CNPJ; `POST /debtors/search` keeps it out of the address."""
    return await debts.find_debtors(document, creditor, member, parts.debts)


async def search_debtors(body: DebtorSearch, member: Caller, parts: Parts) -> list[dict[str, Any]]:
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
    return await debts.list_agreements(debts.Page(creditor, after, limit), parts.debts, member.role)


async def cases(member: Caller, parts: Parts, creditor: str | None = None) -> list[dict[str, Any]]:
    """Open tasks, oldest deadline first."""
    today = parts.tools.clock.business_now().date()
    return [{**_case(case, member.role), "late": case.is_late(today)} for case in await parts.cases.waiting(creditor)]


async def end_case(number: str, body: CaseOutcome, member: Caller, parts: Parts) -> dict[str, Any]:
    await close_case(parts.cases, number, Closed(member.email, parts.tools.clock.now(), body.outcome))
    return {"number": number, "state": "closed"}


def _case(case: CaseToWorkOn, role: StaffRole) -> dict[str, Any]:
    return {
        "number": case.number,
        "kind": case.kind,
        "creditor": case.creditor,
        "person": case.person,
        "document": case.document,
        "titles": list(case.title_numbers),
        "note": masking.text(case.note, role),
        "opened_at": case.opened_at.isoformat(),
        "deadline": case.deadline.isoformat(),
    }
