"""An offer outside the policy: an agent asks for it, and a supervisor answers (P14)."""

from dataclasses import dataclass

from bot.application.agents.exception_models import Exceptions, NotPossible, Request, RequestMissing, State
from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentDesk, AgentTools, desk_of, held_or_missing
from bot.application.deal import negotiations_of
from bot.application.desk import Desk
from bot.domain.conversation import Owner
from bot.domain.negotiations import Negotiation
from bot.domain.policy_exceptions import AskedTerms, TermsRefused, refusal, terms_of


@dataclass(frozen=True)
class Decision:
    approve: bool
    why: str


async def ask(
    conversation_id: int, asked: AskedTerms, why: str, member: Member, on: tuple[AgentTools, Exceptions]
) -> Request | NotPossible | TermsRefused:
    tools, exceptions = on
    opened = await opened_by(conversation_id, member, tools)
    if isinstance(opened, NotPossible):
        return opened
    if not why.strip():
        return NotPossible.WHY_MISSING
    desk = opened.desk
    negotiation = negotiation_of(desk, asked.code)
    if negotiation is None:
        return TermsRefused.UNKNOWN_NEGOTIATION
    refused = refusal(asked, negotiation)
    if refused is not None:
        return refused
    request = Request(
        id=0,
        conversation_id=conversation_id,
        person_id=desk.debtor.person.id,
        creditor=desk.policy.slug,
        code=asked.code,
        terms=terms_of(asked, negotiation),
        why=why.strip(),
        asked_by=member.email,
        asked_at=desk.at.real,
        valid_on=desk.today,
    )
    return await exceptions.add(request)


async def decide(request_id: int, decision: Decision, member: Member, exceptions: Exceptions) -> Request | NotPossible:
    """By another person than who asked, with the reason."""
    request = await found(request_id, exceptions)
    if not decision.why.strip():
        return NotPossible.WHY_MISSING
    if request.asked_by == member.email:
        return NotPossible.OWN_REQUEST
    state = State.APPROVED if decision.approve else State.REFUSED
    decided = await exceptions.decide(request_id, state, member.email, decision.why.strip())
    return decided or NotPossible.DECIDED


async def opened_by(conversation_id: int, member: Member, tools: AgentTools) -> AgentDesk | NotPossible:
    held = await held_or_missing(conversation_id, tools, with_lines=True)
    if held.conversation.owner is not Owner.AGENT or held.conversation.agent != member.email:
        return NotPossible.NOT_YOURS
    opened = await desk_of(held, tools)
    if not opened.desk.verification.is_confirmed or opened.desk.account is None:
        return NotPossible.NOT_IDENTIFIED
    return opened


async def found(request_id: int, exceptions: Exceptions) -> Request:
    request = await exceptions.find(request_id)
    if request is None:
        raise RequestMissing(request_id)
    return request


def negotiation_of(desk: Desk, code: str) -> Negotiation | None:
    return next((one for one in negotiations_of(desk) if one.code == code), None)
