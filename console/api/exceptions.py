"""Exceptions to the policy over the API: asked for by an agent, decided by a supervisor, closed on the debtor's yes."""

from typing import Any

from fastapi import APIRouter, Depends, status

from bot.application.agents import exception_closing, exceptions, masking
from bot.application.agents.exception_models import NotPossible, Request
from bot.application.agents.exceptions import Decision
from bot.application.agents.roles import Right, StaffRole
from bot.application.agents.tools import held_or_missing
from bot.domain.money import Money, NotMoney
from bot.domain.plans import Plan
from bot.domain.policy_exceptions import AskedTerms, TermsRefused
from console.api.auth import Caller, needs
from console.api.bodies import AskException, DecideException
from console.api.deals import Deals, YesBody, done
from console.api.deps import Parts
from console.api.errors import ApiError, ApiRoute

READ, ANSWER = [Depends(needs(Right.READ_CONVERSATIONS))], [Depends(needs(Right.ANSWER))]
OVERRULE = [Depends(needs(Right.OVERRULE))]
_NOW_DIFFERENT = {NotPossible.NOT_YOURS, NotPossible.DECIDED, NotPossible.MOVED}


def exceptions_router() -> APIRouter:
    router = APIRouter(route_class=ApiRoute, tags=["exceptions"])
    of_one = "/conversations/{conversation_id}/exceptions"
    router.add_api_route(of_one, ask, methods=["POST"], dependencies=ANSWER, status_code=status.HTTP_201_CREATED)
    router.add_api_route(of_one, listed, methods=["GET"], dependencies=READ)
    router.add_api_route("/exceptions", waiting, methods=["GET"], dependencies=OVERRULE)
    router.add_api_route("/exceptions/{exception_id}/decision", decide, methods=["POST"], dependencies=OVERRULE)
    router.add_api_route("/exceptions/{exception_id}/close", close, methods=["POST"], dependencies=ANSWER)
    return router


async def ask(conversation_id: int, body: AskException, member: Caller, parts: Parts) -> dict[str, Any]:
    """Terms outside the policy, before the fee, and why; valid today once approved."""
    try:
        installment = Money.from_decimal_text(body.installment)
        terms = AskedTerms(body.code, Money.from_decimal_text(body.down_payment), body.count, installment)
    except NotMoney as error:
        raise ApiError(status.HTTP_422_UNPROCESSABLE_CONTENT, str(error), reason="not_money") from error
    asked = await exceptions.ask(conversation_id, terms, body.why, member, (parts.tools, parts.exceptions))
    return _shown(_done(asked), member.role)


async def listed(conversation_id: int, member: Caller, parts: Parts) -> list[dict[str, Any]]:
    """Those of one conversation, with what was decided."""
    await held_or_missing(conversation_id, parts.tools)
    return [_shown(one, member.role) for one in await parts.exceptions.of_conversation(conversation_id)]


async def waiting(member: Caller, parts: Parts) -> list[dict[str, Any]]:
    """Those nobody has answered yet, oldest first."""
    return [_shown(one, member.role) for one in await parts.exceptions.asked()]


async def decide(exception_id: int, body: DecideException, member: Caller, parts: Parts) -> dict[str, Any]:
    """Approve or refuse, with the reason; never one's own."""
    decided = await exceptions.decide(exception_id, Decision(body.approve, body.why), member, parts.exceptions)
    return _shown(_done(decided), member.role)


async def close(exception_id: int, body: YesBody, member: Caller, tools: Deals) -> dict[str, Any]:
    """The agreement, on the debtor's message with this number; the mandatory statement is sent with it."""
    closed = done(await exception_closing.close_exception(exception_id, body.yes, member, tools), member)
    [agreement] = closed.agreements
    return {"agreement": agreement.number, "total": agreement.total.decimal_text()}


def _done[T](answered: T | NotPossible | TermsRefused) -> T:
    if isinstance(answered, NotPossible | TermsRefused):
        is_conflict = answered in _NOW_DIFFERENT
        code = status.HTTP_409_CONFLICT if is_conflict else status.HTTP_422_UNPROCESSABLE_CONTENT
        raise ApiError(code, f"nothing was done: {answered.replace('_', ' ')}", reason=answered.value)
    return answered


def _shown(one: Request, role: StaffRole) -> dict[str, Any]:
    terms = one.terms
    parts = {"count": terms.count, "installment": terms.installment} if isinstance(terms, Plan) else {"count": 0}
    first = terms.down_payment if isinstance(terms, Plan) else terms.value
    amounts = {name: masking.amount(part, role) if isinstance(part, Money) else part for name, part in parts.items()}
    return {
        "id": one.id,
        "conversation": one.conversation_id,
        "debtor": one.person_id,
        "creditor": one.creditor,
        "code": one.code,
        "down_payment": masking.amount(first, role),
        **amounts,
        "value": masking.amount(terms.value, role),
        "why": masking.text(one.why, role),
        "asked_by": one.asked_by,
        "asked_at": one.asked_at.isoformat(),
        "valid_on": one.valid_on.isoformat(),
        "state": one.state.value,
        "decided_by": one.decided_by,
        "decided_at": one.decided_at.isoformat() if one.decided_at else None,
        "decided_why": masking.text(one.decided_why, role),
    }
