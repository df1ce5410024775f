"""Offers: lump sum first, then graded concessions, plans and the counts a debtor names (P1-P6, P17)."""

import re

from bot.application.acts.dates import keep_date_named
from bot.application.acts.limits_named import discount_named, down_named, forget_limits
from bot.application.acts.offer_words import fill_lump_sums, fill_plan, options_of
from bot.application.deal import Deal, choose, deal_of, history_of, make, standing, stands_as
from bot.application.desk import Desk
from bot.domain.counter_offers import Proposal, answer
from bot.domain.ladder import Offer, OfferKind, Trigger, longest_plan, next_offer, standing_lump_sum
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan, smallest_plan
from bot.domain.reading.cancellation import says_plan_is_unused
from bot.domain.reading.plan_words import asks_how_many, asks_lightest

_CHARGES, _CARD = re.compile(r"juro|multa"), re.compile(r"cart[aã]o")
_AT_ONCE = re.compile(
    r"[aà] ?vista|de uma (?:s[oó] )?vez|tudo (?:agora|hoje|junto|j[aá])|uma vez s[oó]|\b1 ?x\b|quitar tudo"
)
_NO_DOWN = re.compile(
    r"\bsem (?:dar |pagar |nenhuma |a )?entrada\b|\bentrada zero\b|\bn[aã]o (?:quero|tenho|posso|consigo) (?:dar "
    r"|pagar |como dar )?(?:a )?entrada\b"
)
_DISCOUNT = re.compile(r"descont|abat|melhor|menor|mais barato|por menos|tem mais")


async def offer_lump_sum(desk: Desk) -> str:
    """The lump sum as far as it was conceded; the first step when none was (P1, second thoughts)."""
    deal = deal_of(desk)
    offers = [_lump_sum(desk, negotiation) for negotiation in deal.negotiations]
    fill_lump_sums(desk, deal, offers)
    if not desk.policy.negotiation.negotiates:
        return "full_value"
    if not any(negotiation.plans for negotiation in deal.negotiations):
        return "only_lump"
    return discount_outcome(deal, offers)


async def concede(desk: Desk) -> str:
    """One step further on the ladder, never past it and never back (P5); without one, a mere no calls nobody (P17)."""
    if not desk.policy.negotiation.negotiates:
        return "declined" if desk.intent == "deny" else "handoff"
    deal = deal_of(desk)
    trigger = Trigger.ASKED_DISCOUNT if desk.intent == "ask_discount" else Trigger.DECLINED
    better = [(n, next_offer(n, history_of(desk, n.code), trigger, desk.today)) for n in deal.negotiations]
    if not any(offer for _, offer in better):
        return "exhausted" if any(n.plans for n in deal.negotiations) else "no_plan"
    lump_sums = [offer for _, offer in better if offer is not None and offer.kind is OfferKind.LUMP_SUM]
    if lump_sums:
        return _concede_lump_sums(desk, deal, lump_sums)
    return _concede_plan(desk, deal, better)


async def asked_charges(desk: Desk) -> str:
    """What it meets: a plan never used, a discount named, charges off already, none here, or a question."""
    if says_plan_is_unused(desk.text):
        return "unused"
    if not desk.policy.negotiation.negotiates:
        return "other"
    if discount_named(desk):
        return "named"
    return _asked_of_discount(desk, deal_of(desk))


def _asked_of_discount(desk: Desk, deal: Deal) -> str:
    if not any(rung.discount for n in deal.negotiations for rung in n.lump_sums):
        return "no_discount"
    if _AT_ONCE.search(desk.text.lower()) and _had_plan(desk, deal):
        return _lump_sum_again(desk, deal)
    if not _CHARGES.search(desk.text.lower()) or not standing(desk, deal):
        return "asked" if _DISCOUNT.search(desk.text.lower()) else "other"
    charges = Money.total(negotiation.balance.charges for negotiation in deal.negotiations)
    updated = Money.total(negotiation.balance.updated for negotiation in deal.negotiations)
    offered = Money.total(offer.value for _, offer in standing(desk, deal))
    if updated - offered < charges:
        return "other"
    return show_standing(desk, deal)


def _had_plan(desk: Desk, deal: Deal) -> bool:
    return stands_as(desk, deal) is OfferKind.INSTALLMENTS


def _lump_sum_again(desk: Desk, deal: Deal) -> str:
    """ "E se eu pagar tudo agora?" beside a plan: the lump sum as conceded, free of charges."""
    offers = [_lump_sum(desk, negotiation) for negotiation in deal.negotiations]
    fill_lump_sums(desk, deal, offers)
    return "lump" if discount_outcome(deal, offers) != "no_discount" else "asked"


