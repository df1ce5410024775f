"""Counter-offers in the debtor's words, answered with the nearest terms inside the policy (P9)."""

from bot.application.acts.dates import keep_date_named
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


async def answer_counter_offer(desk: Desk) -> str:
    """The nearest plan or lump sum to what was named, with the reason when it is not exactly that."""
    if not desk.policy.negotiation.negotiates:
        return "handoff"
    deal = deal_of(desk)
    if not deal.is_single:
        return begin_with_one(desk, deal)
    keep_date_named(desk)
    deal = deal_of(desk)
    proposal = proposal_of(desk, deal)
    if proposal is None:
        return "unclear"
    negotiation = deal.negotiations[0]
    found = answer(negotiation, history_of(desk, negotiation.code), proposal)
    desk.fill(asked_value=_named(proposal), asked_count=str(proposal.count or ""))
    if found.terms is None:
        return "no_plan"
    offer = make(desk, Offer(negotiation.code, found.terms, Trigger.NAMED_VALUE, desk.today))
    return _tell(desk, deal, offer, found)


def proposal_of(desk: Desk, deal: Deal) -> Proposal | None:
    """What the messages of the turn name; a bare amount is read by the offer on the table."""
    per_month, down, total, bare = (
        _money(desk, kind) for kind in ("money_per_month", "money_down", "money_total", "money")
    )
    count_entity = desk.first("count")
    count = int(count_entity.value) if count_entity is not None else None
    if bare is not None and not (per_month or down or total):
        per_month, total = _bare_amount(desk, deal, bare, count)
    if not (per_month or down or total or count):
        return None
    return Proposal(per_month=per_month, down_payment=down, count=count, total=total)


def _bare_amount(desk: Desk, deal: Deal, bare: Money, count: int | None) -> tuple[Money | None, Money | None]:
    """Beside a count or a plan it is an installment; beside a lump sum it is the whole, unless far below it."""
    lump_sum = deal.negotiations[0].lump_sums[-1].total
    talks_of_plan = count is not None or stands_as(desk, deal) is OfferKind.INSTALLMENTS
    if talks_of_plan or bare * 2 < lump_sum:
        return bare, None
    return None, bare


def _money(desk: Desk, kind: str) -> Money | None:
    entity = desk.first(kind)
    return Money(int(entity.value)) if entity is not None else None


def _named(proposal: Proposal) -> str:
    amount = proposal.per_month or proposal.down_payment or proposal.total
    return brl(amount) if amount else ""


def _tell(desk: Desk, deal: Deal, offer: Offer, found: Answer) -> str:
    if isinstance(offer.terms, Plan):
        fill_plan(desk, deal, offer)
        _fill_why(desk, found.reason)
        if found.reason is not None:
            return "closest_plan"
        return "plan_with_down" if desk.first("money_down") is not None else "plan"
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
