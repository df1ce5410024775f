"""The back office's queue of slips: what was asked for, until when, and who issued it (P12, G0, G1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.agreements import Installment
from bot.domain.errors import BotError


@dataclass(frozen=True)
class SlipToIssue:
    """A request not answered yet; whoever shows it where the role does not allow more masks `deliver_to`."""

    id: int
    creditor: str
    agreement: str  # its number
    person: str
    document: str  # already masked
    parts: tuple[Installment, ...]  # the unpaid ones that were asked for
    reason: str
    requested_at: datetime
    deadline: datetime
    deliver_by: str
    deliver_to: str

    def is_late(self, now: datetime) -> bool:
        return now > self.deadline


@dataclass(frozen=True)
class Issued:
    """Who issued the slips of a request, and when."""

    by: str
    at: datetime
    note: str = ""


class SlipQueue(Protocol):
    """Requests for slips, oldest deadline first."""

    async def waiting(self, creditor: str | None = None) -> Sequence[SlipToIssue]: ...

    async def mark_issued(self, request_id: int, issued: Issued) -> Issued | None:
        """What is on record now: this, or an earlier answer, which stands; None when there is no such request."""
        ...


class SlipRequestUnknown(BotError):
    """There is no slip request under that number."""

    def __init__(self, request_id: int) -> None:
        super().__init__(f"no slip request {request_id}")
        self.request_id = request_id


class SlipAlreadyIssued(BotError):
    """The request was answered before: the first answer stands."""

    def __init__(self, request_id: int, issued: Issued) -> None:
        at = issued.at.isoformat(timespec="minutes")
        super().__init__(f"slip request {request_id} was already issued by {issued.by} at {at}")
        self.request_id = request_id
        self.issued = issued


async def mark_issued(queue: SlipQueue, request_id: int, issued: Issued) -> None:
    """Take a request off the queue, once."""
    kept = await queue.mark_issued(request_id, issued)
    if kept is None:
        raise SlipRequestUnknown(request_id)
    if kept != issued:
        raise SlipAlreadyIssued(request_id, kept)
