"""How a notice moves: forward only, each instant once, and refusals (contract, N2, N4, N5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_examples import PHONE, SENT, a_notice, an_acknowledged_notice, an_opened_notice, later, some_contents

from bot.domain.conversation import Channel
from bot.domain.evidence.entries import EvidenceKind
from bot.domain.notices.moves import (
    Issue,
    Moved,
    MoveRefused,
    answer,
    answer_contest,
    confirm_pending,
    expire,
    identify,
    issue,
    open_link,
    settle,
    tell,
    timeline,
    void,
    with_case,
)
from bot.domain.notices.notice import Contest, Notice, NoticeState
from bot.domain.notices.replies import ReplyReason, ReplyVerdict, Weighed

ISSUE = Issue(Channel.WHATSAPP, PHONE, some_contents("9"), "Texto", "r2", frozenset({"cpf_first3"}))
DELIVERY = (NoticeState.SENT, NoticeState.DELIVERED, NoticeState.READ)
OVER = (NoticeState.VOIDED, NoticeState.SETTLED, NoticeState.EXPIRED)


def counts(verdict: ReplyVerdict) -> Weighed:
    return Weighed(verdict, ReplyReason.COUNTS)


def pending(becomes: NoticeState) -> Weighed:
    return Weighed(ReplyVerdict.PENDING_IDENTITY, ReplyReason.IDENTITY_PENDING, becomes)


MOVES: dict[str, Callable[[Notice, datetime], Moved]] = {
    "identify": lambda notice, at: identify(notice, at, frozenset({"surname"})),
    "issue": lambda notice, at: issue(notice, at, ISSUE),
    **{state.value: lambda notice, at, state=state: tell(notice, state, at) for state in DELIVERY},  # type: ignore[misc]
    **{
        verdict.value: lambda notice, at, verdict=verdict: answer(notice, counts(verdict), at)  # type: ignore[misc]
        for verdict in (ReplyVerdict.REPLIED, ReplyVerdict.ACKNOWLEDGED, ReplyVerdict.CONTESTED, ReplyVerdict.VOIDED)
    },
    "pending": lambda notice, at: answer(notice, pending(NoticeState.ACKNOWLEDGED), at),
    "confirm": confirm_pending,
    "answer_contest": lambda notice, at: answer_contest(notice, None, at),
    "open_link": open_link,
    "settle": settle,
    "expire": expire,
    "void": void,
}


def done(moved: Moved) -> Notice:
    assert isinstance(moved, Notice)
    return moved


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
def test_whatever_happens_in_whatever_order_the_state_never_moves_backwards(names: list[str]) -> None:
    """N2, contract"""
    order = list(NoticeState)
    notice = an_opened_notice()

    for hours, name in enumerate(names):
        moved = MOVES[name](notice, later(hours=hours))
        after = moved if isinstance(moved, Notice) else notice
        assert order.index(after.state) >= order.index(notice.state)
        assert not notice.state.is_over or after.state is notice.state
        notice = after


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12), st.sampled_from(sorted(MOVES)))
def test_the_same_event_twice_is_once(names: list[str], name: str) -> None:
    """N5: the first instant stays. Issuing again is another message, and no repetition."""
    notice = an_opened_notice()
    for hours, earlier in enumerate(names):
        moved = MOVES[earlier](notice, later(hours=hours))
        notice = moved if isinstance(moved, Notice) else notice

    once = MOVES[name](notice, later(days=3))

    if isinstance(once, Notice) and name != "issue":
        again = MOVES[name](once, later(days=4))
        assert again == once or isinstance(again, MoveRefused)


def test_the_way_of_a_notice_from_its_opener_to_its_acknowledgement() -> None:
    """N0, N2"""
    notice = done(identify(an_opened_notice(), later(minutes=1), frozenset({"surname"})))
    assert notice.state is NoticeState.IDENTIFIED
    notice = done(issue(notice, later(minutes=2), ISSUE))
    assert (notice.state, notice.title_numbers) == (NoticeState.IDENTIFIED, ("9",))
    for minutes, state in enumerate(DELIVERY, start=3):
        notice = done(tell(notice, state, later(minutes=minutes)))
        assert notice.state is state
    notice = done(answer(notice, counts(ReplyVerdict.ACKNOWLEDGED), later(minutes=6)))

    assert notice.state is NoticeState.ACKNOWLEDGED
    assert notice.replied_at == notice.acknowledged_at == later(minutes=6)
    assert notice.factors == {"surname", "cpf_first3"}
    assert [kind for kind, _ in timeline(notice)] == [
        EvidenceKind.OPENED,
        EvidenceKind.IDENTIFIED,
        EvidenceKind.ISSUED,
        EvidenceKind.SENT,
        EvidenceKind.DELIVERED,
        EvidenceKind.READ,
        EvidenceKind.REPLIED,
        EvidenceKind.ACKNOWLEDGED,
    ]


@pytest.mark.parametrize("order", list(permutations(DELIVERY)))
def test_callbacks_in_any_order_end_in_the_furthest_state_and_keep_every_instant(
    order: tuple[NoticeState, ...],
) -> None:
    """N2, section 9: callbacks repeat and arrive out of order."""
    notice = done(issue(an_opened_notice(), SENT, ISSUE))

    for minutes, state in enumerate((*order, *order)):
        notice = done(tell(notice, state, later(minutes=minutes)))

    assert notice.state is NoticeState.READ
    told = {
        NoticeState.SENT: notice.sent_at,
        NoticeState.DELIVERED: notice.delivered_at,
        NoticeState.READ: notice.read_at,
    }
    assert told == {state: later(minutes=minutes) for minutes, state in enumerate(order)}


def test_a_delivery_told_after_the_reply_keeps_its_instant_and_moves_nothing() -> None:
    """N2"""
    notice = an_acknowledged_notice(later(minutes=1), read_at=None)

    read = done(tell(notice, NoticeState.READ, later(minutes=2)))

    assert (read.state, read.read_at) == (NoticeState.ACKNOWLEDGED, later(minutes=2))


@pytest.mark.parametrize("state", OVER)
def test_a_delivery_told_after_the_end_keeps_its_instant_and_moves_nothing(state: NoticeState) -> None:
    """N5"""
    read = done(tell(a_notice(state=state), NoticeState.READ, later(days=1)))

    assert (read.state, read.read_at) == (state, later(days=1))


def test_nothing_is_delivered_before_it_was_issued() -> None:
    """N2"""
    assert tell(an_opened_notice(), NoticeState.SENT, SENT) is MoveRefused.NOT_ISSUED


@pytest.mark.parametrize("state", OVER)
@pytest.mark.parametrize("name", sorted(set(MOVES) - {*DELIVERY, "open_link"}))
def test_nothing_is_done_with_a_notice_that_is_over(state: NoticeState, name: str) -> None:
    """Contract"""
    over = an_acknowledged_notice(later(minutes=1), state=state)

    assert isinstance(MOVES[name](over, later(days=1)), MoveRefused)


def test_an_unanswered_notice_may_be_issued_again_at_another_number_and_is_sent_anew() -> None:
    """N6: its state does not move backwards."""
    sms = Issue(Channel.SMS, "+5567981230002", some_contents("9"), "Texto", "r2")

    again = done(issue(a_notice(), later(days=3), sms))

    assert (again.channel, again.contact, again.issued_at) == (Channel.SMS, "+5567981230002", later(days=3))
    assert (again.sent_at, again.delivered_at, again.state) == (None, None, NoticeState.DELIVERED)


@pytest.mark.parametrize(
    "answered", [an_acknowledged_notice(later(minutes=1)), a_notice(pending_reply_at=later(minutes=1))]
)
def test_an_answered_notice_is_not_issued_again(answered: Notice) -> None:
    """N5: what was answered stays as it was said."""
    assert issue(answered, later(days=1), ISSUE) is MoveRefused.ALREADY_ANSWERED


def test_what_is_no_reply_changes_nothing() -> None:
    """N2"""
    weighed = Weighed(ReplyVerdict.NOT_A_REPLY, ReplyReason.TOO_FAST)

    assert answer(a_notice(), weighed, later(minutes=1)) is MoveRefused.NOT_A_REPLY


def test_a_reply_that_is_not_explicit_and_then_one_that_is_keep_both_instants() -> None:
    """N2"""
    notice = done(answer(a_notice(), counts(ReplyVerdict.REPLIED), later(minutes=1)))
    notice = done(answer(notice, counts(ReplyVerdict.ACKNOWLEDGED), later(minutes=5)))

    assert (notice.replied_at, notice.acknowledged_at) == (later(minutes=1), later(minutes=5))


def test_an_acknowledgement_after_the_contest_is_kept_and_the_contest_stands() -> None:
    """N4"""
    notice = done(answer(a_notice(), counts(ReplyVerdict.CONTESTED), later(minutes=1)))
    notice = done(answer(notice, counts(ReplyVerdict.ACKNOWLEDGED), later(minutes=5)))

    assert (notice.state, notice.contested_at, notice.acknowledged_at) == (
        NoticeState.CONTESTED,
        later(minutes=1),
        later(minutes=5),
    )


def test_a_reply_before_identity_counts_from_when_it_was_given_once_the_person_is_confirmed() -> None:
    """N2: until then "respondida, identidade pendente"."""
    waiting = done(answer(a_notice(), pending(NoticeState.REPLIED), later(minutes=1)))
    confirmed = done(confirm_pending(waiting, later(hours=2)))

    assert (waiting.state, waiting.replied_at, waiting.pending_reply_at) == (
        NoticeState.DELIVERED,
        None,
        later(minutes=1),
    )
    assert (confirmed.state, confirmed.replied_at) == (NoticeState.REPLIED, later(minutes=1))
    assert (confirmed.acknowledged_at, confirmed.identified_at) == (None, later(hours=2))


@pytest.mark.parametrize(
    ("becomes", "stamp"),
    [(NoticeState.ACKNOWLEDGED, "acknowledged_at"), (NoticeState.CONTESTED, "contested_at")],
)
def test_what_was_said_before_identity_need_not_be_said_again(becomes: NoticeState, stamp: str) -> None:
    """N2: a "ciente" to the full text counts from then once identity is confirmed."""
    confirmed = done(confirm_pending(done(answer(a_notice(), pending(becomes), later(minutes=1))), later(hours=2)))

    assert (confirmed.state, getattr(confirmed, stamp)) == (becomes, later(minutes=1))


def test_of_two_pending_replies_the_first_is_kept_with_what_it_meant() -> None:
    """N2: an acknowledgement is never dated back to words that were none."""
    notice = done(answer(a_notice(), pending(NoticeState.REPLIED), later(minutes=1)))
    notice = done(answer(notice, pending(NoticeState.ACKNOWLEDGED), later(minutes=9)))

    assert (notice.pending_reply_at, notice.pending_as) == (later(minutes=1), NoticeState.REPLIED)


def test_a_reply_of_the_confirmed_person_leaves_the_one_that_was_waiting_the_first() -> None:
    """N2: `replied_at` is of the first reply, `acknowledged_at` of the explicit one."""
    notice = done(answer(a_notice(), pending(NoticeState.REPLIED), later(minutes=1)))
    notice = done(answer(notice, counts(ReplyVerdict.ACKNOWLEDGED), later(minutes=9)))

    assert (notice.replied_at, notice.acknowledged_at) == (later(minutes=1), later(minutes=9))
    assert confirm_pending(notice, later(minutes=10)) is MoveRefused.NOTHING_PENDING


@pytest.mark.parametrize("notice", [a_notice(), an_acknowledged_notice(later(minutes=1))])
def test_identity_confirmed_with_no_reply_pending_confirms_none(notice: Notice) -> None:
    """N2"""
    assert confirm_pending(notice, later(hours=1)) is MoveRefused.NOTHING_PENDING


def test_a_contest_is_answered_once_and_nothing_else_is() -> None:
    """N4"""
    contested = done(answer(a_notice(), counts(ReplyVerdict.CONTESTED), later(minutes=1)))
    answered = done(answer_contest(with_case(contested, "C1"), "C1", later(days=2)))

    assert answered.answered_at == later(days=2)
    assert answered.contests == (Contest(later(minutes=1), later(days=2), "C1"),)
    assert answer_contest(answered, "C1", later(days=5)) is MoveRefused.NOT_CONTESTED
    assert answer_contest(with_case(contested, "C1"), "C2", later(days=2)) is MoveRefused.NOT_CONTESTED
    assert answer_contest(a_notice(), None, later(days=2)) is MoveRefused.NOT_CONTESTED


def test_one_contest_is_open_at_a_time_and_another_may_follow_its_answer() -> None:
    """N4: the second one is on record beside the first."""
    first = with_case(done(answer(a_notice(), counts(ReplyVerdict.CONTESTED), later(minutes=1))), "C1")
    again = done(answer(first, counts(ReplyVerdict.CONTESTED), later(hours=1)))
    heard = done(answer_contest(again, "C1", later(days=2)))
    second = with_case(done(answer(heard, counts(ReplyVerdict.CONTESTED), later(days=4))), "C2")

    assert again.contests == first.contests
    assert [contest.case_number for contest in second.contests] == ["C1", "C2"]
    assert second.open_contest == Contest(later(days=4), None, "C2")
    assert (second.case_number, second.contested_at) == ("C2", later(minutes=1))


def test_a_link_opened_is_read_and_no_answer() -> None:
    """N2, N5"""
    opened = done(open_link(a_notice(), later(minutes=3)))

    assert (opened.state, opened.link_opened_at, opened.read_at) == (NoticeState.READ, later(minutes=3), None)
    assert (opened.replied_at, opened.acknowledged_at) == (None, None)
    assert done(open_link(opened, later(minutes=9))).link_opened_at == later(minutes=3)
    assert open_link(an_opened_notice(), later(minutes=3)) is MoveRefused.NOT_ISSUED


def test_a_notice_somebody_confirmed_has_answered_is_not_voided_any_more() -> None:
    """N2"""
    assert void(an_acknowledged_notice(later(minutes=1)), later(days=1)) is MoveRefused.ALREADY_REPLIED


@pytest.mark.parametrize(
    ("notice", "refusal"),
    [(an_opened_notice(), MoveRefused.NOT_ISSUED), (a_notice(), MoveRefused.NOT_A_REPLY)],
)
def test_only_a_notice_that_was_answered_expires(notice: Notice, refusal: MoveRefused) -> None:
    """N4"""
    assert expire(notice, later(days=11)) is refusal
    assert done(expire(an_acknowledged_notice(SENT), later(days=11))).expired_at == SENT + timedelta(days=11)


def test_the_timeline_is_in_order_of_time() -> None:
    """N5: a reply given before the provider told of the delivery."""
    notice = a_notice(delivered_at=later(minutes=3), pending_reply_at=later(minutes=1))

    assert [kind for kind, _ in timeline(notice)][-2:] == [EvidenceKind.PENDING_REPLY, EvidenceKind.DELIVERED]
