"""H2: whom a waiting conversation is offered to, and when it goes back to the queue."""

from datetime import timedelta

import pytest

from bot.domain.ownership import AtHand, OwnerReason, Patience, Seen, next_agent, reason_to_go_back
from tests.builders import NOON

PATIENCE = Patience()
ONE_SECOND = timedelta(seconds=1)


def at_hand(agent: str, load: int = 0, **seen: object) -> AtHand:
    return AtHand(agent, load, Seen(NOON, **seen))  # type: ignore[arg-type]


def test_the_least_loaded_agent_is_asked_first() -> None:
    assert next_agent("cassems", [at_hand("ana", 3), at_hand("bia", 2)], ()) == "bia"


def test_who_let_it_pass_is_not_asked_again() -> None:
    assert next_agent("cassems", [at_hand("ana", 3), at_hand("bia", 2)], {"bia"}) == "ana"


def test_nobody_is_asked_beyond_capacity() -> None:
    agents = [at_hand("ana", 19), at_hand("bia", 20)]

    assert (next_agent(None, agents, ()), next_agent(None, agents, {"ana"})) == ("ana", None)


def test_an_agent_of_another_creditor_is_not_asked_and_one_of_all_is() -> None:
    other = at_hand("ana", creditors=frozenset({"assefaz"}))

    assert next_agent("cassems", [other], ()) is None
    assert next_agent("assefaz", [other], ()) == "ana"
    assert next_agent("cassems", [other, at_hand("bia", 9)], ()) == "bia"


def test_who_wants_no_more_is_not_asked() -> None:
    assert next_agent("cassems", [at_hand("ana", takes=False)], ()) is None


@pytest.mark.parametrize(
    ("silent_for", "reason"),
    [(PATIENCE.gone_after - ONE_SECOND, None), (PATIENCE.gone_after, OwnerReason.AGENT_GONE)],
)
def test_an_agent_is_gone_a_minute_after_the_last_heartbeat(silent_for: timedelta, reason: OwnerReason | None) -> None:
    assert reason_to_go_back(Seen(NOON - silent_for), None, NOON, PATIENCE) == reason


@pytest.mark.parametrize(
    ("waited", "reason"), [(PATIENCE.idle_after - ONE_SECOND, None), (PATIENCE.idle_after, OwnerReason.AGENT_IDLE)]
)
def test_a_debtor_waits_a_quarter_of_an_hour_for_an_answer(waited: timedelta, reason: OwnerReason | None) -> None:
    assert reason_to_go_back(Seen(NOON), NOON - waited, NOON, PATIENCE) == reason


def test_who_works_without_a_page_is_never_gone() -> None:
    assert reason_to_go_back(None, None, NOON, PATIENCE) is None


def test_a_heartbeat_lasts_half_a_minute() -> None:
    seen = Seen(NOON)

    assert seen.is_online(NOON + PATIENCE.online_for - ONE_SECOND, PATIENCE)
    assert not seen.is_online(NOON + PATIENCE.online_for, PATIENCE)
