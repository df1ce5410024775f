"""What a notice must say (N1): one record, complete or not issued."""

from dataclasses import dataclass
from datetime import date

from bot.domain.money import Money


@dataclass(frozen=True)
class NotifiedOperator:
    """The operator in whose name the person is notified."""

    name: str
    cnpj: str
    address: str
    ans_number: str


@dataclass(frozen=True)
class NotifiedPlan:
    """The plan, as the ANS knows it, and the person's own registration in it."""

    name: str
    number: str  # the plan's registration at the ANS
    registration: str  # the person's own number (matrícula)


@dataclass(frozen=True)
class OpenFee:
    """An open mensalidade on the day of the notice; values in centavos."""

    number: str  # the title's
    competence: date  # the first day of the month
    due_date: date
    value: Money  # principal, as billed
    updated: Money
    days_overdue: int


@dataclass(frozen=True)
class NoticeContents:
    """Everything N1 lists; frozen with the notice, so that what was said can always be said again."""

    protocol: str
    operator: NotifiedOperator
    notified: str  # full name of the person notified
    beneficiaries: tuple[str, ...]  # full names of those affected, the holder first
    plan: NotifiedPlan
    fees: tuple[OpenFee, ...]  # oldest first
    issued_on: date
    pay_how: str  # the means, in Portuguese
    contact_channels: tuple[str, ...]
    term_days: int  # uninterrupted days from the valid notice
    plan_cancelled: bool = False  # N11: no 10-day warning, no hint of return

    @property
    def total(self) -> Money:
        """The updated total on the day of the notice, in centavos."""
        return sum((fee.updated for fee in self.fees), Money(0))

    @property
    def days_overdue(self) -> int:
        """Delay of the oldest open mensalidade, in days."""
        return max((fee.days_overdue for fee in self.fees), default=0)