async def offer_plan(desk: Desk) -> str:
    """A plan with the count named, granted at once inside the policy; else the next step of the ladder."""
    if not desk.policy.negotiation.negotiates:
        return "handoff"
    deal = deal_of(desk)
    if not deal.is_single:
        return begin_with_one(desk, deal)
    negotiation = deal.negotiations[0]
    keep_date_named(desk)
    deal, asked = deal_of(desk), _asked_count(desk)
    if asked is None and _CARD.search(desk.text.lower()) and standing(desk, deal):
        return "card"
    if not negotiation.plans:
        return _no_plan(desk, deal)
    outcome = _plan_of_count(desk, deal, asked) if asked is not None else _plan_unnamed(desk, deal)
    if outcome == "plan" and _NO_DOWN.search(desk.text.lower()):
        desk.fill(why=desk.phrases.say("why_needs_down_payment"))
        return "closest_plan"
    return outcome


async def longest_plan_once(desk: Desk) -> str:
    """Hardship: the gentlest plan, said once and without selling (H1)."""
    if not desk.policy.negotiation.negotiates:
        return "handoff"
    deal = deal_of(desk)
    if not deal.is_single:
        return begin_with_one(desk, deal)
    plan = longest_plan(deal.negotiations[0])
    if plan is None:
        return _no_plan(desk, deal)
    fill_plan(desk, deal, _plan_offer(desk, deal.negotiations[0], plan, Trigger.HARDSHIP))
    return "plan"


async def current_offer(desk: Desk) -> str:
    """Where things stand: the offer on the table and whether it is still of today (C16)."""
    deal = one_where_a_plan_stands(desk, deal_of(desk))
    offers = [offer for _, offer in standing(desk, deal)]
    if not offers:
        return "none"
    if not all(offer.holds_on(desk.today) for offer in offers):
        return "expired"
    return show_standing(desk, deal)


def show_standing(desk: Desk, deal: Deal) -> str:
    """Fill in the offer on the table and say of which kind it is."""
    if stands_as(desk, deal) is OfferKind.INSTALLMENTS:
        fill_plan(desk, deal, standing(desk, deal)[-1][1])
        return "plan"
    fill_lump_sums(desk, deal, [_lump_sum(desk, negotiation) for negotiation in deal.negotiations])
    return "lump"


def one_where_a_plan_stands(desk: Desk, deal: Deal) -> Deal:
    """A plan is shown and closed by itself: beside other negotiations in hand, the first is taken and they wait."""
    plans = [offer for _, offer in standing(desk, deal) if offer.kind is OfferKind.INSTALLMENTS]
    if deal.is_single or not plans:
        return deal
    others = [negotiation.code for negotiation in deal.negotiations if negotiation.code != plans[0].code]
    choose(desk, [plans[0].code], others)
    return deal_of(desk)


def begin_with_one(desk: Desk, deal: Deal) -> str:
    """Installments are worked out one negotiation at a time: the first now, the others after it (P4)."""
    codes = [negotiation.code for negotiation in deal.negotiations]
    choose(desk, codes[:1], codes[1:])  # with none in hand, what is open is listed
    return "one_by_one"


def discount_outcome(deal: Deal, offers: list[Offer]) -> str:
    """What the discount is made of, so that the text can say it truly."""
    discount = Money.total(offer.terms.discount for offer in offers if isinstance(offer.terms, LumpSum))
    charges = Money.total(negotiation.balance.charges for negotiation in deal.negotiations)
    if not discount:
        return "no_discount"
    return "no_interest" if discount == charges else "with_discount"


def _lump_sum(desk: Desk, negotiation: Negotiation) -> Offer:
    history = history_of(desk, negotiation.code)
    terms = standing_lump_sum(negotiation, history)
    assert terms is not None  # a known code always has a lump sum
    if history and history[-1].terms == terms and history[-1].holds_on(desk.today):
        return history[-1]
    trigger = Trigger.ASKED_LUMP_SUM if history else Trigger.FIRST
    return make(desk, Offer(negotiation.code, terms, trigger, desk.today, _step_of(negotiation, terms)))


def _step_of(negotiation: Negotiation, terms: LumpSum) -> int | None:
    steps = [n for n, rung in enumerate(negotiation.lump_sums, 1) if rung.discount == terms.discount]
    return steps[0] if steps else None


