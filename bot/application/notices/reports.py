"""What is shown of notices: the list, the ledger of a batch, and the sheets finance keeps (N6, N7)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.domain.errors import BotError
from bot.domain.notices.means import AttemptState
from bot.domain.notices.notice import Notice
from bot.domain.people import Person

INSTANTS = ("sent_at", "delivered_at", "read_at", "replied_at", "acknowledged_at")


class NoticeUnknown(BotError):
    """No notice has this number."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(f"no notice {notice_id}")
        self.notice_id = notice_id


class BatchUnknown(BotError):
    """No batch has this number."""

    def __init__(self, batch_id: int) -> None:
        super().__init__(f"no batch {batch_id}")
        self.batch_id = batch_id


class LetterUnknown(BotError):
    """No letter with this number is waiting."""

    def __init__(self, attempt_id: int) -> None:
        super().__init__(f"no letter {attempt_id} is waiting")
        self.attempt_id = attempt_id


class AnswerNotHeard(BotError):
    """There is no answer to a contest to be heard then, or nothing says how it was."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(f"notice {notice_id} has no answer to a contest that could have been heard then")
        self.notice_id = notice_id


@dataclass(frozen=True)
class ListedNotice:
    notice: Notice
    person: Person = field(repr=False)
    register: str = ""  # its UUID in the log of evidence
    sender: str = ""  # our number

    def document(self) -> dict[str, object]:
        """As the contract writes it; instants in UTC."""
        notice = self.notice
        instants = {name: _text(getattr(notice, name)) for name in INSTANTS}
        instants["read_at"] = _text(notice.read_at or notice.link_opened_at)
        deadline = notice.deadline.isoformat() if notice.deadline is not None else None
        return {
            "id": notice.id,
            "protocol": notice.protocol,
            "state": notice.state.value,
            **instants,
            "deadline": deadline,
        }


@dataclass(frozen=True)
class MadeAttempt:
    """A try that left us: by message, or on paper."""

    number: int
    channel: str
    state: AttemptState
    reason: str | None
    protocol: str | None
    at: datetime
    person: Person = field(repr=False)
    notice: Notice | None = None
    is_last: bool = True  # of its notice


@dataclass(frozen=True)
class Letter:
    """Somebody to be told by registered letter or phone, and why not by message."""

    id: int
    number: int
    reason: str
    since: datetime
    person: Person = field(repr=False)
    phones: tuple[str, ...] = field(default=(), repr=False)
    notice_id: int | None = None


@dataclass(frozen=True)
class BatchCounts:
    """The ledger of a batch: how many rows are in each state, and why some were skipped or failed."""

    id: int
    creditor: str
    due: str
    asked_by: str
    planned_at: datetime
    states: Mapping[str, int]
    reasons: Mapping[str, int]

    def document(self) -> dict[str, object]:
        return {
            "id": self.id,
            "creditor": self.creditor,
            "due": self.due,
            "asked_by": self.asked_by,
            "planned_at": self.planned_at.isoformat(),
            "people": sum(self.states.values()),
            "states": dict(self.states),
            "reasons": dict(self.reasons),
        }


class NoticeReports(Protocol):
    async def listed(self, document: str | None = None, after: int = 0, limit: int | None = None) -> list[ListedNotice]:
        """Oldest first; of one document, or of everybody."""
        ...

    async def attempts(self) -> list[MadeAttempt]:
        """All that left us, oldest first."""
        ...

    async def letters(self) -> list[Letter]: ...

    async def letter_sent(self, attempt_id: int, at: datetime) -> bool:
        """Off the list; False when it is not on it."""
        ...

    async def batch(self, batch_id: int) -> BatchCounts | None: ...


def counted(rows: Sequence[tuple[str, str | None]]) -> tuple[dict[str, int], dict[str, int]]:
    """Rows of (state, reason) by state, and by reason."""
    states = Counter(state for state, _ in rows)
    reasons = Counter(reason for _, reason in rows if reason)
    return dict(sorted(states.items())), dict(sorted(reasons.items()))


def _text(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant is not None else None
