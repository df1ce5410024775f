"""Which means is tried next, how long is waited, and when a letter goes instead (N6)."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notice_examples import ANY_REPLY, POLICY, SENT, later

from bot.domain.conversation import Channel
from bot.domain.notices.means import (
    Attempt,
    AttemptState,
    Letter,
    LetterReason,
    Reachable,
    TryNow,
    WaitUntil,
    next_attempt,
)

WHATSAPP, SMS = Channel.WHATSAPP, Channel.SMS
ONE, TWO = "+5567981230001", "+5567981230002"
BOTH = frozenset({WHATSAPP, SMS})
REACHABLE = Reachable(((WHATSAPP, ONE), (SMS, ONE)), BOTH)


def tried(
    number: int = 1,
    channel: Channel = WHATSAPP,
    contact: str = ONE,
    state: AttemptState = AttemptState.DELIVERED,
    at: datetime = SENT,
) -> Attempt:
    return Attempt(number, channel, contact, state, at)


def test_the_first_attempt_goes_at_once_by_the_profile_s_first_channel() -> None:
    """N6"""
    assert next_attempt((), SENT, POLICY, REACHABLE) == TryNow(WHATSAPP, ONE, 1)


def test_the_order_of_channels_is_the_profile_s() -> None:
    """N6"""
    sms_first = replace(POLICY, channels=(SMS, WHATSAPP))

    assert next_attempt((), SENT, sms_first, REACHABLE) == TryNow(SMS, ONE, 1)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (later(days=3) - timedelta(microseconds=1), WaitUntil(later(days=3))),
        (later(days=3), TryNow(SMS, ONE, 2)),
    ],
)
def test_without_a_reply_the_next_channel_is_tried_when_the_days_are_over(now: datetime, expected: object) -> None:
    """N6"""
    assert next_attempt([tried()], now, POLICY, REACHABLE) == expected


@pytest.mark.parametrize("state", [AttemptState.PLANNED, AttemptState.SENT, AttemptState.READ, AttemptState.REPLIED])
def test_every_attempt_that_may_still_be_answered_has_its_days(state: AttemptState) -> None:
    """N6, N2: read, or answered without being explicit, makes nothing valid."""
    assert next_attempt([tried(state=state)], later(days=1), POLICY, REACHABLE) == WaitUntil(later(days=3))
    assert next_attempt([tried(state=state)], later(days=3), POLICY, REACHABLE) == TryNow(SMS, ONE, 2)


@pytest.mark.parametrize("state", [AttemptState.FAILED, AttemptState.SKIPPED])
def test_one_that_reached_nobody_is_followed_at_once_and_never_repeated(state: AttemptState) -> None:
    """N6"""
    history = [tried(state=state), tried(2, SMS)]

    assert next_attempt(history[:1], SENT, POLICY, REACHABLE) == TryNow(SMS, ONE, 2)
    assert next_attempt(history, later(days=3), POLICY, REACHABLE) == TryNow(SMS, ONE, 3)


def test_every_number_is_tried_once_before_any_is_tried_again() -> None:
    """N6: by channel, then in the order given."""
    reachable = Reachable(((SMS, ONE), (WHATSAPP, TWO), (WHATSAPP, ONE)), BOTH)
    history: list[Attempt] = []
    for number in range(1, 6):
        chosen = next_attempt(history, later(days=3 * number), POLICY, reachable)
        assert isinstance(chosen, TryNow)
        history.append(tried(number, chosen.channel, chosen.contact, at=later(days=3 * number)))

    assert [(one.channel, one.contact) for one in history] == [
        (WHATSAPP, TWO),
        (WHATSAPP, ONE),
        (SMS, ONE),
        (WHATSAPP, TWO),
        (WHATSAPP, ONE),
    ]


def test_five_attempts_three_days_apart_end_before_the_last_day_to_issue() -> None:
    """N4, N6: from day 35, the fifth is on day 47."""
    fifth = POLICY.alert_from_day + (POLICY.max_attempts - 1) * POLICY.wait_days

    assert fifth <= POLICY.issue_by_day


def test_after_the_fifth_has_had_its_days_a_letter_goes() -> None:
    """N6"""
    history = [tried(number, at=later(days=3 * number)) for number in range(1, 6)]

    assert next_attempt(history[:4], later(days=15), POLICY, REACHABLE) == TryNow(SMS, ONE, 5)
    assert next_attempt(history, later(days=17), POLICY, REACHABLE) == WaitUntil(later(days=18))
    assert next_attempt(history, later(days=18), POLICY, REACHABLE) == Letter(LetterReason.USED_UP)


@pytest.mark.parametrize("history", [[], [tried()]])
def test_who_opted_out_gets_a_letter_at_once(history: list[Attempt]) -> None:
    """N6, R3: not silently nowhere."""
    opted_out = replace(REACHABLE, opted_out=True)

    assert next_attempt(history, SENT, POLICY, opted_out) == Letter(LetterReason.OPTED_OUT)


@pytest.mark.parametrize(
    ("reachable", "reason"),
    [
        (Reachable((), BOTH), LetterReason.NO_CONTACT),
        (Reachable(((SMS, ONE),), frozenset({WHATSAPP})), LetterReason.NO_SENDER),
        (Reachable(((SMS, ONE),), frozenset()), LetterReason.NO_SENDER),
    ],
)
def test_without_a_contact_or_a_sender_that_can_receive_a_letter_goes(
    reachable: Reachable, reason: LetterReason
) -> None:
    """N6: an SMS notice needs a sender that can receive."""
    assert next_attempt((), SENT, POLICY, reachable) == Letter(reason)


def test_a_channel_the_profile_does_not_use_is_not_tried() -> None:
    """N6"""
    only_whatsapp = replace(POLICY, channels=(WHATSAPP,))

    assert next_attempt((), SENT, only_whatsapp, Reachable(((SMS, ONE),), BOTH)) == Letter(LetterReason.NO_CONTACT)


def test_when_every_number_reaches_nobody_a_letter_goes_at_once() -> None:
    """N6"""
    history = [tried(state=AttemptState.FAILED), tried(2, SMS, state=AttemptState.FAILED)]

    assert next_attempt(history, SENT, POLICY, REACHABLE) == Letter(LetterReason.NO_CONTACT)


@pytest.mark.parametrize("state", [AttemptState.ACKNOWLEDGED, AttemptState.LETTER])
def test_an_acknowledgement_or_a_letter_decided_ends_the_attempts(state: AttemptState) -> None:
    """N6"""
    assert next_attempt([tried(state=state)], later(days=9), POLICY, REACHABLE) is None


def test_where_any_reply_counts_the_first_reply_ends_the_attempts() -> None:
    """N2"""
    assert next_attempt([tried(state=AttemptState.REPLIED)], later(days=9), ANY_REPLY, REACHABLE) is None


@given(
    st.lists(st.tuples(st.sampled_from(list(AttemptState)), st.sampled_from([WHATSAPP, SMS])), max_size=7),
    st.integers(0, 40),
    st.sampled_from([REACHABLE, Reachable((), BOTH), replace(REACHABLE, opted_out=True)]),
)
def test_whatever_was_tried_no_attempt_is_a_sixth_or_too_soon(
    past: list[tuple[AttemptState, Channel]], days: int, reachable: Reachable
) -> None:
    """N6"""
    history = [tried(n, channel, state=state, at=later(days=n)) for n, (state, channel) in enumerate(past, start=1)]

    chosen = next_attempt(history, later(days=days), POLICY, reachable)

    if isinstance(chosen, TryNow):
        open_since = [one.at for one in history if one.state not in (AttemptState.FAILED, AttemptState.SKIPPED)]
        assert chosen.number == len(history) + 1 <= POLICY.max_attempts
        assert (chosen.channel, chosen.contact) in reachable.contacts
        assert all(at + timedelta(days=3) <= later(days=days) for at in open_since)
    if isinstance(chosen, WaitUntil):
        assert chosen.instant > later(days=days)
