"""Which debtors of a portfolio are of the kind that the way to a problem takes (F3)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.agreements import Agreement
from bot.domain.documents import CNPJ_DIGITS
from bot.domain.identity import Access, access_of
from bot.domain.money import Money
from bot.domain.people import Account
from bot.domain.policy import Policy
from bot.domain.titles import ChargeKind, is_prescribed
from flows.debtors import ORDINARY


@dataclass(frozen=True)
class Looked:
    """An account as it is today under its creditor's policy."""

    account: Account
    policy: Policy
    today: date

    @property
    def codes(self) -> set[str]:
        return {title.code for title in self.account.titles}

    @property
    def known(self) -> bool:
        return self.codes <= self.policy.title_kinds.keys()

    @property
    def days(self) -> int:
        """Since the oldest title was due; 0 where there is none."""
        return max(((self.today - title.due_date).days for title in self.account.titles), default=0)

    @property
    def is_company(self) -> bool:
        return len(self.account.person.document) == CNPJ_DIGITS

    @property
    def is_prescribed(self) -> bool:
        years = self.policy.limits.prescription_years
        return all(is_prescribed(title, self.today, years) for title in self.account.titles)

    @property
    def is_small(self) -> bool:
        """Less than a down payment and one installment."""
        limits = self.policy.plan_limits
        owed = Money.total(title.principal for title in self.account.titles)
        return owed.cents < limits.minimum_down_payment.cents + limits.minimum_installment.cents

    def is_negotiable(self, codes: int = 1) -> bool:
        """Nothing but open titles of so many codes."""
        is_open = bool(self.codes) and not self.account.agreements and not self.is_prescribed
        return is_open and self.known and len(self.codes) == codes

    def is_monthly(self) -> bool:
        return any(self.policy.title_kinds[code].kind is ChargeKind.MONTHLY_FEE for code in self.codes)

    def has(self, stands: Callable[[Agreement], bool]) -> bool:
        return any(stands(agreement) for agreement in self.account.agreements)

    def overdue(self, agreement: Agreement) -> int | None:
        """Days since the next part was due; None where all is paid."""
        part = agreement.next_unpaid
        return None if part is None else (self.today - part.due).days


_NEW, _OLD = 90, 360  # days, as the invented debtors of golden conversations have them
_KINDS: Mapping[str, Callable[[Looked], bool]] = {
    ORDINARY: lambda one: one.is_negotiable() and one.is_monthly() and not one.is_small and _NEW < one.days <= _OLD,
    "recent": lambda one: one.is_negotiable() and not one.is_small and one.days <= _NEW,
    "old": lambda one: one.is_negotiable() and not one.is_small and one.days > _OLD,
    "small": lambda one: one.is_negotiable() and one.is_small,
    "other_fee": lambda one: one.is_negotiable() and not one.is_monthly(),
    "several_codes": lambda one: one.known and len(one.codes) > 1,
    "unknown_code": lambda one: not one.known,
    "prescribed": lambda one: bool(one.codes) and one.is_prescribed,
    "nothing_open": lambda one: not one.codes and not one.account.agreements,
    "plan_cancelled": lambda one: one.account.person.plan_cancelled and one.is_negotiable(),
    "agreement_settled": lambda one: one.has(lambda each: one.overdue(each) is None),
    "agreement_due": lambda one: one.has(lambda each: (days := one.overdue(each)) is not None and days <= 0),
    "agreement_late": lambda one: one.has(lambda each: 0 < (one.overdue(each) or 0) <= _broken_after(one)),
    "agreement_broken": lambda one: one.has(lambda each: (one.overdue(each) or 0) > _broken_after(one)),
}
DEPENDANT, COMPANY = "dependant", "company"


def fits(kind: str, one: Looked) -> bool:
    """Who may hear of no debt is of a kind of their own, and so is a company."""
    if one.is_company:
        return kind == COMPANY
    if access_of(one.account.person.role) is not Access.OWN:
        return kind == DEPENDANT and access_of(one.account.person.role) is Access.NONE
    is_ended = one.account.person.plan_cancelled and kind != "plan_cancelled"
    return kind in _KINDS and not is_ended and _KINDS[kind](one)


def nearly_fits(one: Looked) -> bool:
    """Where nobody is quite as the way needs them: a holder with titles of one kind."""
    return access_of(one.account.person.role) is Access.OWN and not one.is_company and one.is_negotiable()


def _broken_after(one: Looked) -> int:
    return one.policy.limits.agreement_broken_after_days
