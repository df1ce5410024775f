"""Offers as the placeholders of a text: totals with the fee in, dates, and the options of a list (P8)."""

from collections.abc import Sequence

from bot.application.acts.titles import label_of, negotiated_label
from bot.application.deal import Deal, first_due_of
from bot.application.desk import Desk
from bot.application.wording import brl, day
from bot.domain.due_dates import monthly_due_dates
from bot.domain.ladder import Offer
from bot.domain.money import Money
from bot.domain.negotiations import Negotiation
from bot.domain.plans import Plan


def fill_lump_sums(desk: Desk, deal: Deal, offers: Sequence[Offer]) -> None:
    """The lump sums in hand: one total, and a line for each when they are several."""
    lines = [_lump_line(desk, *pair) for pair in zip(deal.negotiations, offers, strict=True)]
    updated = Money.total(negotiation.balance.updated for negotiation in deal.negotiations)
    value = Money.total(offer.value for offer in offers)
    fill_deal(desk, deal)
    desk.fill(
        lump_total=brl(Money.total(offer.total for offer in offers)),
        lump_saving=brl(updated - value),
        lump_due=day(first_due_of(desk, deal)),
        offer_lines="\n".join(lines) if len(lines) > 1 else negotiated_label(desk, deal.negotiations),
        offer_valid_until=desk.phrases.say("valid_today", day=day(desk.today)),
    )


def fill_plan(desk: Desk, deal: Deal, offer: Offer) -> None:
    """One plan, with the other counts of the ladder as options to tap."""
    plan = offer.terms
    assert isinstance(plan, Plan)
    negotiation = deal.negotiations[0]
    first = first_due_of(desk, deal)
    limits = desk.policy.plan_limits
    fill_deal(desk, deal)
    desk.fill(
        plan_down=brl(plan.down_payment_with_fee),
        plan_down_due=day(first),
        plan_count=str(plan.count),
        plan_parts=desk.phrases.counted("plan_parts", plan.count),
        plan_installment=brl(plan.installment_with_fee),
        plan_total=brl(plan.total),
        plan_last_due=day(monthly_due_dates(first, plan.slips)[-1]),
        plan_options=plan_options(desk, negotiation),
        minimum_installment=brl(limits.minimum_installment + limits.fee),
        minimum_down=brl(limits.minimum_down_payment + limits.fee),
        offer_valid_until=desk.phrases.say("valid_today", day=day(desk.today)),
    )


def fill_deal(desk: Desk, deal: Deal) -> None:
    """What is being negotiated and what it is worth today."""
    desk.fill(
        negotiated_label=negotiated_label(desk, deal.negotiations),
        updated_total=brl(Money.total(negotiation.balance.updated for negotiation in deal.negotiations)),
    )


def plan_options(desk: Desk, negotiation: Negotiation) -> tuple[tuple[str, str], ...]:
    return options_of(desk, negotiation.plans)


def options_of(desk: Desk, plans: Sequence[Plan]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (
            desk.phrases.say("plan_option", count=plan.count, installment=brl(plan.installment_with_fee)),
            f"plan:{plan.count}",
        )
        for plan in plans
    )


def _lump_line(desk: Desk, negotiation: Negotiation, offer: Offer) -> str:
    label = label_of(desk, negotiation)
    return desk.phrases.say("offer_line_lump", label=label, code=negotiation.code, total=brl(offer.total))
