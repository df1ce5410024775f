"""The packet an agent receives with a conversation: what happened and what may still be done (H3)."""

from bot.application.deal import history_of, negotiations_of
from bot.application.desk import Desk
from bot.domain.ladder import Offer, has_better
from bot.domain.negotiations import Negotiation


def packet_of(desk: Desk, reason: str) -> dict[str, object]:
    """Plain values, ready to be stored and shown; money in reais with two decimals, dates in ISO."""
    account = desk.account
    packet: dict[str, object] = {
        "reason": reason,
        "protocol": desk.conversation.protocol,
        "creditor": desk.policy.slug,
        "identity": _identity(desk),
        "last_text": desk.text,
        "intent": desk.intent,
        "step": desk.conversation.slots.get("step", ""),
    }
    if account is not None:
        packet["debtor"] = account.person.name
        packet["negotiations"] = [_negotiation(desk, negotiation) for negotiation in negotiations_of(desk)]
        packet["offers"] = [_offer(offer) for offer in account.offers]
        packet["agreements"] = [agreement.number for agreement in account.agreements]
        packet["cases"] = [case.number for case in account.cases]
    return packet


def _identity(desk: Desk) -> dict[str, object]:
    verification = desk.verification
    return {"confirmed": verification.is_confirmed, "factors": sorted(verification.factors)}


def _negotiation(desk: Desk, negotiation: Negotiation) -> dict[str, object]:
    history = history_of(desk, negotiation.code)
    floor = negotiation.lump_sums[-1].total if negotiation.lump_sums else None
    return {
        "code": negotiation.code,
        "titles": [title.title.number for title in negotiation.titles],
        "days_overdue": negotiation.balance.days_overdue,
        "updated": negotiation.balance.updated.decimal_text(),
        "lowest_lump_sum": floor.decimal_text() if floor else None,
        "most_installments": negotiation.max_count,
        "has_better_offer": has_better(negotiation, history) if negotiation.kind else False,
    }


def _offer(offer: Offer) -> dict[str, object]:
    return {
        "code": offer.code,
        "kind": offer.kind.value,
        "total": offer.total.decimal_text(),
        "trigger": offer.trigger.value,
        "made_on": offer.made_on.isoformat(),
    }
