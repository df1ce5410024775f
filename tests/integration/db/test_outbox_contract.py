"""The contract of `Outbox`: the fake, SQLite and PostgreSQL keep it alike."""

import asyncio
from datetime import timedelta

import pytest

from bot.application.messages import Attachment, DeliveryState, StatusCallback
from bot.application.ports import Outbox
from bot.domain.conversation import Option
from tests.builders import NOON, PHONE, SENDER, a_message, a_reply, a_turn
from tests.fakes import FakeClock

LEASE_S = 30.0


@pytest.fixture
def outbox(storage) -> Outbox:
    return storage.outbox()


async def say(storage, *replies, contact: str = PHONE, **changes) -> int:
    """A turn with these replies; a contact's first one opens a conversation."""
    number = f"SM-{contact}-{replies[-1].key}"
    conversation_id = await storage.inbox().store(a_message(number, contact=contact, **changes))
    claim = await storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=LEASE_S)
    assert await storage.inbox().commit(claim, a_turn(claim, *replies))
    return conversation_id


async def test_a_reply_comes_out_as_it_was_decided(storage, outbox: Outbox) -> None:
    options = (Option("Sim", "yes"), Option("Não", "no"))
    reply = a_reply(options=options, responses=("greeting",), step="start", template_variables={"1": "Fábio"})
    await say(storage, reply, simulated=True)

    [sending] = await outbox.claim(10, LEASE_S)

    assert sending.message == reply
    assert (sending.contact, sending.sender, sending.simulated) == (PHONE, SENDER, True)
    assert (sending.attempts, sending.is_uncertain, sending.attachment_token) == (1, False, None)


async def test_an_attachment_is_fetched_by_its_token_only(storage, outbox: Outbox) -> None:
    paper = Attachment("agreement_pdf", "application/pdf", "acordo.pdf", b"%PDF-1.7 \x00\xff")
    await say(storage, a_reply(attachment=paper))

    [sending] = await outbox.claim(10, LEASE_S)

    assert sending.message.attachment == paper
    assert await outbox.attachment(sending.attachment_token or "") == paper
    assert await outbox.attachment("guess") is None


async def test_the_address_of_an_attachment_ends(storage, outbox: Outbox, clock: FakeClock) -> None:
    """Section 10: whoever finds an old message does not find the debtor's papers in it."""
    paper = Attachment("agreement_pdf", "application/pdf", "acordo.pdf", b"%PDF-1.7")
    await say(storage, a_reply(attachment=paper))
    [sending] = await outbox.claim(10, LEASE_S)

    clock.advance(hours=48)
    assert await outbox.attachment(sending.attachment_token or "") == paper
    clock.advance(seconds=1)
    assert await outbox.attachment(sending.attachment_token or "") is None


async def test_the_same_key_is_sent_once(storage, outbox: Outbox) -> None:
    await say(storage, a_reply("turn-1:0"))
    [sending] = await outbox.claim(10, LEASE_S)
    await outbox.sent(sending, "SM1", NOON)

    await say(storage, a_reply("turn-1:0", "de novo"), a_reply("turn-1:1"))

    assert [sending.message.key for sending in await outbox.claim(10, LEASE_S)] == ["turn-1:1"]


async def test_the_next_message_waits_until_the_one_before_is_sent(storage, outbox: Outbox) -> None:
    await say(storage, a_reply("a:0"), a_reply("a:1"))
    [first] = await outbox.claim(10, LEASE_S)
    assert await outbox.claim(10, LEASE_S) == []

    await outbox.sent(first, "SM1", NOON)

    assert [sending.message.key for sending in await outbox.claim(10, LEASE_S)] == ["a:1"]


@pytest.mark.parametrize("outcome", ["unknown", "retry"])
async def test_the_next_message_waits_while_the_one_before_is_in_doubt(
    storage, outbox: Outbox, outcome: str, clock: FakeClock
) -> None:
    await say(storage, a_reply("a:0"), a_reply("a:1"))
    [first] = await outbox.claim(10, LEASE_S)

    if outcome == "unknown":
        await outbox.unknown(first)
    else:
        await outbox.retry(first, NOON + timedelta(seconds=10), "429")

    assert await outbox.claim(10, LEASE_S) == []
    clock.advance(seconds=10)
    [again] = await outbox.claim(10, LEASE_S)
    assert (again.message.key, again.attempts, again.is_uncertain) == ("a:0", 2, outcome == "unknown")


async def test_a_message_that_failed_does_not_hold_back_the_next(storage, outbox: Outbox) -> None:
    await say(storage, a_reply("a:0"), a_reply("a:1"))
    [first] = await outbox.claim(10, LEASE_S)

    await outbox.failed(first, "63016")

    assert [sending.message.key for sending in await outbox.claim(10, LEASE_S)] == ["a:1"]


async def test_a_message_whose_sender_vanished_is_to_be_looked_up_when_its_lease_ends(
    storage, outbox: Outbox, clock: FakeClock
) -> None:
    await say(storage, a_reply())
    await outbox.claim(10, LEASE_S)
    clock.advance(seconds=29.999)
    assert await outbox.claim(10, LEASE_S) == []

    clock.advance(milliseconds=1)

    [again] = await outbox.claim(10, LEASE_S)
    assert again.is_uncertain


