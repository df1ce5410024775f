"""Open titles: what each is, what it is worth on a day, and which of them may be offered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bot.domain.money import ZERO, Money

DAYS_IN_A_MONTH = 30


class ChargeKind(StrEnum):
    """What a title charges for, in the words of the creditor's table."""

    MONTHLY_FEE = "mensalidade"
    COPAYMENT = "coparticipação"
    EXPENSE = "despesa"
    FEE = "taxa"
    NEGOTIATION = "negociação"


@dataclass(frozen=True)
class TitleKind:
    """A row of the creditor's table of title codes."""

    code: str
    label: str
    neutral_label: str
    kind: ChargeKind
    max_installments: int  # after the down payment
    reveals_health: bool
    blocks_card: bool

    def label_for(self, *, verified: bool, private_channel: bool = True) -> str:
        """The label that may be shown; one that reveals health needs a verified reader and no SMS or template."""
        hidden = self.reveals_health and not (verified and private_channel)
        return self.neutral_label if hidden else self.label


@dataclass(frozen=True)
class Title:
    """One open charge as the creditor's file gives it; a blank fine or interest is None."""

    number: str
    code: str
    competence: date  # the first day of the month
    due_date: date
    principal: Money
    fine: Money | None = None
    interest: Money | None = None

    def is_due(self, today: date) -> bool:
        """A title falling due today is due, with 0 days overdue."""
        return self.due_date <= today


@dataclass(frozen=True)
class UpdateRules:
    """How a blank fine and interest are computed."""

    fine_percent: Decimal
    interest_percent_per_month: Decimal


@dataclass(frozen=True)
class Delay:
    """Days overdue, said in monthly fees and the days left over."""

    days: int

    @property
    def months(self) -> int:
        return self.days // DAYS_IN_A_MONTH

    @property
    def days_left_over(self) -> int:
        return self.days % DAYS_IN_A_MONTH


@dataclass(frozen=True)
class UpdatedTitle:
    """A due title with its value on a given day."""

    title: Title
    days_overdue: int
    fine: Money
    interest: Money

    @property
    def principal(self) -> Money:
        return self.title.principal

    @property
    def updated(self) -> Money:
        return self.principal + self.fine + self.interest

    @property
    def delay(self) -> Delay:
        return Delay(self.days_overdue)


def update(title: Title, today: date, rules: UpdateRules) -> UpdatedTitle:
    """Value a title that is due, using what the file gives and computing what it leaves blank."""
    days = (today - title.due_date).days
    fine = title.fine if title.fine is not None else _fine(title.principal, days, rules)
    interest = title.interest if title.interest is not None else _interest(title.principal, days, rules)
    return UpdatedTitle(title, days, fine, interest)


def is_prescribed(title: Title, today: date, years: int) -> bool:
    """The policy's limit has passed: the day after the anniversary of the due date (1 March for 29 February)."""
    return today > _anniversary(title.due_date, years)


def _fine(principal: Money, days: int, rules: UpdateRules) -> Money:
    return principal.percent(rules.fine_percent) if days > 0 else ZERO


def _interest(principal: Money, days: int, rules: UpdateRules) -> Money:
    monthly = Fraction(rules.interest_percent_per_month) / 100
    return principal.portion(monthly * max(days, 0) / DAYS_IN_A_MONTH)


def _anniversary(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