def _concede_lump_sums(desk: Desk, deal: Deal, better: list[Offer]) -> str:
    for offer in better:
        make(desk, offer)
    offers = [_lump_sum(desk, negotiation) for negotiation in deal.negotiations]
    fill_lump_sums(desk, deal, offers)
    return discount_outcome(deal, offers)


def _concede_plan(desk: Desk, deal: Deal, better: list[tuple[Negotiation, Offer | None]]) -> str:
    if not deal.is_single:
        return begin_with_one(desk, deal)
    negotiation, offer = better[0]
    assert offer is not None
    had_plan = any(past.kind is OfferKind.INSTALLMENTS for past in history_of(desk, negotiation.code))
    fill_plan(desk, deal, make(desk, offer))
    return "longer_plan" if had_plan else "plan"


def _asked_count(desk: Desk) -> int | None:
    if any((reading.payload or "").startswith("plan:") for reading in desk.readings):
        return int(desk.payload)
    entity = desk.first("count")
    return int(entity.value) if entity is not None else None


def _plan_of_count(desk: Desk, deal: Deal, asked: int) -> str:
    negotiation = deal.negotiations[0]
    count = min(asked, negotiation.max_count)
    plan = _with_down_named(desk, negotiation, count)
    if plan is None:
        forget_limits(desk)
        plan = smallest_plan(negotiation.plan_value, count, negotiation.limits) if count else None
    desk.fill(asked_count=str(asked))
    if plan is None:
        return _no_plan(desk, deal)
    fill_plan(desk, deal, _plan_offer(desk, negotiation, plan, Trigger.NAMED_COUNT))
    return "plan" if count == asked else "fewer_than_asked"


def _with_down_named(desk: Desk, negotiation: Negotiation, count: int) -> Plan | None:
    """So many parts beside the down payment named before, where the policy has such a plan (P9)."""
    down = down_named(desk, negotiation.code)
    if down is None or not count:
        return None
    found = answer(negotiation, history_of(desk, negotiation.code), Proposal(down_payment=down, count=count))
    return found.terms if isinstance(found.terms, Plan) and found.reason is None else None


def _plan_unnamed(desk: Desk, deal: Deal) -> str:
    """No count was named: the lightest where that is asked, the choices where they are, else the next step."""
    if asks_lightest(desk.text):
        return _lightest(desk, deal)
    if asks_how_many(desk.text):
        negotiation = deal.negotiations[0]
        desk.fill(plan_options=options_of(desk, [_as_named(desk, negotiation, plan) for plan in negotiation.plans]))
        return "how_many"
    return _next_plan(desk, deal)


def _as_named(desk: Desk, negotiation: Negotiation, plan: Plan) -> Plan:
    return _with_down_named(desk, negotiation, plan.count) or plan


def _lightest(desk: Desk, deal: Deal) -> str:
    forget_limits(desk)
    plan = longest_plan(deal.negotiations[0])
    assert plan is not None  # the negotiation has plans
    fill_plan(desk, deal, _plan_offer(desk, deal.negotiations[0], plan, Trigger.NAMED_COUNT))
    return "lightest"


def _next_plan(desk: Desk, deal: Deal) -> str:
    negotiation = deal.negotiations[0]
    history = history_of(desk, negotiation.code)
    offer = next_offer(negotiation, history, Trigger.ASKED_INSTALLMENTS, desk.today)
    if offer is None or not isinstance(offer.terms, Plan):
        return _best_known_plan(desk, deal)
    fill_plan(desk, deal, make(desk, offer))
    return "plan"


def _best_known_plan(desk: Desk, deal: Deal) -> str:
    """Every step was conceded: the longest plan again, rather than a worse one; the first step when none was yet."""
    negotiation = deal.negotiations[0]
    had_plan = any(past.kind is OfferKind.INSTALLMENTS for past in history_of(desk, negotiation.code))
    plan = longest_plan(negotiation) if had_plan else negotiation.plans[0]
    assert plan is not None  # the negotiation has plans
    fill_plan(desk, deal, _plan_offer(desk, deal.negotiations[0], plan, Trigger.ASKED_INSTALLMENTS))
    return "plan"


def _plan_offer(desk: Desk, negotiation: Negotiation, plan: Plan, trigger: Trigger) -> Offer:
    return make(desk, Offer(negotiation.code, plan, trigger, desk.today))


def _no_plan(desk: Desk, deal: Deal) -> str:
    fill_lump_sums(desk, deal, [_lump_sum(desk, negotiation) for negotiation in deal.negotiations])
    return "no_plan"
