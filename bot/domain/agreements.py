"""Agreements: accepted offers, the slips they were split into, and the state payments leave them in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.due_dates import DateRefused, first_due, monthly_due_dates, payable_on
from bot.domain.ladder import Offer
from bot.domain.money import Money
from bot.domain.plans import Plan
from bot.domain.policy import DebtLimits, PaymentPolicy


class AgreementState(StrEnum):
    """How an agreement stands; for staff only, never shown to the debtor."""

    UP_TO_DATE = "up_to_date"  # em dia
    OVERDUE = "overdue"  # em débito
    BAD_PAYER = "bad_payer"  # mau pagador
    BROKEN = "broken"  # quebrado
    SETTLED = "settled"  # quitado


ENDED = frozenset({AgreementState.BROKEN, AgreementState.SETTLED})


class ReissueRefusal(StrEnum):
    """Why a slip is not issued again with a new date."""

    ALREADY_PAID = "already_paid"
    ALREADY_REISSUED = "already_reissued"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"


@dataclass(frozen=True)
class Installment:
    """One slip of an agreement; number 0 is the down payment or the whole lump sum."""

    number: int
    due: date
    value: Money
    fee: Money
    paid_on: date | None = None
    original_due: date | None = None  # set when the slip was issued again

    @property
    def total(self) -> Money:
        return self.value + self.fee

    @property
    def was_reissued(self) -> bool:
        return self.original_due is not None

    def days_overdue(self, today: date, holidays: Collection[date] = ()) -> int:
        """0 while it can still be paid in time, the next business day included."""
        if self.paid_on is not None or today <= payable_on(self.due, holidays):
            return 0
        return (today - self.due).days


@dataclass(frozen=True)
class Agreement:
    """An accepted offer with its slips, in order of due date."""

    number: str
    creditor: str
    code: str
    title_numbers: tuple[str, ...]
    closed_on: date
    installments: tuple[Installment, ...]

    @property
    def value(self) -> Money:
        return Money.total(part.value for part in self.installments)

    @property
    def total(self) -> Money:
        return Money.total(part.total for part in self.installments)

    @property
    def paid(self) -> Money:
        return Money.total(part.value for part in self.installments if part.paid_on is not None)

    @property
    def next_unpaid(self) -> Installment | None:
        return next((part for part in self.installments if part.paid_on is None), None)

    def is_running(self, today: date, limits: DebtLimits, holidays: Collection[date] = ()) -> bool:
        """Its titles are not charged while it is neither broken nor settled."""
        return self.state(today, limits, holidays) not in ENDED

    def state(self, today: date, limits: DebtLimits, holidays: Collection[date] = ()) -> AgreementState:
        if self.next_unpaid is None:
            return AgreementState.SETTLED
        overdue = [days for part in self.installments if (days := part.days_overdue(today, holidays))]
        if not overdue:
            return AgreementState.UP_TO_DATE
        if max(overdue) > limits.agreement_broken_after_days:
            return AgreementState.BROKEN
        is_bad = len(overdue) > 1 or max(overdue) > limits.bad_payer_after_days
        return AgreementState.BAD_PAYER if is_bad else AgreementState.OVERDUE

    def with_payment(self, number: int, paid_on: date) -> "Agreement":
        """The same agreement with a slip settled; settling it twice keeps the first date."""
        return replace(
            self,
            installments=tuple(
                replace(part, paid_on=part.paid_on or paid_on) if part.number == number else part
                for part in self.installments
            ),
        )

    def with_reissued(self, number: int, due: date) -> "Agreement":
        return replace(
            self,
            installments=tuple(
                replace(part, due=due, original_due=part.due) if part.number == number else part
                for part in self.installments
            ),
        )


def installments_of(offer: Offer, first_day: date) -> tuple[Installment, ...]:
    """The slips of an accepted offer, the first on the day chosen and the rest month by month."""
    terms = offer.terms
    if not isinstance(terms, Plan):
        return (Installment(0, first_day, terms.value, terms.fee),)
    values = (terms.down_payment, *[terms.installment] * terms.count)
    days = monthly_due_dates(first_day, terms.slips)
    return tuple(Installment(n, day, value, terms.fee) for n, (day, value) in enumerate(zip(days, values, strict=True)))


def reissue_refusal(part: Installment, today: date, payment: PaymentPolicy) -> ReissueRefusal | None:
    """Whether a slip near its due date may be issued again, once, with the same value."""
    if part.paid_on is not None:
        return ReissueRefusal.ALREADY_PAID
    if part.was_reissued:
        return ReissueRefusal.ALREADY_REISSUED
    if today < part.due - timedelta(days=payment.reissue.days_before):
        return ReissueRefusal.TOO_EARLY
    if today > part.due + timedelta(days=payment.reissue.days_after):
        return ReissueRefusal.TOO_LATE
    return None


def reissue(
    agreement: Agreement, part: Installment, wished: date, today: date, payment: PaymentPolicy
) -> Agreement | ReissueRefusal | DateRefused:
    """Issue a slip again on a day the first-due rule allows, or say why not."""
    refusal = reissue_refusal(part, today, payment)
    if refusal is not None:
        return refusal
    chosen = first_due(wished, today, payment.first_due_within_days, ())
    return chosen if isinstance(chosen, DateRefused) else agreement.with_reissued(part.number, chosen.day)


def titles_under_agreement(
    agreements: Sequence[Agreement], today: date, limits: DebtLimits, holidays: Collection[date] = ()
) -> frozenset[str]:
    """Numbers of the titles inside a running agreement: shown as such, not charged."""
    running = (agreement for agreement in agreements if agreement.is_running(today, limits, holidays))
    return frozenset(number for agreement in running for number in agreement.title_numbers)
