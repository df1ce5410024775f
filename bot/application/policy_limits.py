"""The bounds of a policy's numbers, each with the law or the product rule it comes from: forms and the gate ask here.

A policy outside them can be read, as one of an old release must be; it cannot be published (F3).
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from bot.domain.money import Money
from bot.domain.policy import Policy

# What the document itself refuses, too (RN 593/2023; the finance sheets; the Central Bank's code).
LAST_DAY_TO_ISSUE, SHORTEST_TERM, MOST_ATTEMPTS = 50, 10, 5
LONGEST_PIX_NAME, LONGEST_PIX_CITY = 25, 15
MOST_OF_AN_SMS = Money(5_00)  # ours: a slip of the pen
_A_YEAR, _A_WEEK_H = 365, 168

type Number = int | Decimal


@dataclass(frozen=True)
class Limit:
    """The least and the most a number of the policy may be, both allowed."""

    least: int
    most: int
    rule: str
    of: Callable[[Policy], Number]

    def allows(self, value: Number) -> bool:
        return self.least <= value <= self.most


def _hours(seconds: float) -> Decimal:
    return Decimal(round(seconds)) / 3600


# By the place in policy.yml. What is *ours* keeps a slip of the pen out; the rest is law or the creditors' rule.
LIMITS: dict[str, Limit] = {
    "updating.fine_percent": Limit(0, 2, "T4; CDC art. 52 §1", lambda p: p.update_rules.fine_percent),
    "updating.interest_percent_per_month": Limit(
        0, 1, "T4; CTN art. 161 §1", lambda p: p.update_rules.interest_percent_per_month
    ),
    "payment.first_due_within_days": Limit(0, 7, "P7", lambda p: p.payment.first_due_within_days),
    "payment.reissue.days_before": Limit(0, 60, "P11, ours", lambda p: p.payment.reissue.days_before),
    "payment.reissue.days_after": Limit(0, 60, "P11, ours", lambda p: p.payment.reissue.days_after),
    "identity.tries.known_phone": Limit(1, 3, "I3", lambda p: p.identity.tries.known_phone),
    "identity.tries.unknown_phones": Limit(1, 3, "I3", lambda p: p.identity.tries.unknown_phones),
    "identity.tries.per_hours": Limit(24, _A_WEEK_H, "I3", lambda p: _hours(p.identity.tries.per.total_seconds())),
    "identity.lasts_hours": Limit(1, 24, "I6, ours", lambda p: _hours(p.identity.lasts.total_seconds())),
    "limits.prescription_years": Limit(1, 5, "T6; CC art. 206 §5 I", lambda p: p.limits.prescription_years),
    "limits.base_date_max_age_days": Limit(1, _A_YEAR, "R1, ours", lambda p: p.limits.base_date_max_age_days),
    "limits.agreement_broken_after_days": Limit(1, _A_YEAR, "G5, ours", lambda p: p.limits.agreement_broken_after_days),
    "limits.bad_payer_after_days": Limit(1, _A_YEAR, "G5, ours", lambda p: p.limits.bad_payer_after_days),
    "notice.alert_from_day": Limit(0, LAST_DAY_TO_ISSUE, "N4, ours", lambda p: p.notice.alert_from_day),
    "notice.issue_by_day": Limit(1, LAST_DAY_TO_ISSUE, "N4; RN 593/2023", lambda p: p.notice.issue_by_day),
    "notice.answer_within_days": Limit(
        SHORTEST_TERM, _A_YEAR, "N4; RN 593/2023", lambda p: p.notice.answer_within_days
    ),
    "notice.wait_days": Limit(1, 30, "N6, ours", lambda p: p.notice.wait_days),
    "notice.max_attempts": Limit(1, MOST_ATTEMPTS, "N6, N7", lambda p: p.notice.max_attempts),
}
