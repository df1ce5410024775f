"""Attempts only move forward, and are known by the keys of their messages (N6)."""

import pytest

from bot.application.notices.ledger import attempt_key, attempt_of, may_become
from bot.application.notices.reports import counted
from bot.domain.notices.means import AttemptState

FORWARD = [state for state in AttemptState if state not in {AttemptState.SKIPPED, AttemptState.LETTER}]


@pytest.mark.parametrize(
    ("state", "later"),
    [
        (AttemptState.PLANNED, AttemptState.SENT),
        (AttemptState.SENT, AttemptState.FAILED),
        (AttemptState.FAILED, AttemptState.DELIVERED),
        (AttemptState.DELIVERED, AttemptState.READ),
        (AttemptState.READ, AttemptState.REPLIED),
        (AttemptState.REPLIED, AttemptState.ACKNOWLEDGED),
    ],
)
def test_an_attempt_moves_forward_and_never_back(state: AttemptState, later: AttemptState) -> None:
    assert may_become(state, later)
    assert not may_become(later, state)
    assert not may_become(state, state)


@pytest.mark.parametrize("other", list(AttemptState))
def test_a_letter_goes_or_is_not_needed_any_more(other: AttemptState) -> None:
    assert may_become(AttemptState.LETTER, other) is (other in {AttemptState.SENT, AttemptState.SKIPPED})
    assert not may_become(other, AttemptState.LETTER)


@pytest.mark.parametrize("state", FORWARD)
def test_only_what_was_not_made_is_skipped_and_that_for_good(state: AttemptState) -> None:
    assert may_become(state, AttemptState.SKIPPED) is (state is AttemptState.PLANNED)
    assert not may_become(AttemptState.SKIPPED, state)


@pytest.mark.parametrize(
    ("key", "attempt"),
    [("notice:7:0", 7), ("notice:7:1", None), ("notice:7", None), ("turn:7:0", None), ("notice:x:0", None), ("", None)],
)
def test_the_first_message_of_an_attempt_is_known_by_its_key(key: str, attempt: int | None) -> None:
    assert attempt_of(key) == attempt
    assert attempt_of(f"{attempt_key(7)}:0") == 7


def test_a_batch_is_counted_by_state_and_by_reason() -> None:
    rows = [
        ("sent", None),
        ("planned", None),
        ("letter", "opted_out"),
        ("skipped", "missing:plan_name"),
        ("failed", "unreachable"),
    ]

    states, reasons = counted(rows)

    assert states == {"failed": 1, "letter": 1, "planned": 1, "sent": 1, "skipped": 1}
    assert reasons == {"missing:plan_name": 1, "opted_out": 1, "unreachable": 1}
