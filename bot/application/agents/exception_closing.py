"""Approved terms become an agreement on the debtor's own words, with the mandatory statement (P12, P14)."""

from bot.application.acts.agreements_shown import summary_of
from bot.application.acts.closing import SLIP_WITHIN
from bot.application.agents.exception_models import Exceptions, NotPossible, Request, State
from bot.application.agents.exceptions import found, negotiation_of, opened_by
from bot.application.agents.keys import Member
from bot.application.agents.ports import Held
from bot.application.agents.tools import AgentDesk, AgentTools
from bot.application.agents.window import is_open
from bot.application.changes import AgreementClosed, SlipRequested, TurnRecord
from bot.application.desk import Desk
from bot.application.messages import OutgoingMessage
from bot.domain.agreements import Agreement, installments_of
from bot.domain.conversation import Channel
from bot.domain.due_dates import latest_first_due
from bot.domain.ladder import Offer, Trigger
from bot.domain.negotiations import LumpSum, Negotiation
from flows.gsm7 import to_gsm7


async def close(
    request_id: int, accepted_seq: int, member: Member, on: tuple[AgentTools, Exceptions]
) -> Agreement | NotPossible:
    """The agreement of approved terms, on the debtor's own words; the mandatory statement goes with it (P12)."""
    tools, exceptions = on
    request = await found(request_id, exceptions)
    opened = await opened_by(request.conversation_id, member, tools)
    if isinstance(opened, NotPossible):
        return opened
    accepted = _accepted(request, accepted_seq, opened.held)
    negotiation = negotiation_of(opened.desk, request.code)
    wrong = _wrong(request, opened, negotiation, accepted)
    if wrong is not None or negotiation is None or accepted is None:
        return wrong or NotPossible.DEBT_CHANGED
    agreement = await _agreement(request, negotiation, opened.desk)
    turn = _turn(request, agreement, accepted, opened, member)
    is_written = await exceptions.close(request, opened.held.conversation, turn)
    return agreement if is_written else NotPossible.MOVED


def _accepted(request: Request, seq: int, held: Held) -> str | None:
    """The debtor's words that take the offer: written after it was allowed."""
    lines = (line for line in held.lines if line.seq == seq and line.direction == "in")
    return next((line.text for line in lines if request.decided_at and line.at >= request.decided_at), None)


def _wrong(
    request: Request, opened: AgentDesk, negotiation: Negotiation | None, accepted: str | None
) -> NotPossible | None:
    desk, held = opened.desk, opened.held
    checks = (
        (request.state is State.APPROVED, NotPossible.NOT_APPROVED),
        (request.valid_on == desk.today, NotPossible.EXPIRED),
        (negotiation is not None and _is_same_debt(request, negotiation, desk), NotPossible.DEBT_CHANGED),
        (accepted is not None, NotPossible.NOT_ACCEPTED),
        (is_open(held.conversation.channel, held.last_inbound_at, desk.at.real), NotPossible.WINDOW_CLOSED),
    )
    return next((reason for holds, reason in checks if not holds), None)


def _is_same_debt(request: Request, negotiation: Negotiation, desk: Desk) -> bool:
    """The person who was identified then, and not less owed than the approved terms take."""
    is_same = desk.debtor.person.id == request.person_id
    terms = request.terms
    if isinstance(terms, LumpSum):
        return is_same and terms.value + terms.discount == negotiation.balance.updated
    return is_same and terms.value <= negotiation.balance.updated


async def _agreement(request: Request, negotiation: Negotiation, desk: Desk) -> Agreement:
    offer = Offer(request.code, request.terms, Trigger.NAMED_VALUE, desk.today)
    first = latest_first_due(desk.today, desk.policy.payment.first_due_within_days)
    return Agreement(
        number=await desk.services.numbers.agreement(desk.today),
        creditor=desk.policy.slug,
        code=request.code,
        title_numbers=tuple(title.title.number for title in negotiation.titles),
        closed_on=desk.today,
        installments=installments_of(offer, first),
    )


def _turn(request: Request, agreement: Agreement, accepted: str, opened: AgentDesk, member: Member) -> TurnRecord:
    desk, conversation = opened.desk, opened.held.conversation
    statement = "\n\n".join(desk.policy.closing_statement)
    said = f"{summary_of(desk, [agreement])}\n\n{statement}"
    body = to_gsm7(said) if conversation.channel is Channel.SMS else said
    delivery = {"by": conversation.channel.value, "to": conversation.contact}
    closed = AgreementClosed(request.person_id, agreement, agreement.title_numbers, accepted, statement, delivery)
    slips = SlipRequested(agreement.number, None, desk.at.business + SLIP_WITHIN, "agreement")
    words = OutgoingMessage(f"exception:{request.id}", body, speaker=member.email)
    return TurnRecord(conversation, (), (words,), (closed, slips))
