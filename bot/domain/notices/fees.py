"""Unpaid mensalidades as the clocks see them: how late, how many in twelve months, when a notice is due (N4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.policy import NoticePolicy


@dataclass(frozen=True)
class MonthlyFee:
    """A title of kind mensalidade, paid or not; `days_excused` are those the operator caused."""

    number: str
    due_date: date
    days_excused: int = 0
    paid_on: date | None = None
    in_agreement: bool = False  # of a running agreement

    def delay(self, day: date) -> int:
        """Days overdue that count; 0 for what is paid or agreed."""
        if self.paid_on is not None or self.in_agreement:
            return 0
        return max((day - self.due_date).days - self.days_excused, 0)

    def is_unpaid_on(self, day: date) -> bool:
        return self.delay(day) > 0


class IssueStage(StrEnum):
    """Whether a notice of the oldest unpaid mensalidade is due."""

    NOTHING_UNPAID = "nothing_unpaid"
    EARLY = "early"
    DUE = "due"  # from the day of the alert to the last day to issue
    LATE = "late"  # issued too, and marked late


@dataclass(frozen=True)
class IssueStatus:
    stage: IssueStage
    days_overdue: int  # of the oldest
    days_left: int  # until the last day to issue; negative when it has passed

    @property
    def is_due(self) -> bool:
        return self.stage in (IssueStage.DUE, IssueStage.LATE)


def issue_status(fees: Iterable[MonthlyFee], day: date, policy: NoticePolicy) -> IssueStatus:
    """By the oldest unpaid mensalidade: paid months, and days the operator caused, do not count."""
    oldest = max((fee.delay(day) for fee in fees), default=0)
    return IssueStatus(_stage(oldest, policy), oldest, policy.issue_by_day - oldest)


def unpaid_in_last_months(unpaid: Iterable[MonthlyFee], day: date) -> tuple[MonthlyFee, ...]:
    """Those that fell due in the twelve months up to a day, consecutive or not; the same day a year ago is outside."""
    since = _a_year_before(day)
    return tuple(fee for fee in unpaid if since < fee.due_date < day)


def _stage(oldest: int, policy: NoticePolicy) -> IssueStage:
    if oldest == 0:
        return IssueStage.NOTHING_UNPAID
    if oldest < policy.alert_from_day:
        return IssueStage.EARLY
    return IssueStage.DUE if oldest <= policy.issue_by_day else IssueStage.LATE


def _a_year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return date(day.year - 1, 2, 28)  # of 29 February
