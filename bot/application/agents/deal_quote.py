"""What an agent may offer now: the debtor's wish answered by the policy's own engine (P4-P9, P14)."""

from bot.application.acts.dates import due_note, holidays_near
from bot.application.acts.offer_words import fill_lump_sums, fill_plan
from bot.application.acts.titles import is_stale
from bot.application.agents.deal_models import NoQuote, Quote, QuoteRefused, Wish, WishKind
from bot.application.deal import choose, choose_first_due, deal_of, first_due_of, history_of, negotiations_of
from bot.application.desk import Desk
from bot.application.wording import brl
from bot.domain.agreements import Installment, installments_of
from bot.domain.counter_offers import Proposal, Reason, answer
from bot.domain.due_dates import DateRefused, first_due
from bot.domain.ladder import Offer, Trigger, next_offer, offered_plans, standing_lump_sum
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan

type Pair = tuple[Negotiation, Offer]

AT_ONCE = frozenset({WishKind.LUMP_SUM, WishKind.BETTER})
_TRIGGERS = {
    WishKind.LUMP_SUM: Trigger.ASKED_LUMP_SUM,
    WishKind.BETTER: Trigger.ASKED_DISCOUNT,
    WishKind.COUNT: Trigger.NAMED_COUNT,
}


def quote(desk: Desk, wish: Wish) -> tuple[tuple[Pair, ...], str] | QuoteRefused:
    """The offers that answer a wish, and why they are not just what was named; nothing is put on record."""
    refused = _take_up(desk, wish)
    if refused is not None:
        return refused
    found = _found(desk, wish)
    if isinstance(found, NoQuote):
        return QuoteRefused(found)
    pairs, reason = found
    show(desk, pairs)
    return pairs, _why(desk, reason)


def show(desk: Desk, pairs: tuple[Pair, ...]) -> None:
    """Fill in what the texts of these offers need."""
    deal, (_, first) = deal_of(desk), pairs[0]
    if isinstance(first.terms, Plan):
        fill_plan(desk, deal, first)
    else:
        fill_lump_sums(desk, deal, [offer for _, offer in pairs])


def described(desk: Desk, wish: Wish, pairs: tuple[Pair, ...], why: str, text: str) -> Quote:
    """The quote as it is shown: each part with its day, and a mark of these very terms."""
    first = first_due_of(desk, deal_of(desk))
    parts = parts_of(pairs, desk)
    mark = ";".join(_marked(pair) for pair in pairs)
    return Quote(wish, pairs, parts, why, due_note(desk, first), text, f"{desk.today}:{first}:{mark}")


def parts_of(pairs: tuple[Pair, ...], desk: Desk) -> tuple[Installment, ...]:
    first = first_due_of(desk, deal_of(desk))
    return tuple(part for _, offer in pairs for part in installments_of(offer, first))


def is_recorded(desk: Desk, offer: Offer) -> bool:
    """It is the one on the table today: said again, it is no new step."""
    history = history_of(desk, offer.code)
    return bool(history) and history[-1].terms == offer.terms and history[-1].holds_on(desk.today)


def _take_up(desk: Desk, wish: Wish) -> QuoteRefused | None:
    """Narrow the deal to what was named, and keep the day: the bot finds both as it would have left them."""
    held = [negotiation.code for negotiation in negotiations_of(desk)]
    codes = [code for code in held if code in wish.codes] if wish.codes else held
    checks = (
        (not is_stale(desk), NoQuote.STALE),
        (bool(held), NoQuote.NOTHING_OPEN),
        (set(wish.codes) <= set(held), NoQuote.UNKNOWN_NEGOTIATION),
        (not any(n.is_unknown for n in negotiations_of(desk) if n.code in codes), NoQuote.UNKNOWN_CODE),
        (desk.policy.negotiation.negotiates or wish.kind is WishKind.LUMP_SUM, NoQuote.NO_NEGOTIATION),
        (len(codes) == 1 or wish.kind in AT_ONCE, NoQuote.ONE_BY_ONE),
        (_is_complete(wish), NoQuote.INCOMPLETE),
    )
    wrong = next((why for holds, why in checks if not holds), None)
    if wrong is not None:
        return QuoteRefused(wrong)
    choose(desk, codes, [code for code in held if code not in codes])
    return _keep_day(desk, wish)


def _is_complete(wish: Wish) -> bool:
    if wish.kind is WishKind.COUNT:
        return wish.count is not None and wish.count > 0
    return wish.kind in AT_ONCE or (wish.amount is not None and wish.amount.cents > 0)


def _keep_day(desk: Desk, wish: Wish) -> QuoteRefused | None:
    if wish.first_due is None:
        return None
    chosen = first_due(wish.first_due, desk.today, desk.policy.payment.first_due_within_days, holidays_near(desk))
    if isinstance(chosen, DateRefused):
        return QuoteRefused(NoQuote.DATE_PAST if chosen.is_past else NoQuote.DATE_TOO_LATE, chosen.latest)
    choose_first_due(desk, chosen.day)
    return None


