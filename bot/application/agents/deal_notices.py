"""The ANS notice as the deal panel shows it: how far it is, whether it counts, and what it still needs (N2, N4)."""

from bot.application.agents.deal_panel import ShownNotice
from bot.application.desk import Desk
from bot.application.notices.term import term_of
from bot.domain.notices.notice import Notice, NoticeState
from bot.domain.policy import AcknowledgementRule

_ON_THE_WAY = frozenset({NoticeState.SENT, NoticeState.DELIVERED, NoticeState.READ})


async def notices_shown(desk: Desk) -> tuple[ShownNotice, ...]:
    """Newest first."""
    found = await desk.services.notices.of_person(desk.debtor.person.id)
    return tuple([await _shown(desk, notice) for notice in sorted(found, key=lambda each: -each.id)])


async def _shown(desk: Desk, notice: Notice) -> ShownNotice:
    is_valid = _is_valid(desk, notice)
    term = await term_of(desk, notice) if is_valid and not notice.state.is_over else None
    return ShownNotice(
        id=notice.id,
        state=notice.state,
        issued_at=notice.issued_at,
        is_valid=is_valid,
        last_day=term.last_day if term is not None else notice.deadline,
        needs="" if notice.state.is_over else _needs(notice, is_valid=is_valid),
        case_number=notice.case_number,
    )


def _is_valid(desk: Desk, notice: Notice) -> bool:
    """From which reply it counts is the profile's (N2)."""
    if notice.acknowledged_at is not None:
        return True
    return notice.replied_at is not None and desk.policy.notice.acknowledgement is AcknowledgementRule.ANY_REPLY


def _needs(notice: Notice, *, is_valid: bool) -> str:
    if notice.contested_at is not None and notice.answered_at is None:
        return "answer_to_contest"
    if is_valid:
        return ""
    if notice.pending_reply_at is not None and notice.replied_at is None:
        return "identity"
    if notice.replied_at is not None:
        return "acknowledgement"
    return "reply" if notice.state in _ON_THE_WAY else "sending"
