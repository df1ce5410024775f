"""Approved terms are stated and become an agreement on the debtor's own words, as any offer does (P12, P14, P16)."""

from bot.application.acts.closing import close_pairs, fill_closing, forget_stated
from bot.application.agents.deal_closing import (
    CLOSE,
    PREPARE,
    DealClosed,
    Yes,
    accepted_line,
    closed_by,
    lay_on,
    remembering,
    stated_by_agent,
)
from bot.application.agents.deal_models import DealTools, Screen
from bot.application.agents.deal_quote import show
from bot.application.agents.deal_turns import Stopped, intro_refused, turn_of, words_after, writable_by, write
from bot.application.agents.deal_writing import AgentTurn, NotWritten, Written
from bot.application.agents.exception_models import NotPossible, Request, State
from bot.application.agents.exceptions import found, negotiation_of
from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentDesk
from bot.application.deal import choose, deal_of, negotiations_of
from bot.application.desk import Desk
from bot.domain.ladder import Offer, OfferKind, Trigger
from bot.domain.negotiations import LumpSum, Negotiation

type Pair = tuple[Negotiation, Offer]


async def state_exception(request_id: int, screen: Screen, member: Member, tools: DealTools) -> Written | Stopped:
    """Everything of the approved terms in one message; the engine never hears of them."""
    if intro_refused(screen):
        return NotPossible.LONG_INTRO
    request, opened = await _opened(request_id, member, tools)
    if not isinstance(opened, AgentDesk):
        return opened
    pair = _pair(request, opened.desk)
    if isinstance(pair, NotPossible):
        return pair
    desk = opened.desk
    _take_up(desk, pair)
    show(desk, (pair,))
    fill_closing(desk, deal_of(desk))
    forget_stated(desk)
    outcome = "plan" if request.kind is OfferKind.INSTALLMENTS else "lump"
    turn = turn_of(opened, words_after(opened, PREPARE, outcome), member, screen)
    return await write(opened, remembering(turn, screen, _terms(request)), screen, tools)


async def close_exception(
    request_id: int, yes: Yes, member: Member, tools: DealTools
) -> DealClosed | NotWritten | Stopped:
    """The agreement of approved terms, with its paper, slips and the mandatory statement (P12)."""
    request, opened = await _opened(request_id, member, tools)
    if not isinstance(opened, AgentDesk):
        return opened
    pair = _pair(request, opened.desk)
    if isinstance(pair, NotPossible):
        return pair
    desk, stated = opened.desk, stated_by_agent(opened.desk.memory)
    if stated is None or stated.terms != _terms(request):
        return NotPossible.NOT_STATED
    accepted = accepted_line(opened, yes, stated.seq)
    if isinstance(accepted, NotPossible):
        return accepted
    lay_on(desk, accepted)
    _take_up(desk, pair)
    outcome = await close_pairs(desk, deal_of(desk), [pair])
    turn = turn_of(opened, words_after(opened, CLOSE, outcome), member, yes.screen)
    held = opened.held.conversation
    act = AgentTurn(held, member.email, yes.last_seen, turn)
    return closed_by(turn, await tools.exceptions.close(request, act))


async def _opened(request_id: int, member: Member, tools: DealTools) -> tuple[Request, AgentDesk | Stopped]:
    request = await found(request_id, tools.exceptions)
    return request, await writable_by(request.conversation_id, member, tools)


def _pair(request: Request, desk: Desk) -> Pair | NotPossible:
    """The negotiation it was approved for, still the same, and the terms as an offer of today."""
    if request.state is not State.APPROVED:
        return NotPossible.NOT_APPROVED
    if request.valid_on != desk.today:
        return NotPossible.EXPIRED
    negotiation = negotiation_of(desk, request.code)
    if negotiation is None or not _is_same_debt(request, negotiation, desk):
        return NotPossible.DEBT_CHANGED
    return negotiation, Offer(request.code, request.terms, Trigger.AGENT, desk.today)


def _is_same_debt(request: Request, negotiation: Negotiation, desk: Desk) -> bool:
    """The person who was identified then, and not less owed than the approved terms take."""
    is_same = desk.debtor.person.id == request.person_id
    terms = request.terms
    if isinstance(terms, LumpSum):
        return is_same and terms.value + terms.discount == negotiation.balance.updated
    return is_same and terms.value <= negotiation.balance.updated


def _take_up(desk: Desk, pair: Pair) -> None:
    code = pair[0].code
    choose(desk, [code], [other.code for other in negotiations_of(desk) if other.code != code])


def _terms(request: Request) -> str:
    return f"exception:{request.id}"
