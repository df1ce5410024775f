"""Many who wait and very much of one: the fake inbox, SQLite and PostgreSQL share it out alike (section 9)."""

from datetime import timedelta

import pytest

from bot.application.ports import Claim, Inbox
from bot.application.waiting import MOST_IN_A_TURN
from tests.builders import NOON, a_message, a_reply, a_turn
from tests.fakes import FakeClock

LATER = NOON + timedelta(hours=1)
HELD_OFF, LOOKED_AT = 250, 200


@pytest.fixture
def inbox(storage) -> Inbox:
    return storage.inbox()


async def a_flood_of(number: int, inbox: Inbox) -> Claim:
    for place in range(number):
        talk = await inbox.store(a_message(f"SM{place}", f"{place}"))
    claim = await inbox.claim(talk or 0, quiet_since=LATER, lease_s=30)
    assert claim is not None
    return claim


async def test_one_fresh_phone_is_seen_behind_very_many_that_are_held_off(inbox: Inbox) -> None:
    for number in range(HELD_OFF + 1):
        fresh = await inbox.store(a_message(f"SM{number}", contact=f"+5567900{number:06}"))

    first = await inbox.waiting(LATER, LOOKED_AT)
    then = await inbox.waiting(LATER, LOOKED_AT, first[-1].oldest)

    assert (len(first), len(then)) == (LOOKED_AT, HELD_OFF + 1 - LOOKED_AT)
    assert then[-1].conversation_id == fresh
    assert len({one.conversation_id for one in (*first, *then)}) == HELD_OFF + 1


async def test_one_who_wrote_again_keeps_the_place_of_the_oldest_message(inbox: Inbox) -> None:
    talks = [await inbox.store(a_message(f"SM{n}", contact=f"+556790000000{n}")) for n in (1, 2)]
    await inbox.store(a_message("SM3", contact="+5567900000001"))

    [first, second] = await inbox.waiting(LATER, 10)

    assert [first.conversation_id, second.conversation_id] == talks
    assert await inbox.waiting(LATER, 10, first.oldest) == [second]


async def test_as_much_as_one_turn_answers_is_claimed_whole(inbox: Inbox) -> None:
    claim = await a_flood_of(MOST_IN_A_TURN, inbox)

    assert len(claim.messages) == MOST_IN_A_TURN
    assert not claim.has_more


async def test_of_a_flood_the_oldest_are_a_turn_and_the_rest_is_the_next_in_order(inbox: Inbox) -> None:
    claim = await a_flood_of(MOST_IN_A_TURN + 3, inbox)
    assert claim.has_more

    assert await inbox.commit(claim, a_turn(claim, a_reply()))
    rest = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)

    assert rest is not None
    assert not rest.has_more
    said = [message.body for message in (*claim.messages, *rest.messages)]
    assert said == [str(number) for number in range(MOST_IN_A_TURN + 3)]


async def test_a_flood_that_never_pauses_is_answered_all_the_same(inbox: Inbox, clock: FakeClock) -> None:
    """Its oldest have been quiet for long, whatever came since."""
    for place in range(MOST_IN_A_TURN + 2):
        late = place == MOST_IN_A_TURN + 1
        talk = await inbox.store(a_message(f"SM{place}", received_at=LATER if late else NOON))

    claim = await inbox.claim(talk or 0, quiet_since=NOON, lease_s=30)

    assert claim is not None
    assert len(claim.messages) == MOST_IN_A_TURN
