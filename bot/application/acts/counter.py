"""Counter-offers in the debtor's words, answered with the nearest terms inside the policy (P9)."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from bot.application.acts.dates import keep_date_named
from bot.application.acts.identity import repeats_factor
from bot.application.acts.limits_named import beside_limits_kept, discount_named
from bot.application.acts.offer_words import fill_lump_sums, fill_plan
from bot.application.acts.offers import begin_with_one
from bot.application.deal import Deal, deal_of, history_of, make, stands_as
from bot.application.desk import Desk
from bot.application.wording import brl
from bot.domain.counter_offers import Answer, Proposal, Reason, answer
from bot.domain.ladder import Offer, OfferKind, Trigger
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum
from bot.domain.plans import Plan
from bot.domain.reading.entity import Entity
from bot.domain.reading.fractions import FRACTIONS
from bot.domain.reading.message import Reading
from bot.domain.reading.proposals import offered_amounts, tells_of_hardship


async def answer_counter_offer(desk: Desk) -> str:
    """The nearest plan or lump sum to what was named, with the reason when it is not exactly that."""
    if not desk.policy.negotiation.negotiates:
        return "handoff"
    if repeats_factor(desk):
        return "repeated"
    deal = deal_of(desk)
    if not deal.is_single:
        return begin_with_one(desk, deal)
    keep_date_named(desk)
    deal = deal_of(desk)
    proposal = proposal_of(desk, deal)
    if proposal is None:
        return "unclear"
    negotiation = deal.negotiations[0]
    proposal = beside_limits_kept(desk, negotiation.code, proposal)
    found = answer(negotiation, history_of(desk, negotiation.code), proposal)
    desk.fill(kept_value=brl(proposal.kept_per_month) if proposal.kept_per_month else "")
    desk.fill(asked_value=_named(proposal), asked_count=str(proposal.count or ""))
    if found.terms is None:
        return "no_plan"
    offer = make(desk, Offer(negotiation.code, found.terms, Trigger.NAMED_VALUE, desk.today))
    return _tell(desk, deal, offer, found)


async def hardship_told(desk: Desk) -> str:
    """Whether the offer came with words of hard times, which are heard before it is answered (H1)."""
    return "told" if tells_of_hardship(desk.text) else "plain"


def proposal_of(desk: Desk, deal: Deal) -> Proposal | None:
    """What the messages of the turn name; a bare amount is read by the offer on the table."""
    per_month, down, total, bare = (
        _money(desk, kind) for kind in ("money_per_month", "money_down", "money_total", "money")
    )
    count_entity = desk.first("count")
    count = int(count_entity.value) if count_entity is not None else None
    if bare is not None and not (per_month or down or total):
        per_month, total = _bare_amount(desk, deal, bare, count)
    # "Pago 450 à vista" is no plan of one; nor is "não consigo de uma vez, mas 200 por mês sim", nor "à vista" alone.
    count = None if count == 1 and (per_month or total) else count
    if not (per_month or down or total):
        return _part_of_whole(desk, deal, count) or (Proposal(count=count) if count and count > 1 else None)
    return Proposal(per_month=per_month, down_payment=down, count=count, total=total)


def _part_of_whole(desk: Desk, deal: Deal, count: int | None) -> Proposal | None:
    """ "Metade agora": that part down, what is left in as many parts as large. "20% de desconto": what that leaves."""
    part = desk.first("fraction_down") or desk.first("fraction", "fraction_total")
    negotiation = deal.negotiations[0]
    if part is None:
        discount = discount_named(desk)
        return Proposal(total=negotiation.balance.updated.portion(1 - discount)) if discount else None
    share = Fraction(part.value)
    if part.kind == "fraction_total":
        return Proposal(total=negotiation.balance.updated.portion(share))
    if share.numerator == 1 and count in {None, share.denominator - 1}:
        return Proposal(count=share.denominator - 1)
    parts = count or ceil(1 / share) - 1
    fees = negotiation.limits.fee * (parts + 1)
    return Proposal(down_payment=(negotiation.plan_value + fees).portion(share), count=count)


def _bare_amount(desk: Desk, deal: Deal, bare: Money, count: int | None) -> tuple[Money | None, Money | None]:
    """Beside a count or a plan an installment; beside a lump sum, unless far below it, or paid at once, the whole."""
    lump_sum = deal.negotiations[0].lump_sums[-1].total
    talks_of_plan = count is not None or stands_as(desk, deal) is OfferKind.INSTALLMENTS
    if count != 1 and (talks_of_plan or bare * 2 < lump_sum):
        return bare, None
    return None, bare


def _money(desk: Desk, kind: str) -> Money | None:
    entity = next((entity for entity in _amounts(desk) if entity.kind == kind), None)
    return Money(int(entity.value)) if entity is not None else None


def _amounts(desk: Desk) -> list[Entity]:
    """The values named, but for those before the one that is offered: "ganho 1.200 e consigo 150"."""
    return [entity for reading in desk.readings for entity in _from_the_offer_on(reading)]


def _from_the_offer_on(reading: Reading) -> Sequence[Entity]:
    offered = offered_amounts(reading.text, reading.entities)
    return [entity for entity in reading.entities if not offered or entity.start >= offered[0].start]


def _named(proposal: Proposal) -> str:
    amount = proposal.per_month or proposal.down_payment or proposal.total
    return brl(amount) if amount else ""


def _tell(desk: Desk, deal: Deal, offer: Offer, found: Answer) -> str:
    if isinstance(offer.terms, Plan):
        fill_plan(desk, deal, offer)
        _fill_why(desk, found.reason)
        if found.reason is not None:
            return "closest_plan"
        is_limited = bool(desk.variables["asked_value"]) and desk.first("money_down", *FRACTIONS) is None
        return "plan" if is_limited else "plan_with_down"
    assert isinstance(offer.terms, LumpSum)
    fill_lump_sums(desk, deal, [offer])
    if found.reason is Reason.NO_PLANS:
        return "no_plan"
    _fill_why(desk, found.reason)
    return "lump_accepted" if found.reason is None else "closest_lump"


def _fill_why(desk: Desk, reason: Reason | None) -> None:
    if reason is not None:
        texts = {key: value for key, value in desk.variables.items() if isinstance(value, str)}
        desk.fill(why=desk.phrases.say(f"why_{reason.value}", **texts))