def _found(desk: Desk, wish: Wish) -> tuple[tuple[Pair, ...], Reason | None] | NoQuote:
    deal = deal_of(desk)
    if wish.kind is WishKind.LUMP_SUM:
        return tuple((each, _lump_sum(desk, each, wish)) for each in deal.negotiations), None
    if wish.kind is WishKind.BETTER:
        return _better(desk, wish)
    negotiation = deal.negotiations[0]
    history = history_of(desk, negotiation.code)
    found = answer(negotiation, history, _proposal(wish))
    if found.terms is None:
        return NoQuote.NO_PLANS
    wrong = _out_of_order(found.terms, history, wish)
    offer = Offer(negotiation.code, found.terms, _trigger(wish), desk.today, _step_of(negotiation, found.terms))
    return wrong or (((negotiation, offer),), found.reason)


def _better(desk: Desk, wish: Wish) -> tuple[tuple[Pair, ...], None] | NoQuote:
    """One step further for each negotiation that has one; what has none stays where it stands (P5)."""
    negotiations = deal_of(desk).negotiations
    steps = {n.code: next_offer(n, history_of(desk, n.code), _trigger(wish), desk.today) for n in negotiations}
    found = [offer for offer in steps.values() if offer is not None]
    if not found:
        return NoQuote.EXHAUSTED
    if all(isinstance(offer.terms, Plan) for offer in found):
        return (((negotiations[0], found[0]),), None) if len(negotiations) == 1 else NoQuote.ONE_BY_ONE
    return tuple((n, _lump_sum_or(steps[n.code], desk, n, wish)) for n in negotiations), None


def _lump_sum_or(step: Offer | None, desk: Desk, negotiation: Negotiation, wish: Wish) -> Offer:
    is_lump_sum = step is not None and isinstance(step.terms, LumpSum)
    return step if step is not None and is_lump_sum else _lump_sum(desk, negotiation, wish)


def _lump_sum(desk: Desk, negotiation: Negotiation, wish: Wish) -> Offer:
    terms = standing_lump_sum(negotiation, history_of(desk, negotiation.code))
    assert terms is not None  # a known code always has a lump sum
    return Offer(negotiation.code, terms, _trigger(wish), desk.today, _step_of(negotiation, terms))


def _proposal(wish: Wish) -> Proposal:
    named = {
        WishKind.TOTAL: Proposal(total=wish.amount),
        WishKind.PER_MONTH: Proposal(per_month=wish.amount, count=wish.count),
        WishKind.DOWN_PAYMENT: Proposal(down_payment=wish.amount, count=wish.count),
    }
    return named.get(wish.kind, Proposal(count=wish.count))


def _out_of_order(terms: LumpSum | Plan, history: list[Offer], wish: Wish) -> NoQuote | None:
    """Installments come after the lump sum (P1), and no plan after one that was easier on the debtor (P5)."""
    if wish.is_asked or not isinstance(terms, Plan):
        return None
    if not history:
        return NoQuote.LUMP_FIRST
    return NoQuote.WORSE if any(_is_easier(plan, terms) for plan in offered_plans(history)) else None


def _is_easier(plan: Plan, than: Plan) -> bool:
    pays_less_now = plan.down_payment <= than.down_payment and plan.installment <= than.installment
    return pays_less_now and plan.count > than.count


def _trigger(wish: Wish) -> Trigger:
    return _TRIGGERS.get(wish.kind, Trigger.NAMED_VALUE) if wish.is_asked else Trigger.AGENT


def _step_of(negotiation: Negotiation, terms: LumpSum | Plan) -> int | None:
    if isinstance(terms, Plan):
        return next((n for n, rung in enumerate(negotiation.plans, 1) if rung == terms), None)
    rungs = enumerate(negotiation.lump_sums, 1)
    return next((n for n, rung in rungs if rung.discount == terms.discount), None)


def _why(desk: Desk, reason: Reason | None) -> str:
    """In the words debtors read, after "porque"."""
    if reason is None:
        return ""
    texts = {name: value for name, value in desk.variables.items() if isinstance(value, str)}
    limits = desk.policy.plan_limits
    amounts = {
        "minimum_installment": limits.minimum_installment + limits.fee,
        "minimum_down": limits.minimum_down_payment + limits.fee,
    }
    told = {name: texts.get(name) or brl(amount) for name, amount in amounts.items()}
    return desk.phrases.say(f"why_{reason.value}", **{**texts, **told})


def _marked(pair: Pair) -> str:
    negotiation, offer = pair
    titles = ",".join(title.title.number for title in negotiation.titles)
    slips = ",".join(str(part.total.cents) for part in installments_of(offer, offer.made_on))
    return f"{negotiation.code}:{titles}:{negotiation.balance.updated.cents}:{offer.kind.value}:{slips}"
