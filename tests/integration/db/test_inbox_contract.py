"""The contract of `Inbox`: the fake, SQLite and PostgreSQL keep it alike."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.application.changes import HandedOff, TurnRecord
from bot.application.messages import DeliveryState, StatusCallback
from bot.application.ports import Claim, Inbox
from bot.application.waiting import Waiting
from bot.domain.conversation import Channel, Option, Owner, Verification
from tests.builders import NOON, PHONE, a_closing, a_message, a_reply, a_turn, an_agreement
from tests.fakes import FakeClock
from tests.integration.db.debtors import with_a_debtor

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def inbox(storage) -> Inbox:
    return storage.inbox()


async def claim_of(inbox: Inbox, *bodies: str) -> Claim:
    for number, body in enumerate(bodies or ["oi"]):
        conversation_id = await inbox.store(a_message(f"SM{number}", body))
    claim = await inbox.claim(conversation_id or 0, quiet_since=LATER, lease_s=30)
    assert claim is not None
    return claim


async def test_the_same_message_stored_five_times_at_once_is_kept_once(inbox: Inbox) -> None:
    kept = await asyncio.gather(*[inbox.store(a_message()) for _ in range(5)])

    assert sum(conversation_id is not None for conversation_id in kept) == 1


async def test_the_same_id_from_another_source_is_another_message(inbox: Inbox) -> None:
    assert await inbox.store(a_message("SM1")) == await inbox.store(a_message("SM1", source="chat"))


async def test_a_contact_has_a_conversation_of_its_own_with_each_sender_channel_and_simulator(inbox: Inbox) -> None:
    messages = [
        a_message("SM1"),
        a_message("SM2", sender="+556733140000"),
        a_message("SM3", channel=Channel.SMS),
        a_message("SM4", simulated=True),
        a_message("SM5", contact="+5567900000002"),
        a_message("SM6"),
    ]

    conversations = [await inbox.store(message) for message in messages]

    assert len(set(conversations)) == 5
    assert conversations[0] == conversations[-1]


async def test_a_claim_takes_all_unhandled_messages_in_order_of_receipt(inbox: Inbox) -> None:
    claim = await claim_of(inbox, "fechado", "pera", "", "/restart")

    assert [message.body for message in claim.messages] == ["fechado", "pera", "", "/restart"]
    assert claim.conversation.contact == PHONE


async def test_a_message_comes_back_as_it_was_stored(inbox: Inbox) -> None:
    stored = a_message(payload="pagar", reply_to="MK1", raw={"Novo": "é"})

    conversation_id = await inbox.store(stored)

    claim = await inbox.claim(conversation_id or 0, quiet_since=LATER, lease_s=30)
    assert claim is not None
    assert [replace(message, id=0) for message in claim.messages] == [stored]


async def test_of_five_workers_one_gets_the_conversation(inbox: Inbox) -> None:
    conversation_id = await inbox.store(a_message()) or 0

    claims = await asyncio.gather(*[inbox.claim(conversation_id, quiet_since=LATER, lease_s=30) for _ in range(5)])

    assert sum(claim is not None for claim in claims) == 1


@pytest.mark.parametrize(("quiet_for", "is_claimed"), [(-1, False), (0, True)])
async def test_a_burst_is_claimed_when_its_last_message_is_not_younger_than_asked(
    inbox: Inbox, quiet_for: int, is_claimed: bool
) -> None:
    await inbox.store(a_message("SM1", received_at=NOON - timedelta(minutes=1)))
    conversation_id = await inbox.store(a_message("SM2")) or 0

    claim = await inbox.claim(conversation_id, quiet_since=NOON + timedelta(milliseconds=quiet_for), lease_s=30)

    assert (claim is not None) is is_claimed
    assert is_claimed or await inbox.claim(conversation_id, quiet_since=LATER, lease_s=30) is not None


async def test_a_lease_is_taken_over_at_the_instant_it_ends_and_not_before(inbox: Inbox, clock: FakeClock) -> None:
    claim = await claim_of(inbox)
    clock.advance(seconds=29.999)
    assert await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30) is None

    clock.advance(milliseconds=1)

    taken_over = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)
    assert taken_over is not None
    assert taken_over.token > claim.token


async def test_a_worker_whose_lease_was_taken_over_cannot_commit_or_release(inbox: Inbox, clock: FakeClock) -> None:
    stale = await claim_of(inbox)
    clock.advance(seconds=31)
    fresh = await inbox.claim(stale.conversation.id, quiet_since=LATER, lease_s=30)
    assert fresh is not None

    assert not await inbox.commit(stale, a_turn(stale, a_reply("stale:0")))
    await inbox.release(stale)

    assert await inbox.claim(stale.conversation.id, quiet_since=LATER, lease_s=30) is None
    assert await inbox.commit(fresh, a_turn(fresh, a_reply("fresh:0")))


async def test_a_turn_is_committed_once(inbox: Inbox) -> None:
    claim = await claim_of(inbox)

    assert await inbox.commit(claim, a_turn(claim))
    assert await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30) is None
    assert await inbox.waiting(LATER, 10) == []


async def test_a_released_claim_is_given_out_again(inbox: Inbox) -> None:
    claim = await claim_of(inbox)

    await inbox.release(claim)

    assert await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30) is not None


async def test_a_message_that_arrives_during_a_turn_waits_for_the_next(inbox: Inbox) -> None:
    claim = await claim_of(inbox)
    await inbox.store(a_message("SM9", "mais uma"))

    await inbox.commit(claim, a_turn(claim))

    [waiting] = await inbox.waiting(LATER, 10)
    again = await inbox.claim(waiting.conversation_id, quiet_since=LATER, lease_s=30)
    assert again is not None
    assert [message.body for message in again.messages] == ["mais uma"]


async def test_the_sweep_lists_the_oldest_first_and_none_that_is_held_or_new(inbox: Inbox) -> None:
    for number in range(3):
        await inbox.store(a_message(f"SM{number}", contact=f"+556790000000{number}"))
    await inbox.store(a_message("SM9", contact="+5567900000009", received_at=LATER))
    await inbox.claim(1, quiet_since=LATER, lease_s=30)

    assert await inbox.waiting(LATER, 10) == [Waiting(2, 2), Waiting(3, 3)]
    assert await inbox.waiting(LATER, 1) == [Waiting(2, 2)]
    assert await inbox.waiting(NOON, 10) == []


async def test_what_a_conversation_remembers_comes_back_as_it_was(inbox: Inbox) -> None:
    claim = await claim_of(inbox)
    after = replace(
        claim.conversation,
        creditor="cassems",
        protocol="31415920261120000001",
        opened_at=NOON,
        release="abc",
        slots={"profile": "cassems"},
        variables={"name": "Fábio", "titles": (("Março", "title:1"), ("Abril", "title:2"))},
        memory={"scope": "052"},
        options=(Option("Pagar à vista", "pay"),),
        verification=Verification(None, frozenset({"cpf_first3", "surname"}), NOON, known_phone=False),
    )
    await inbox.commit(claim, a_turn(claim, a_reply(), conversation=after))
    await inbox.store(a_message("SM2"))

    again = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)

    assert again is not None
    assert again.conversation == replace(after, last_inbound_at=NOON, last_seq=2)


async def test_a_hand_off_puts_the_conversation_in_the_queue_under_a_new_epoch(inbox: Inbox) -> None:
    """H1, H2"""
    claim = await claim_of(inbox)

    await inbox.commit(claim, a_turn(claim, a_reply(), changes=(HandedOff("asked", {"reason": "asked"}),)))

    await inbox.store(a_message("SM2"))
    again = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)
    assert again is not None
    assert (again.conversation.owner, again.conversation.epoch) == (Owner.QUEUE, 1)


async def test_messages_of_a_conversation_a_person_owns_are_handled_in_silence(inbox: Inbox) -> None:
    """H2"""
    claim = await claim_of(inbox)
    await inbox.commit(claim, a_turn(claim, changes=(HandedOff("asked", {}),)))
    await inbox.store(a_message("SM2", "alguém aí?"))
    owned = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)
    assert owned is not None

    assert await inbox.commit(owned, TurnRecord(owned.conversation, (owned.messages[0].id,)))

    assert await inbox.waiting(LATER, 10) == []


@pytest.mark.parametrize(
    ("tapped", "payload", "is_older"),
    [("MK1", "affirm", True), ("MK2", "affirm", False), ("MK3", "affirm", False), ("MK1", "", False)],
    ids=["under an older question", "under the last question", "under a plain answer after it", "a written reply"],
)
async def test_a_tap_under_an_older_question_is_known_as_such(
    tapped: str, payload: str, is_older: bool, storage, clock: FakeClock
) -> None:
    """P12, P16: "Sim, pode fechar" was said to what stood above it."""
    inbox, yes = storage.inbox(), (Option("Sim, pode fechar", "affirm"),)
    claim = await claim_of(inbox)
    asked = [a_reply("q:1", "Fecho à vista?", options=yes), a_reply("q:2", "Fecho em 5x?", options=yes)]
    await inbox.commit(claim, a_turn(claim, *asked, a_reply("q:3", "Certo.")))
    for sid in ("MK1", "MK2", "MK3"):
        [sending] = await storage.outbox().claim(10, 30)
        await storage.outbox().sent(sending, sid, clock.now())
    await inbox.store(a_message("SM9", payload=payload, reply_to=tapped))

    again = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)

    assert again is not None
    assert [message.answers_older for message in again.messages] == [is_older]


async def test_a_turn_that_closes_a_title_already_taken_is_refused_whole(storage) -> None:
    inbox = storage.inbox()
    person = await with_a_debtor(storage)
    first = await claim_of(inbox)
    await inbox.commit(first, a_turn(first, changes=(a_closing(person.id),)))
    await inbox.store(a_message("SM8", contact="+5567900000002"))
    second = await inbox.claim(2, quiet_since=LATER, lease_s=30)
    assert second is not None

    again = a_closing(person.id, an_agreement("AC2026112000002"))
    kept = await inbox.commit(second, a_turn(second, a_reply("late:0"), changes=(again,)))

    assert not kept
    assert await storage.outbox().claim(10, 30) == []
    assert [one.conversation_id for one in await inbox.waiting(LATER, 10)] == [2]


async def test_an_agreement_waits_for_what_was_said_while_it_was_being_closed(storage) -> None:
    """P16: "fechado" and then "pera" are read together, however late the second one came."""
    inbox = storage.inbox()
    person = await with_a_debtor(storage)
    claim = await claim_of(inbox, "fechado")
    await inbox.store(a_message("SM9", "pera"))

    kept = await inbox.commit(claim, a_turn(claim, a_reply("closed:0"), changes=(a_closing(person.id),)))

    assert not kept
    assert await storage.outbox().claim(10, 30) == []
    again = await inbox.claim(claim.conversation.id, quiet_since=LATER, lease_s=30)
    assert again is not None
    assert [message.body for message in again.messages] == ["fechado", "pera"]


@pytest.mark.parametrize(
    ("told", "state"),
    [
        (["sent", "delivered", "read"], DeliveryState.READ),
        (["read", "delivered", "sent", "queued"], DeliveryState.READ),
        (["sent", "failed", "queued"], DeliveryState.FAILED),
        (["undelivered", "delivered"], DeliveryState.DELIVERED),
        (["sent", "sent"], DeliveryState.SENT),
        ([], None),
    ],
)
async def test_delivery_never_moves_backwards_and_is_kept_before_the_message_is_known(
    storage, told: list[str], state: DeliveryState | None
) -> None:
    for name in told:
        await storage.inbox().store_status(StatusCallback("SM7", DeliveryState(name), None, NOON, {"a": "b"}))

    assert await storage.outbox().delivery_state("SM7") == state


async def test_what_we_say_first_opens_the_conversation_the_answer_comes_to(inbox: Inbox) -> None:
    opened = await inbox.open(Channel.WHATSAPP, PHONE, a_message().sender)

    assert await inbox.open(Channel.WHATSAPP, PHONE, a_message().sender) == opened
    assert await inbox.store(a_message()) == opened
    others = [
        await inbox.open(Channel.SMS, PHONE, a_message().sender),
        await inbox.open(Channel.WHATSAPP, "+5567900000099", a_message().sender),
        await inbox.open(Channel.WHATSAPP, PHONE, "+556733149999"),
        await inbox.open(Channel.WHATSAPP, PHONE, a_message().sender, simulated=True),
    ]
    assert len({opened, *others}) == 1 + len(others)


async def test_a_quiet_conversation_is_leased_to_one_and_an_answer_waits_for_its_turn(inbox: Inbox) -> None:
    opened = await inbox.open(Channel.WHATSAPP, PHONE, a_message().sender)

    claim = await inbox.claim_quiet(opened, lease_s=30)

    assert claim is not None
    assert claim.messages == ()
    assert await inbox.claim_quiet(opened, lease_s=30) is None
    assert await inbox.commit(claim, a_turn(claim, a_reply("notice:1:0"))) is True


async def test_a_conversation_in_which_something_waits_is_not_quiet(inbox: Inbox) -> None:
    conversation_id = await inbox.store(a_message())
    assert conversation_id is not None

    assert await inbox.claim_quiet(conversation_id, lease_s=30) is None
    assert await inbox.claim(conversation_id, quiet_since=LATER, lease_s=30) is not None
