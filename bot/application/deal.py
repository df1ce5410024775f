"""What is on the table: the negotiations a debtor is dealing with and the offer that stands for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.application.changes import OfferMade
from bot.application.desk import Desk
from bot.domain.cases import chargeable
from bot.domain.due_dates import latest_first_due
from bot.domain.ladder import Offer, OfferKind, Trigger
from bot.domain.negotiations import Negotiation, open_negotiations

_SCOPE, _QUEUE, _DUE = "scope", "queue", "first_due"


@dataclass(frozen=True)
class Deal:
    """The negotiations in hand, in order of code; `waiting` are those to be dealt with after them (P4)."""

    negotiations: tuple[Negotiation, ...]
    waiting: tuple[str, ...]
    first_due: date | None  # chosen by the debtor (P7)

    @property
    def is_single(self) -> bool:
        return len(self.negotiations) == 1


def negotiations_of(desk: Desk) -> tuple[Negotiation, ...]:
    """All that may be negotiated today: titles in an agreement (T7) or under an open case (G3) are left out."""
    return open_negotiations(chargeable(desk.debtor), desk.policy, desk.today)


def deal_of(desk: Desk) -> Deal:
    """The deal as this conversation left it; everything open when nothing was chosen yet."""
    negotiations = negotiations_of(desk)
    chosen = _codes(desk, _SCOPE)
    inside = tuple(n for n in negotiations if not chosen or n.code in chosen)
    due = desk.memory.get(_DUE)
    return Deal(inside or negotiations, _codes(desk, _QUEUE), date.fromisoformat(due) if due else None)


def choose(desk: Desk, codes: Sequence[str], waiting: Sequence[str] = ()) -> None:
    """Narrow the deal to these codes, keeping others for later."""
    desk.memory[_SCOPE] = ",".join(codes)
    desk.memory[_QUEUE] = ",".join(waiting)


def choose_first_due(desk: Desk, day: date) -> None:
    desk.memory[_DUE] = day.isoformat()


def first_due_of(desk: Desk, deal: Deal) -> date:
    """The day the debtor chose while it is still possible, else the latest the policy allows."""
    latest = latest_first_due(desk.today, desk.policy.payment.first_due_within_days)
    chosen = deal.first_due
    return chosen if chosen is not None and desk.today <= chosen <= latest else latest


def history_of(desk: Desk, code: str) -> list[Offer]:
    return [offer for offer in desk.debtor.offers if offer.code == code]


def standing(desk: Desk, deal: Deal) -> list[tuple[Negotiation, Offer]]:
    """The last offer made for each negotiation in hand; those without one are left out."""
    pairs = [(negotiation, history_of(desk, negotiation.code)) for negotiation in deal.negotiations]
    return [(negotiation, offers[-1]) for negotiation, offers in pairs if offers]


def stands_as(desk: Desk, deal: Deal) -> OfferKind | None:
    offers = standing(desk, deal)
    return offers[-1][1].kind if offers else None


def make(desk: Desk, offer: Offer, trigger: Trigger | None = None) -> Offer:
    """Put an offer on the table and on record, with what brought it about (P5)."""
    desk.debtor.offers.append(offer)
    desk.record(OfferMade(desk.debtor.person.id, offer, (trigger or offer.trigger).value))
    return offer


def _codes(desk: Desk, key: str) -> tuple[str, ...]:
    return tuple(code for code in desk.memory.get(key, "").split(",") if code)
