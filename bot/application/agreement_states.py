"""How an agreement stands today, the days on which banks are closed included (G5, P7)."""

from datetime import date

from bot.application.ports import Calendar
from bot.domain.agreements import Agreement, AgreementState
from bot.domain.policy import DebtLimits


def state_on(
    today: date, agreement: Agreement, limits: DebtLimits, calendar: Calendar, region: str | None
) -> AgreementState:
    """A slip due on a holiday of the debtor's state is late only when the next business day has passed too."""
    first_due = min((part.due for part in agreement.installments if part.paid_on is None), default=today)
    return agreement.state(today, limits, calendar.holidays(first_due, today, region))
