"""H2: every change of owner is on record, and nobody takes more conversations than fit."""

import asyncio
from itertools import pairwise

import pytest

from bot.adapters.db.agents.owning import SqlConversations
from bot.adapters.db.storage import SqlStorage
from bot.application.agents.ports import AgentLine, AtCapacity, ConversationMissing
from bot.domain.ownership import CAPACITY
from tests.builders import PHONE
from tests.fakes import FakeClock
from tests.integration.api.desk import Caller, Debtors

FORM = {"outcome": "outros", "action": "nenhuma", "reason": "pediu", "sector": "x", "attempt": 1, "note": "resolvido"}


async def waiting_conversations(debtors: Debtors, count: int) -> list[int]:
    contacts = [f"{PHONE[:-4]}{1000 + number}" for number in range(count)]
    return [await debtors.writes(f"SM{contact}", contact=contact) for contact in contacts]


async def test_a_contact_can_be_told_from_its_owners(ana: Caller, debtors: Debtors) -> None:
    """H1, H2, H4: handed off, accepted, given back, taken by a word, closed."""
    conversation = await debtors.waits_for_a_person(reason="lawyer")
    await ana.takes(conversation)
    await ana.post(f"/conversations/{conversation}/return", {"step": "identity.waiting"})
    seen = (await ana.get(f"/conversations/{conversation}")).json()["last_seen"]
    await ana.post(f"/conversations/{conversation}/messages", {"text": "Voltei.", "last_seen": seen})
    await ana.post(f"/conversations/{conversation}/close", FORM)

    told = (await ana.get(f"/conversations/{conversation}/owners")).json()

    assert [(one["from"], one["to"], one["reason"]) for one in told] == [
        ("bot", "queue", "lawyer"),
        ("queue", "agent", "accepted"),
        ("agent", "bot", "returned"),
        ("bot", "agent", "spoke"),
        ("agent", "bot", "closed"),
    ]
    assert [one["epoch"] for one in told] == [1, 2, 3, 4, 5]
    assert [one["by"] for one in told] == ["bot", *[ana.email] * 4]
    assert all(earlier["to_agent"] == later["from_agent"] for earlier, later in pairwise(told))


async def test_who_holds_as_many_as_fit_is_refused_the_next(ana: Caller, debtors: Debtors) -> None:
    *first, last = await waiting_conversations(debtors, CAPACITY + 1)
    for conversation in first:
        await ana.takes(conversation)

    accepted = await ana.post(f"/conversations/{last}/accept")
    said = await ana.post(f"/conversations/{last}/messages", {"text": "Oi", "last_seen": 1})
    await ana.post(f"/conversations/{first[0]}/close", FORM)
    again = await ana.post(f"/conversations/{last}/accept")

    assert [accepted.status_code, said.status_code, again.status_code] == [409, 409, 200]
    assert accepted.json()["reason"] == said.json()["reason"] == "at_capacity"
    assert said.json()["draft"] == "Oi"


@pytest.mark.each_database
async def test_accepting_many_at_once_takes_no_more_than_fit(
    ana: Caller, debtors: Debtors, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    conversations = await waiting_conversations(debtors, 6)
    held = SqlConversations(sql_storage.database, clock, capacity=2)

    answers = await asyncio.gather(*[held.accept(one, ana.email) for one in conversations])

    assert sorted(answer is None for answer in answers) == [False] * 4 + [True] * 2
    assert [answer for answer in answers if answer is not None] == [AtCapacity(2)] * 4


@pytest.mark.each_database
async def test_speaking_and_accepting_at_once_never_wait_for_each_other_forever(
    ana: Caller, debtors: Debtors, sql_storage: SqlStorage, clock: FakeClock
) -> None:
    """Both lock the agent before the conversation."""
    [conversation] = await waiting_conversations(debtors, 1)
    held = SqlConversations(sql_storage.database, clock)

    for number in range(5):
        line = AgentLine(conversation, ana.email, "Oi", 1 + number)
        await asyncio.gather(held.accept(conversation, ana.email), held.say(line))

    assert len((await ana.get(f"/conversations/{conversation}")).json()["messages"]) == 6


async def test_one_who_does_not_exist_is_not_taken(sql_storage: SqlStorage, clock: FakeClock) -> None:
    with pytest.raises(ConversationMissing):
        await SqlConversations(sql_storage.database, clock, capacity=0).accept(999, "ana@exemplo.invalid")
