"""How a notice moves: each move gives the notice after it, or why it may not be made; never backwards."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.conversation import Channel
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.notices.contents import NoticeContents
from bot.domain.notices.notice import Contest, Notice, NoticeState
from bot.domain.notices.replies import ReplyVerdict, Weighed


class MoveRefused(StrEnum):
    """Why a notice stays as it is."""

    OVER = "over"  # voided, settled or expired
    ALREADY_ANSWERED = "already_answered"
    NOT_ISSUED = "not_issued"
    NOT_A_REPLY = "not_a_reply"
    NOTHING_PENDING = "nothing_pending"
    NOT_CONTESTED = "not_contested"
    ALREADY_REPLIED = "already_replied"  # a valid notice is not voided by who says "não sou eu" later


@dataclass(frozen=True)
class Issue:
    """The full notice as it goes out, and to which number."""

    channel: Channel
    contact: str
    contents: NoticeContents
    text: str = field(repr=False)
    release: str
    factors: frozenset[str] = frozenset()


type Moved = Notice | MoveRefused

_STAMP_OF_DELIVERY = {
    NoticeState.SENT: "sent_at",
    NoticeState.DELIVERED: "delivered_at",
    NoticeState.READ: "read_at",
}
_STAMP_OF_REPLY = {
    NoticeState.REPLIED: (),
    NoticeState.ACKNOWLEDGED: ("acknowledged_at",),
    NoticeState.CONTESTED: ("contested_at",),
}
_TIMELINE = (
    (EvidenceKind.OPENED, "opened_at"),
    (EvidenceKind.IDENTIFIED, "identified_at"),
    (EvidenceKind.ISSUED, "issued_at"),
    (EvidenceKind.SENT, "sent_at"),
    (EvidenceKind.DELIVERED, "delivered_at"),
    (EvidenceKind.READ, "read_at"),
    (EvidenceKind.READ, "link_opened_at"),
    (EvidenceKind.PENDING_REPLY, "pending_reply_at"),
    (EvidenceKind.REPLIED, "replied_at"),
    (EvidenceKind.ACKNOWLEDGED, "acknowledged_at"),
    (EvidenceKind.CONTESTED, "contested_at"),
    (EvidenceKind.ANSWERED, "answered_at"),
    (EvidenceKind.VOIDED, "voided_at"),
    (EvidenceKind.SETTLED, "settled_at"),
    (EvidenceKind.EXPIRED, "expired_at"),
)


def identify(notice: Notice, at: datetime, factors: frozenset[str]) -> Moved:
    """The person is confirmed; the factors by name, never by value (N5)."""
    if notice.state.is_over:
        return MoveRefused.OVER
    return _moved(replace(notice, factors=notice.factors | factors), NoticeState.IDENTIFIED, at, "identified_at")


def issue(notice: Notice, at: datetime, what: Issue) -> Moved:
    """The turn that sends the full notice; until it is answered, a later attempt may send it again elsewhere."""
    if notice.state.is_over:
        return MoveRefused.OVER
    if notice.pending_reply_at or notice.replied_at:
        return MoveRefused.ALREADY_ANSWERED
    return replace(
        notice,
        channel=what.channel,
        contact=what.contact,
        contents=what.contents,
        title_numbers=tuple(fee.number for fee in what.contents.fees),
        text=what.text,
        release=what.release,
        factors=notice.factors | what.factors,
        issued_at=at,
        sent_at=None,
        delivered_at=None,
        read_at=None,
    )


def tell(notice: Notice, state: NoticeState, at: datetime) -> Moved:
    """Sent, delivered or read, in whatever order it is told; the first time told of each stays, over or not."""
    if notice.issued_at is None:
        return MoveRefused.NOT_ISSUED
    return _moved(notice, state, at, _STAMP_OF_DELIVERY[state])


def answer(notice: Notice, weighed: Weighed, at: datetime) -> Moved:
    """What a weighed message does to the notice it answers; `at` is when it was received."""
    if notice.state.is_over:
        return MoveRefused.OVER
    match weighed.verdict:
        case ReplyVerdict.NOT_A_REPLY:
            return MoveRefused.NOT_A_REPLY
        case ReplyVerdict.VOIDED:
            return void(notice, at)
        case ReplyVerdict.PENDING_IDENTITY:
            return _pending(notice, weighed.once_confirmed or NoticeState.REPLIED, at)
        case verdict:
            return _replied(notice, NoticeState(verdict.value), at)


def confirm_pending(notice: Notice, at: datetime) -> Moved:
    """Identity is confirmed after the reply: it counts from when it was given (N2)."""
    if notice.state.is_over:
        return MoveRefused.OVER
    if notice.pending_reply_at is None or notice.replied_at is not None:
        return MoveRefused.NOTHING_PENDING
    confirmed = replace(notice, identified_at=notice.identified_at or at)
    return _replied(confirmed, notice.pending_as or NoticeState.REPLIED, notice.pending_reply_at)


def answer_contest(notice: Notice, case_number: str | None, at: datetime) -> Moved:
    """The person has the answer to this contest: where it was inside the term, a new one runs from here (N4)."""
    if notice.state.is_over:
        return MoveRefused.OVER
    contests = [_answered(one, at) if one.case_number == case_number else one for one in notice.all_contests]
    if tuple(contests) == notice.all_contests:
        return MoveRefused.NOT_CONTESTED
    return replace(notice, contests=tuple(contests), answered_at=at)


def open_link(notice: Notice, at: datetime) -> Moved:
    """Its person opened the page behind its link: read, and no answer (N2); the first time stays, over or not."""
    if notice.issued_at is None:
        return MoveRefused.NOT_ISSUED
    return _moved(notice, NoticeState.READ, at, "link_opened_at")


def with_case(notice: Notice, case_number: str | None) -> Notice:
    """The contest not answered yet, under the number of its case."""
    if case_number is None or notice.open_contest is None:
        return notice
    numbered = replace(notice.open_contest, case_number=notice.open_contest.case_number or case_number)
    contests = tuple(numbered if one == notice.open_contest else one for one in notice.all_contests)
    return replace(notice, contests=contests, case_number=numbered.case_number)


def void(notice: Notice, at: datetime) -> Moved:
    if notice.replied_at is not None:
        return MoveRefused.ALREADY_REPLIED
    return _ended(notice, NoticeState.VOIDED, at, "voided_at")


def settle(notice: Notice, at: datetime) -> Moved:
    return _ended(notice, NoticeState.SETTLED, at, "settled_at")


def expire(notice: Notice, at: datetime) -> Moved:
    """The term of a valid notice ended unpaid; what follows is for a person to decide."""
    if notice.replied_at is None:
        return MoveRefused.NOT_ISSUED if notice.issued_at is None else MoveRefused.NOT_A_REPLY
    return _ended(notice, NoticeState.EXPIRED, at, "expired_at")


def timeline(notice: Notice) -> tuple[tuple[EvidenceKind, datetime], ...]:
    """What happened, earliest first; of equal instants in the order of the states."""
    known = ((kind, getattr(notice, name)) for kind, name in _TIMELINE)
    return tuple(sorted(((kind, at) for kind, at in known if at is not None), key=lambda event: event[1]))


def _pending(notice: Notice, becomes: NoticeState, at: datetime) -> Moved:
    """The first reply, with its instant and its meaning: what is said later counts from when it was said."""
    if notice.replied_at is not None:
        return MoveRefused.ALREADY_REPLIED
    if notice.pending_reply_at is not None:
        return notice
    return replace(notice, pending_reply_at=at, pending_as=becomes)


def _replied(notice: Notice, state: NoticeState, at: datetime) -> Notice:
    """A reply that was waiting for identity was the first one."""
    first = notice.replied_at or notice.pending_reply_at or at
    after = _moved(replace(notice, replied_at=first), state, at, *_STAMP_OF_REPLY[state])
    is_new = state is NoticeState.CONTESTED and notice.open_contest is None
    return replace(after, contests=(*notice.all_contests, Contest(at))) if is_new else after


def _answered(contest: Contest, at: datetime) -> Contest:
    return contest if contest.answered_at is not None else replace(contest, answered_at=at)


def _ended(notice: Notice, state: NoticeState, at: datetime, stamp: str) -> Moved:
    return MoveRefused.OVER if notice.state.is_over else _moved(notice, state, at, stamp)


def _moved(notice: Notice, state: NoticeState, at: datetime, *stamps: str) -> Notice:
    """Forward, or where it is; an instant once known is never replaced."""
    new: dict[str, Any] = {name: getattr(notice, name) or at for name in stamps}
    return replace(notice, state=state if notice.state.may_become(state) else notice.state, **new)
