"""Days of delay that are not held against a person: a stay in hospital, and what the operator caused (N4)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.titles import UpdatedTitle


class ExcuseKind(StrEnum):
    HOSPITAL = "hospital"  # blocks whatever else stands, while it lasts
    OPERATOR = "operator"  # delay the operator caused: its days do not count


@dataclass(frozen=True)
class Excuse:
    """A period, its last day included; one without a last day lasts until somebody puts it down."""

    kind: ExcuseKind
    starts: date
    ends: date | None = None
    title_numbers: tuple[str, ...] = ()  # none: all of the person's

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)

    def is_about(self, number: str) -> bool:
        return not self.title_numbers or number in self.title_numbers


def is_in_hospital(excuses: Iterable[Excuse], day: date) -> bool:
    return any(one.kind is ExcuseKind.HOSPITAL and one.covers(day) for one in excuses)


def days_excused(excuses: Iterable[Excuse], number: str, due_date: date, day: date) -> int:
    """Of the days from a due date to a day, those the operator caused; a day is excused once."""
    excused = set[date]()
    for one in excuses:
        if one.kind is ExcuseKind.OPERATOR and one.is_about(number):
            first, last = max(one.starts, due_date + timedelta(days=1)), min(one.ends or day, day)
            excused.update(first + timedelta(days=days) for days in range((last - first).days + 1))
    return len(excused)


def less_excused(fees: Iterable[UpdatedTitle], excuses: Iterable[Excuse], day: date) -> tuple[UpdatedTitle, ...]:
    """Mensalidades with the delay that counts, in the order given; one whose delay is all excused is not late."""
    known = tuple(excuses)
    counted = (_counted(fee, known, day) for fee in fees)
    return tuple(fee for fee in counted if fee.days_overdue > 0)


def _counted(fee: UpdatedTitle, excuses: tuple[Excuse, ...], day: date) -> UpdatedTitle:
    excused = days_excused(excuses, fee.title.number, fee.title.due_date, day)
    return replace(fee, days_overdue=fee.days_overdue - excused)