async def test_a_sender_whose_lease_ran_out_cannot_put_the_message_back(
    storage, outbox: Outbox, clock: FakeClock
) -> None:
    await say(storage, a_reply())
    [stale] = await outbox.claim(10, LEASE_S)
    clock.advance(seconds=31)
    [fresh] = await outbox.claim(10, LEASE_S)

    await outbox.retry(stale, NOON, "late")
    await outbox.failed(stale, "late")

    assert await outbox.claim(10, LEASE_S) == []
    await outbox.sent(fresh, "SM1", NOON)
    clock.advance(days=1)
    assert await outbox.claim(10, LEASE_S) == []


async def test_conversations_do_not_wait_for_each_other(storage, outbox: Outbox) -> None:
    await say(storage, a_reply("a:0"), a_reply("a:1"))
    await say(storage, a_reply("b:0"), contact="+5567900000002")

    assert [sending.message.key for sending in await outbox.claim(10, LEASE_S)] == ["a:0", "b:0"]


async def test_no_more_are_claimed_than_asked(storage, outbox: Outbox) -> None:
    await say(storage, a_reply("a:0"))
    await say(storage, a_reply("b:0"), contact="+5567900000002")

    assert len(await outbox.claim(1, LEASE_S)) == 1
    assert len(await outbox.claim(1, LEASE_S)) == 1


async def test_of_two_senders_one_gets_each_message(storage, outbox: Outbox) -> None:
    for number in range(6):
        await say(storage, a_reply(f"{number}:0"), contact=f"+556790000000{number}")

    claims = await asyncio.gather(*[outbox.claim(4, LEASE_S) for _ in range(4)])

    keys = [sending.message.key for claim in claims for sending in claim]
    assert len(keys) == len(set(keys))


async def test_what_was_not_sent_is_withdrawn_when_somebody_else_speaks(storage, outbox: Outbox) -> None:
    """H2"""
    conversation_id = await say(storage, a_reply("a:0"), a_reply("a:1"), a_reply("a:2"))
    [first] = await outbox.claim(10, LEASE_S)

    assert await outbox.supersede(conversation_id) == 2

    await outbox.sent(first, "SM1", NOON)
    assert await outbox.claim(10, LEASE_S) == []


async def test_a_sid_found_at_the_provider_is_taken_by_one_message_only(storage, outbox: Outbox) -> None:
    await say(storage, a_reply("a:0"), a_reply("a:1"))
    [first] = await outbox.claim(10, LEASE_S)
    await outbox.sent(first, "SM1", NOON)

    assert await outbox.first_unclaimed(["SM1", "SM2", "SM3"]) == "SM2"
    assert await outbox.first_unclaimed(["SM1"]) is None
    assert await outbox.first_unclaimed([]) is None


@pytest.mark.parametrize(
    ("code", "reason"),
    [("63016", "window_closed"), ("63003", "unreachable"), ("63049", "refused_by_channel"), ("99999", "other")],
)
async def test_why_a_message_was_not_delivered_is_kept_in_our_words(
    storage, outbox: Outbox, code: str, reason: str
) -> None:
    """R2: failed (why)."""
    await storage.inbox().store_status(StatusCallback("SM8", DeliveryState.SENT, None, NOON, {}))
    assert await outbox.failure_reason("SM8") is None

    await storage.inbox().store_status(StatusCallback("SM8", DeliveryState.UNDELIVERED, code, NOON, {}))

    assert await outbox.failure_reason("SM8") == reason


async def test_one_conversation_is_claimed_without_the_others(storage, outbox: Outbox) -> None:
    first = await say(storage, a_reply("a:0"), a_reply("a:1"))
    other = await say(storage, a_reply("b:0"), contact="+5567990000002")
    third = await say(storage, a_reply("c:0"), contact="+5567990000003")

    claimed = [sending.message.key for sending in await outbox.claim(10, LEASE_S, [first, third])]

    assert claimed == ["a:0", "c:0"]
    assert [sending.conversation_id for sending in await outbox.claim(10, LEASE_S)] == [other]


async def test_whoever_marks_a_message_as_sent_hears_whether_more_waits_behind_it(
    storage, outbox: Outbox, clock: FakeClock
) -> None:
    talk = await say(storage, a_reply("a:0"), a_reply("a:1"))
    await say(storage, a_reply("b:0"), contact="+5567990000002")
    [first] = await outbox.claim(10, LEASE_S, [talk])

    assert await outbox.sent(first, "SM1", clock.now())
    [second] = await outbox.claim(10, LEASE_S, [talk])

    assert (second.message.key, await outbox.sent(second, "SM2", clock.now())) == ("a:1", False)


async def test_a_message_is_marked_as_sent_once(storage, outbox: Outbox, clock: FakeClock) -> None:
    await say(storage, a_reply("a:0"))
    [first] = await outbox.claim(10, LEASE_S)

    await outbox.sent(first, "SM1", clock.now())
    await outbox.sent(first, "SM2", clock.now())

    assert await outbox.first_unclaimed(["SM1", "SM2"]) == "SM2"


async def test_several_who_want_one_conversation_get_each_message_once(storage, outbox: Outbox) -> None:
    talk = await say(storage, a_reply("a:0"), a_reply("a:1"))

    claims = await asyncio.gather(*[outbox.claim(4, LEASE_S, [talk]) for _ in range(6)])

    assert [sending.message.key for claim in claims for sending in claim] == ["a:0"]
