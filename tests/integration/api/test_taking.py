"""H2: the queue, and one owner at a time."""

import asyncio
from datetime import timedelta

import pytest

from bot.adapters.db.storage import SqlStorage
from bot.adapters.db.tables import HandoffRow
from bot.application.agents.roles import StaffRole
from bot.application.changes import HandedOff
from tests.builders import NOON, PHONE, a_reply, a_turn
from tests.fakes import FakeClock
from tests.integration.api.conftest import Hire
from tests.integration.api.desk import Caller, Debtors
from tests.integration.db.test_what_is_written import rows_of


async def test_the_queue_tells_who_waits_why_since_when_and_where(ana: Caller, debtors: Debtors) -> None:
    """H1, H3"""
    conversation = await debtors.waits_for_a_person(reason="lawyer")

    [entry] = (await ana.get("/queue")).json()

    assert entry["id"] == conversation
    assert (entry["reason"], entry["since"], entry["channel"]) == ("lawyer", NOON.isoformat(), "whatsapp")
    assert entry["last_seen"] == 2  # the debtor's message and the bot's last words


async def test_what_waits_for_its_turn_counts_as_seen_in_the_queue(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()
    await debtors.writes("SM2", "alô?")

    [entry] = (await ana.get("/queue")).json()
    shown = (await ana.get(f"/conversations/{conversation}")).json()

    assert entry["last_seen"] == shown["last_seen"] == 3
    assert (shown["messages"][-1]["text"], shown["messages"][-1]["seq"]) == ("alô?", 3)


async def test_urgent_conversations_come_first(ana: Caller, debtors: Debtors, clock: FakeClock) -> None:
    """H1: self-harm is answered before what waited longer."""
    await debtors.waits_for_a_person()
    clock.advance(minutes=5)
    claim = await debtors.claims(await debtors.writes("SM9", contact=PHONE.replace("0001", "0002")))
    urgent = HandedOff("self_harm", {}, urgent=True)
    await debtors.storage.inbox().commit(claim, a_turn(claim, changes=(urgent,)))

    reasons = [entry["reason"] for entry in (await ana.get("/queue")).json()]

    assert reasons == ["self_harm", "asked"]


async def test_a_conversation_accepted_leaves_the_queue(ana: Caller, debtors: Debtors) -> None:
    conversation = await debtors.waits_for_a_person()

    taken = await ana.post(f"/conversations/{conversation}/accept")

    assert taken.json() == {"id": conversation, "owner": "agent", "agent": ana.email}
    assert (await ana.get("/queue")).json() == []


@pytest.mark.each_database
async def test_of_twenty_who_accept_at_once_one_gets_it(hire: Hire, debtors: Debtors) -> None:
    """H2"""
    conversation = await debtors.waits_for_a_person()
    agents = [await hire(f"agente{number}") for number in range(20)]

    answers = await asyncio.gather(*[agent.post(f"/conversations/{conversation}/accept") for agent in agents])

    winners = [agent.email for agent, answer in zip(agents, answers, strict=True) if answer.status_code == 200]
    losers = [answer.json()["agent"] for answer in answers if answer.status_code == 409]
    assert len(winners) == 1
    assert losers == winners * 19


async def test_accepting_twice_is_accepting_once(ana: Caller, debtors: Debtors, sql_storage: SqlStorage) -> None:
    conversation = await debtors.waits_for_a_person()

    await ana.takes(conversation)
    await ana.takes(conversation)

    [handoff] = await rows_of(sql_storage, HandoffRow)
    assert (handoff.accepted_by, handoff.closed_at) == (ana.email, None)


async def test_somebody_elses_conversation_is_neither_answered_nor_ended(
    ana: Caller, hire: Hire, debtors: Debtors
) -> None:
    conversation, bruno = await debtors.waits_for_a_person(), await hire("bruno")
    await ana.takes(conversation)

    said = await bruno.post(f"/conversations/{conversation}/messages", {"text": "Olá", "last_seen": 99})
    returned = await bruno.post(f"/conversations/{conversation}/return", {"step": "offer.full"})
    closed = await bruno.post(f"/conversations/{conversation}/close", {})

    assert [said.status_code, returned.status_code, closed.status_code] == [409, 409, 409]
    assert said.json()["agent"] == ana.email


async def test_a_supervisor_may_send_another_agents_conversation_back(
    ana: Caller, hire: Hire, debtors: Debtors
) -> None:
    conversation, chefe = await debtors.waits_for_a_person(), await hire("chefe", StaffRole.SUPERVISOR)
    await ana.takes(conversation)

    returned = await chefe.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})

    assert returned.status_code == 200


async def test_taking_a_conversation_from_the_bot_withdraws_what_it_had_not_sent_yet(
    ana: Caller, debtors: Debtors
) -> None:
    conversation = await debtors.is_answered(a_reply("t:0", "Seu débito é de R$ 10,00."))

    await ana.takes(conversation)

    assert await debtors.storage.outbox().claim(10, 30) == []
    [_, withdrawn] = (await ana.get(f"/conversations/{conversation}")).json()["messages"]
    assert withdrawn["state"] == "superseded"


async def test_the_last_words_before_a_hand_off_are_still_sent(ana: Caller, debtors: Debtors) -> None:
    """H1: CVV 188 is told, however fast somebody accepts."""
    await ana.takes(await debtors.waits_for_a_person(urgent=True))

    sent = await debtors.storage.outbox().claim(10, 30)

    assert [sending.message.body for sending in sent] == ["Vou chamar alguém."]


async def test_the_packet_has_what_is_true_today_and_what_was_said_then(ana: Caller, debtors: Debtors) -> None:
    """H3"""
    conversation = await debtors.waits_for_a_person(reason="asked")

    shown = (await ana.get(f"/conversations/{conversation}")).json()

    packet = shown["packet"]
    assert (shown["owner"], shown["agent"]) == ("queue", None)
    assert (packet["reason"], packet["last_text"]) == ("asked", "quero falar com alguém")
    assert packet["identity"] == {"confirmed": True, "factors": ["cpf_first3"]}
    assert packet["negotiations"][0]["code"] == "052"
    assert packet["window_ends_at"] == (NOON + timedelta(hours=24)).isoformat()


async def test_a_conversation_nobody_knows_is_not_found(ana: Caller) -> None:
    answers = [
        await ana.get("/conversations/999"),
        await ana.post("/conversations/999/accept"),
        await ana.post("/conversations/999/messages", {"text": "Olá", "last_seen": 0}),
        await ana.post("/conversations/999/return", {"step": "offer.full"}),
        await ana.post("/conversations/999/close", {}),
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert all("error" in answer.json() for answer in answers)
