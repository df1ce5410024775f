"""A worker told to stop ends what it has in hand: nobody waits out a lease for an answer half made (section 9)."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.adapters.db.tables import InboxRow, OutboxRow
from bot.adapters.senders import Carrier
from bot.application.ports import Prediction, Sending, Utterance
from bot.assembly import Assembly, assemble
from bot.worker import work
from tests.builders import a_message
from tests.integration.simulator.service import PHONE, OneRelease, ScriptedDialogue, put_a_debtor, settings_of

SID = "SMafterthestop"


@dataclass
class Held:
    """Something in hand until it may go on."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def wait(self) -> None:
        self.begun.set()
        await self.may_end.wait()


@dataclass
class SlowDialogue(ScriptedDialogue):
    held: Held

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        await self.held.wait()
        return await super().understand(release, slots, messages, facts)


@dataclass
class SlowCarrier:
    held: Held
    carrier: Carrier

    async def send(self, sending: Sending) -> str:
        await self.held.wait()
        return SID

    async def find(self, sending: Sending) -> Sequence[str]:
        return await self.carrier.find(sending)


@pytest.fixture
async def assembly(database_url: str, redis_url: str, tmp_path: Path) -> AsyncIterator[Assembly]:
    async with assemble(settings_of(database_url, redis_url, tmp_path)) as opened:
        yield replace(opened, dialogue=ScriptedDialogue(), releases=OneRelease())  # type: ignore[arg-type]


async def stop_amidst(assembly: Assembly, held: Held) -> None:
    """Told to stop when that has begun, which goes on only when everything else that was to end has had its time."""
    await put_a_debtor(assembly)
    now = assembly.clock.now()
    talk = await assembly.inbox.store(a_message(contact=PHONE, received_at=now, simulated=True))
    assert talk is not None
    stop = asyncio.Event()
    working = asyncio.create_task(work(assembly, stop))
    async with asyncio.timeout(60):
        while not held.begun.is_set():  # a ring of before it listened is not heard
            await assembly.bell.ring(talk)
            await asyncio.sleep(0.05)
        stop.set()
        await asyncio.sleep(0.1)
        held.may_end.set()
        await working


async def test_the_turn_in_hand_is_answered_and_the_answer_sent(assembly: Assembly) -> None:
    held = Held()

    await stop_amidst(replace(assembly, dialogue=SlowDialogue(held)), held)  # type: ignore[arg-type]

    async with assembly.database.reading() as session:
        assert (await session.scalars(select(InboxRow))).one().handled_at is not None
        assert (await session.scalars(select(OutboxRow))).one().state == "sent"


async def test_the_message_in_hand_is_marked_with_its_sid(assembly: Assembly) -> None:
    held = Held()
    slow = SlowCarrier(held, assembly.provider)

    await stop_amidst(replace(assembly, provider=slow), held)  # type: ignore[arg-type]

    async with assembly.database.reading() as session:
        said = (await session.scalars(select(OutboxRow))).one()
    assert (said.state, said.sid) == ("sent", SID)
