"""Titles, offers and agreements as the deal panel shows them, masked by role (T1, P5, G5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.application.acts.agreements_shown import state_of
from bot.application.acts.titles import is_stale
from bot.application.agents import masking
from bot.application.agents.deal_models import AskedSlip, KeptOffer
from bot.application.agents.deal_panel import (
    Allowed,
    ShownAgreement,
    ShownNegotiation,
    ShownOffer,
    ShownPart,
    ShownTerms,
    ShownTitle,
)
from bot.application.agents.roles import Right, StaffRole, may
from bot.application.deal import history_of, negotiations_of
from bot.application.desk import Desk
from bot.domain.agreements import Agreement, Installment
from bot.domain.ladder import OfferKind, has_better, longest_plan, standing_lump_sum
from bot.domain.money import Money
from bot.domain.negotiations import LumpSum, Negotiation
from bot.domain.plans import Plan
from bot.domain.titles import UpdatedTitle

_A_MONTH = timedelta(days=31)


@dataclass(frozen=True)
class Masked:
    """Values as one role may see them."""

    role: StaffRole

    def amount(self, value: Money | None) -> Money | None:
        return value if may(self.role, Right.SEE_AMOUNTS) else None

    def text(self, body: str) -> str:
        return masking.unasked(body, self.role)

    def terms(self, terms: LumpSum | Plan) -> ShownTerms:
        total = self.amount(terms.total)
        if isinstance(terms, LumpSum):
            return ShownTerms(OfferKind.LUMP_SUM, total)
        down, each = self.amount(terms.down_payment_with_fee), self.amount(terms.installment_with_fee)
        return ShownTerms(OfferKind.INSTALLMENTS, total, down, terms.count, each)


def negotiations_shown(desk: Desk, masked: Masked) -> tuple[ShownNegotiation, ...]:
    return tuple(_negotiation(desk, negotiation, masked) for negotiation in negotiations_of(desk))


def offers_shown(kept: Sequence[KeptOffer], today: date, masked: Masked) -> tuple[ShownOffer, ...]:
    """Newest first, each with what the debtor made of it: told by the offer after it, or by its end."""
    after: dict[str, str] = {}
    shown = []
    for one in kept:
        offer = one.offer
        ended = "agreement" if one.ended_at is not None else None
        alone = "standing" if offer.holds_on(today) else "expired"
        answered = after.get(offer.code) or ended or alone
        shown.append(ShownOffer(one.id, offer.code, masked.terms(offer.terms), offer.trigger, one.at, answered))
        after[offer.code] = offer.trigger.value
    return tuple(shown)


def agreements_of(desk: Desk, slips: Sequence[AskedSlip], masked: Masked) -> tuple[ShownAgreement, ...]:
    """Newest first."""
    waiting = {slip.agreement: slip.deadline for slip in slips if slip.issued_at is None}
    return tuple(
        ShownAgreement(
            number=agreement.number,
            label=_label(desk, agreement.code),
            closed_on=agreement.closed_on,
            state=state_of(desk, agreement),
            total=masked.amount(agreement.total),
            parts=_parts(desk, agreement, masked),
            slips_due=waiting.get(agreement.number),
        )
        for agreement in reversed(desk.debtor.agreements)
    )


def _negotiation(desk: Desk, negotiation: Negotiation, masked: Masked) -> ShownNegotiation:
    return ShownNegotiation(
        code=negotiation.code,
        label=_label(desk, negotiation.code),
        titles=tuple(_title(title, masked) for title in negotiation.titles),
        days_overdue=negotiation.balance.days_overdue,
        updated=masked.amount(negotiation.balance.updated),
        allowed=None if negotiation.is_unknown or is_stale(desk) else allowed_for(desk, negotiation, masked),
    )


def _title(title: UpdatedTitle, masked: Masked) -> ShownTitle:
    kept = title.title
    overdue = max(title.days_overdue, 0)
    return ShownTitle(kept.number, kept.competence, kept.due_date, title.delay, overdue, masked.amount(title.updated))


def allowed_for(desk: Desk, negotiation: Negotiation, masked: Masked) -> Allowed:
    history = history_of(desk, negotiation.code)
    now, longest = standing_lump_sum(negotiation, history), longest_plan(negotiation)
    lowest = negotiation.lump_sums[-1].total if negotiation.lump_sums else None
    return Allowed(
        now=masked.amount(now.total if now is not None else None),
        lowest=masked.amount(lowest if now is None or lowest is None else min(lowest, now.total)),
        most_installments=negotiation.max_count,
        smallest_installment=masked.amount(longest.installment_with_fee if longest is not None else None),
        has_better=desk.policy.negotiation.negotiates and has_better(negotiation, history),
    )


def _parts(desk: Desk, agreement: Agreement, masked: Masked) -> tuple[ShownPart, ...]:
    first = min((part.due for part in agreement.installments), default=desk.today)
    holidays = desk.services.calendar.holidays(min(first, desk.today), desk.today + _A_MONTH, desk.debtor.person.state)
    return tuple(_part(part, part.days_overdue(desk.today, holidays), masked) for part in agreement.installments)


def _part(part: Installment, days_overdue: int, masked: Masked) -> ShownPart:
    return ShownPart(part.number, part.due, masked.amount(part.total), part.paid_on, days_overdue, part.was_reissued)


def _label(desk: Desk, code: str) -> str:
    kind = desk.policy.title_kinds.get(code)
    return kind.label if kind is not None else code
