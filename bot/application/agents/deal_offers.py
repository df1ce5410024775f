"""An agent quotes with the bot's engine and sends the offer in the profile's own words (P14)."""

from dataclasses import replace

from bot.application.acts.offers import discount_outcome
from bot.application.agents.deal_models import DealTools, Quote, QuoteRefused, Screen, Wish
from bot.application.agents.deal_quote import described, is_recorded, quote, show
from bot.application.agents.deal_turns import Stopped, intro_refused, turn_of, words_of, writable_by, write
from bot.application.agents.deal_writing import Written
from bot.application.agents.exception_models import NotPossible
from bot.application.agents.exceptions import opened_by
from bot.application.agents.keys import Member
from bot.application.agents.tools import AgentDesk
from bot.application.changes import TurnRecord
from bot.application.deal import deal_of, make
from bot.domain.ladder import Offer
from bot.domain.negotiations import Negotiation
from bot.domain.plans import Plan

_PLAN, _NEAREST_PLAN, _NEAREST_LUMP = "offer.plan_fits", "offer.closest_plan", "offer.closest_lump"
_FULL_VALUE = "offer.full_value"
_LUMP_SUMS = {
    "no_discount": "offer.full",
    "no_interest": "offer.no_interest",
    "with_discount": "offer.with_discount",
}

type Quoted = tuple[Quote, TurnRecord]


async def quote_for_conversation(
    conversation_id: int, wish: Wish, member: Member, tools: DealTools
) -> Quote | QuoteRefused | NotPossible:
    """What may be offered, with its text; whoever holds the conversation sees it, and nothing is written."""
    opened = await opened_by(conversation_id, member, tools.tools)
    if isinstance(opened, NotPossible):
        return opened
    quoted = _quoted(opened, wish, member, Screen(0))
    return quoted if isinstance(quoted, QuoteRefused) else quoted[0]


async def send_offer(
    conversation_id: int, wish: Wish, seen: tuple[str, Screen], member: Member, tools: DealTools
) -> Written | Quote | QuoteRefused | Stopped:
    """Say it and put it on record; another quote than the one shown is given back instead, and nothing is sent."""
    mark, screen = seen
    if intro_refused(screen):
        return NotPossible.LONG_INTRO
    opened = await writable_by(conversation_id, member, tools)
    if not isinstance(opened, AgentDesk):
        return opened
    quoted = _quoted(opened, wish, member, screen)
    if isinstance(quoted, QuoteRefused):
        return quoted
    shown, turn = quoted
    if shown.mark != mark:
        return shown
    return await write(opened, turn, screen, tools)


def _quoted(opened: AgentDesk, wish: Wish, member: Member, screen: Screen) -> Quoted | QuoteRefused:
    desk = opened.desk
    found = quote(desk, wish)
    if isinstance(found, QuoteRefused):
        return found
    pairs, why = found
    for _, offer in pairs:
        if not is_recorded(desk, offer):
            make(desk, offer)
    show(desk, pairs)
    desk.fill(why=why)
    turn = turn_of(opened, words_of(opened, _step(opened, wish, pairs, why)), member, screen)
    turn = replace(turn, replies=tuple(replace(reply, options=()) for reply in turn.replies))
    text = "\n\n".join(reply.body for reply in turn.replies)
    return described(desk, wish, pairs, why, text), turn


def _step(opened: AgentDesk, wish: Wish, pairs: tuple[tuple[Negotiation, Offer], ...], why: str) -> str:
    """The step whose words say this offer; that it is not what was asked is told to who asked."""
    is_plan = isinstance(pairs[0][1].terms, Plan)
    if why and wish.is_asked:
        return _NEAREST_PLAN if is_plan else _NEAREST_LUMP
    if is_plan:
        return _PLAN
    if not opened.desk.policy.negotiation.negotiates:
        return _FULL_VALUE
    return _LUMP_SUMS[discount_outcome(deal_of(opened.desk), [offer for _, offer in pairs])]
