"""The quote: what may be offered to one debtor on one day, as a JSON document."""

from collections.abc import Iterable
from datetime import date

from bot.domain.due_dates import latest_first_due, monthly_due_dates
from bot.domain.negotiations import LumpSum, Negotiation, open_negotiations
from bot.domain.plans import Plan
from bot.domain.policy import Policy
from bot.domain.titles import Title

type Json = str | int | list[Json] | dict[str, Json]

UNKNOWN_CODE = "unknown_code"


def quote(policy: Policy, debtor: str, titles: Iterable[Title], today: date) -> dict[str, Json]:
    """All steps of every negotiation, with amounts as text and the first due date as late as allowed."""
    first_due = latest_first_due(today, policy.payment.first_due_within_days)
    negotiations = open_negotiations(titles, policy, today)
    return {
        "creditor": policy.slug,
        "debtor": debtor,
        "today": today.isoformat(),
        "negotiations": [_negotiation(negotiation, first_due) for negotiation in negotiations],
    }


def _negotiation(negotiation: Negotiation, first_due: date) -> dict[str, Json]:
    balance = negotiation.balance
    quoted: dict[str, Json] = {
        "title_code": negotiation.code,
        "titles": [title.title.number for title in negotiation.titles],
        "days_overdue": balance.days_overdue,
        "principal": balance.principal.decimal_text(),
        "fine": balance.fine.decimal_text(),
        "interest": balance.interest.decimal_text(),
        "updated": balance.updated.decimal_text(),
        "lump_sum": [_lump_sum(step, offer, first_due) for step, offer in enumerate(negotiation.lump_sums, 1)],
        "installments": [_plan(step, plan, first_due) for step, plan in enumerate(negotiation.plans, 1)],
    }
    return quoted | {"handoff": UNKNOWN_CODE} if negotiation.is_unknown else quoted


def _lump_sum(step: int, offer: LumpSum, due_date: date) -> dict[str, Json]:
    return {
        "step": step,
        "discount": offer.discount.decimal_text(),
        "value": offer.value.decimal_text(),
        "fee": offer.fee.decimal_text(),
        "total": offer.total.decimal_text(),
        "due_date": due_date.isoformat(),
    }


def _plan(step: int, plan: Plan, first_due: date) -> dict[str, Json]:
    return {
        "step": step,
        "count": plan.count,
        "value": plan.value.decimal_text(),
        "down_payment": plan.down_payment.decimal_text(),
        "installment": plan.installment.decimal_text(),
        "fee_per_slip": plan.fee.decimal_text(),
        "total": plan.total.decimal_text(),
        "due_dates": [day.isoformat() for day in monthly_due_dates(first_due, plan.slips)],
    }
