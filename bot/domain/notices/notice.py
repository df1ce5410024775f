"""A notice: who was told what, where and when, and how far it has come (N0-N3)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.domain.conversation import Channel
from bot.domain.notices.contents import NoticeContents


class NoticeState(StrEnum):
    """How far a notice has come; states only move forward, in the order written here (contract)."""

    OPENED = "opened"  # planned, or its opener is out
    IDENTIFIED = "identified"  # the person is confirmed, the notice is about to go
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    REPLIED = "replied"
    ACKNOWLEDGED = "acknowledged"
    CONTESTED = "contested"
    VOIDED = "voided"  # never valid for this person: not them, withdrawn before any reply
    SETTLED = "settled"  # an agreement or payment stopped it
    EXPIRED = "expired"  # the term of a valid notice ended unpaid: a person decides

    @property
    def is_over(self) -> bool:
        return self in (NoticeState.VOIDED, NoticeState.SETTLED, NoticeState.EXPIRED)

    def may_become(self, other: "NoticeState") -> bool:
        order = list(NoticeState)
        return not self.is_over and order.index(other) > order.index(self)


@dataclass(frozen=True)
class Contest:
    """One contest of a notice; `answered_at` is when the person had the answer, not when the case was closed (N4)."""

    at: datetime
    answered_at: datetime | None = None
    case_number: str | None = None


@dataclass(frozen=True)
class Notice:
    """One notice to one person about one default; instants aware, in UTC.

    `sent_at`, `delivered_at` and `read_at` are what the provider told of the message that carried the full notice;
    `link_opened_at` is when its person opened the page behind its link.
    """

    id: int
    creditor: str
    person_id: int  # who is notified
    channel: Channel
    contact: str  # the number notified
    state: NoticeState
    opened_at: datetime
    is_receptive: bool = False  # the person wrote first (N0)
    full_text_first: bool = False  # sent before identity, approved by the profile (N0)
    conversation_id: int | None = None
    protocol: str | None = None  # allotted when the contact opens (N8)
    title_numbers: tuple[str, ...] = ()
    contents: NoticeContents | None = None
    text: str | None = None  # the full notice as sent
    release: str | None = None
    factors: frozenset[str] = frozenset()  # identity factors used, by name (N5)
    identified_at: datetime | None = None
    issued_at: datetime | None = None  # the turn that decided to send it
    sent_at: datetime | None = None
    delivered_at: datetime | None = None
    read_at: datetime | None = None
    link_opened_at: datetime | None = None
    pending_reply_at: datetime | None = None  # answered, identity pending (N2)
    pending_as: NoticeState | None = None  # what that reply becomes once the person is confirmed
    replied_at: datetime | None = None
    acknowledged_at: datetime | None = None
    contested_at: datetime | None = None
    answered_at: datetime | None = None  # the person had the answer to the last contest: a new term runs (N4)
    voided_at: datetime | None = None
    settled_at: datetime | None = None
    expired_at: datetime | None = None
    followed_up: bool = False  # the one question after a reply that is not explicit was asked
    deadline: date | None = None  # the exact last day of the term, told to the person
    case_number: str | None = None  # of the last contest: the chamado of the sheets (N7)
    contests: tuple[Contest, ...] = ()  # in order

    @property
    def open_contest(self) -> Contest | None:
        """The one whose answer the person does not have yet: it holds the term."""
        return next((contest for contest in self.all_contests if contest.answered_at is None), None)

    @property
    def all_contests(self) -> tuple[Contest, ...]:
        """Where only the first was kept, that one."""
        if self.contests or self.contested_at is None:
            return self.contests
        return (Contest(self.contested_at, self.answered_at, self.case_number),)
