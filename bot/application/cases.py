"""Cases: the tasks people work on while the bot stays, from the oldest deadline to their outcome (H1, G3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bot.domain.errors import BotError


@dataclass(frozen=True)
class CaseToWorkOn:
    """An open case; `note` holds the debtor's own words and is for those who work on it."""

    number: str
    kind: str
    creditor: str | None
    person: str | None
    document: str | None  # already masked
    title_numbers: tuple[str, ...]
    note: str
    opened_at: datetime
    deadline: date
    person_id: int | None = None

    def is_late(self, today: date) -> bool:
        return today > self.deadline


class Worker(StrEnum):
    """Who answers for a case: finance, and after its deadline a supervisor (G3)."""

    FINANCE = "finance"
    SUPERVISOR = "supervisor"


def who_works_on(*, is_late: bool) -> Worker:
    return Worker.SUPERVISOR if is_late else Worker.FINANCE


@dataclass(frozen=True)
class Closed:
    """How a case ended, and who ended it."""

    by: str
    at: datetime
    outcome: str
    code: str = ""  # of the outcomes of its kind, where one was chosen


class CaseQueue(Protocol):
    """Open cases, oldest deadline first."""

    async def waiting(self, creditor: str | None = None) -> Sequence[CaseToWorkOn]: ...

    async def close(self, number: str, closed: Closed) -> Closed | None:
        """What is on record now: this, or an earlier outcome, which stands; None when there is no such case."""
        ...


class CaseUnknown(BotError):
    """There is no case under that number."""

    def __init__(self, number: str) -> None:
        super().__init__(f"no case {number}")
        self.number = number


class CaseAlreadyClosed(BotError):
    """The case was closed before: its first outcome stands."""

    def __init__(self, number: str, closed: Closed) -> None:
        at = closed.at.isoformat(timespec="minutes")
        super().__init__(f"case {number} was already closed by {closed.by} at {at}")
        self.number = number
        self.closed = closed


class OutcomeMissing(BotError):
    """A case is not closed without saying how it ended."""

    def __init__(self, number: str) -> None:
        super().__init__(f"case {number} needs an outcome")
        self.number = number


async def close_case(queue: CaseQueue, number: str, closed: Closed) -> None:
    """Close a case with its outcome, once; its titles may be charged again from then on."""
    if not closed.outcome.strip():
        raise OutcomeMissing(number)
    kept = await queue.close(number, closed)
    if kept is None:
        raise CaseUnknown(number)
    if kept != closed:
        raise CaseAlreadyClosed(number, kept)
