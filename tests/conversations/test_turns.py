"""Turns on a real database: bursts, a person's conversations, and a worker that dies half-way."""

from datetime import timedelta

import pytest

from bot.adapters.db.engine import Database
from bot.adapters.db.outbox import SqlOutbox
from bot.application.handle_turn import TurnTools, handle_turn, silent_turn
from tests.builders import a_message
from tests.conversations.conftest import WHATSAPP, Dial, LoadPortfolio
from tests.conversations.debtors import PORTFOLIOS
from tests.conversations.phone import SetClock


@pytest.fixture(autouse=True)
async def fabio(portfolio: LoadPortfolio) -> None:
    await portfolio(*PORTFOLIOS["fabio"].rows)


@pytest.fixture
def outbox(database: Database, clock: SetClock) -> SqlOutbox:
    return SqlOutbox(database, clock)


async def stored(tools: TurnTools, sid: str, body: str) -> int:
    message = a_message(sid, body, sender=WHATSAPP, received_at=tools.clock.now())
    conversation = await tools.inbox.store(message)
    assert conversation is not None
    return conversation


async def bodies(outbox: SqlOutbox) -> list[str]:
    return [sending.message.body for sending in await outbox.claim(10, 60)]


async def test_two_messages_200_ms_apart_are_one_turn(tools: TurnTools, clock: SetClock, outbox: SqlOutbox) -> None:
    """Section 9: several short messages in a row are one turn, begun once the burst is quiet."""
    conversation = await stored(tools, "SM1", "oi")
    clock.advance(timedelta(milliseconds=200))
    await stored(tools, "SM2", "159")

    clock.advance(tools.quiet - timedelta(milliseconds=1))
    begun_too_early = await handle_turn(conversation, tools)
    clock.advance(timedelta(milliseconds=1))
    begun_in_time = await handle_turn(conversation, tools)

    [answer] = await bodies(outbox)
    assert (begun_too_early, begun_in_time) == (False, True)
    assert answer.count("Bom dia") == 1
    assert "Obrigada, Fábio." in answer
    assert await handle_turn(conversation, tools) is False


async def test_while_a_person_owns_it_the_bot_is_silent_whatever_arrives(
    dial: Dial, tools: TurnTools, clock: SetClock
) -> None:
    """H2"""
    phone = dial()
    await phone.says("oi")
    await phone.says("quero falar com uma pessoa")

    answers = [await phone.says(said) for said in ("159", "/affirm", "sim, fechado", "oi?")]

    assert answers == [""] * 4
    assert await tools.inbox.waiting(clock.now(), 10) == []


async def test_the_turn_of_a_worker_killed_half_way_is_done_once_by_another(
    tools: TurnTools, clock: SetClock, outbox: SqlOutbox
) -> None:
    """Style 5: a claim leased and never committed is taken over after its lease, and the dead one writes nothing."""
    conversation = await stored(tools, "SM1", "oi")
    clock.advance(timedelta(seconds=5))
    killed = await tools.inbox.claim(conversation, quiet_since=clock.now(), lease_s=tools.lease_s)
    assert killed is not None

    clock.advance(timedelta(seconds=tools.lease_s - 1))
    while_leased = await handle_turn(conversation, tools)
    clock.advance(timedelta(seconds=1))
    after_the_lease = await handle_turn(conversation, tools)

    [answer] = await bodies(outbox)
    assert (while_leased, after_the_lease) == (False, True)
    assert "Falo com Fábio?" in answer
    assert await tools.inbox.commit(killed, await silent_turn(killed, tools)) is False
    assert await handle_turn(conversation, tools) is False
