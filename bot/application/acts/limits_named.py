"""The limits a debtor named along the way: so much a month, so much down; the next answer keeps them (P9)."""

from dataclasses import replace
from fractions import Fraction

from bot.application.desk import Desk
from bot.domain.counter_offers import Proposal
from bot.domain.money import Money
from bot.domain.reading.proposals import discount_asked

_PER_MONTH, _DOWN = "limit_per_month", "limit_down"


def discount_named(desk: Desk) -> Fraction | None:
    """The part they want taken off the whole: it is answered as the value that leaves (P9)."""
    asked = (discount_asked(reading.text, reading.entities) for reading in desk.readings)
    return next((part for part in asked if part is not None), None)


def beside_limits_kept(desk: Desk, code: str, proposal: Proposal) -> Proposal:
    """What is named now, beside what was named before of the same negotiation; a count or a whole begins anew."""
    if proposal.total is not None or proposal.count is not None:
        forget_limits(desk)
    kept = replace(proposal, kept_per_month=None, kept_down_payment=None)
    if proposal.per_month is None:
        kept = replace(kept, kept_per_month=_kept(desk, _PER_MONTH, code))
    if proposal.down_payment is None:
        kept = replace(kept, kept_down_payment=_kept(desk, _DOWN, code))
    _keep(desk, _PER_MONTH, code, proposal.per_month)
    _keep(desk, _DOWN, code, proposal.down_payment)
    return kept


def down_named(desk: Desk, code: str) -> Money | None:
    """The down payment named before of this negotiation."""
    return _kept(desk, _DOWN, code)


def forget_limits(desk: Desk) -> None:
    """Other terms were asked for: the debtor has moved on from what was named before."""
    desk.memory.pop(_PER_MONTH, None)
    desk.memory.pop(_DOWN, None)


def _kept(desk: Desk, key: str, code: str) -> Money | None:
    of_code, _, cents = desk.memory.get(key, "").partition(":")
    return Money(int(cents)) if cents and of_code == code else None


def _keep(desk: Desk, key: str, code: str, amount: Money | None) -> None:
    if amount is not None:
        desk.memory[key] = f"{code}:{amount.cents}"
