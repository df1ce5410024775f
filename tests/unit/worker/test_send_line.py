"""The line of messages on their way out: a slow, absent or broken part holds up no more than itself."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import pytest
from sqlalchemy.exc import OperationalError

from bot.application.ports import Sending
from bot.application.send_outbox import AT_ONCE, SendTools
from bot.lanes.lines import SendLine
from tests.builders import NOON, a_message, a_reply, a_turn
from tests.fake_outbox import FakeOutbox
from tests.fake_storage import FakeStorage
from tests.unit.worker.conftest import LoopClock
from tests.virtual_time import run


@dataclass
class SlowProvider:
    """Takes its time with some; breaks with others."""

    slow: dict[str, float] = field(default_factory=dict)
    breaks: set[str] = field(default_factory=set)
    sent: list[tuple[str, float]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def send(self, sending: Sending) -> str:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.slow.get(sending.message.body, 0.1))
        self.at_once -= 1
        if sending.message.body in self.breaks:
            raise ZeroDivisionError
        self.sent.append((sending.message.body, asyncio.get_running_loop().time()))
        return f"SM{sending.id}"

    async def find(self, sending: Sending) -> Sequence[str]:
        return []


@dataclass
class AbsentOutbox(FakeOutbox):
    """Away for its first claims."""

    away_for: int = 0

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        if self.away_for:
            self.away_for -= 1
            raise OperationalError("SELECT", {}, Exception("away"))
        return await super().claim(limit, lease_s, talks)


@dataclass
class AskedOutbox(FakeOutbox):
    """Remembers what it was asked for."""

    asked: list[tuple[int, Sequence[int] | None]] = field(default_factory=list)

    async def claim(self, limit: int, lease_s: float, talks: Collection[int] | None = None) -> Sequence[Sending]:
        self.asked.append((limit, None if talks is None else list(talks)))
        return await super().claim(limit, lease_s, talks)


@pytest.fixture
def storage() -> FakeStorage:
    return FakeStorage(LoopClock())


async def say(storage: FakeStorage, place: int, *bodies: str) -> None:
    message = a_message(f"SM-{place}", contact=f"+55679000{place:05d}")
    conversation_id = await storage.inbox().store(message)
    assert conversation_id is not None
    claim = await storage.inbox().claim(conversation_id, quiet_since=NOON, lease_s=30)
    assert claim is not None
    replies = [a_reply(f"{place}:{number}", body) for number, body in enumerate(bodies)]
    assert await storage.inbox().commit(claim, a_turn(claim, *replies))


async def send_for(line: SendLine, seconds: float) -> None:
    task = asyncio.create_task(line.run())
    await asyncio.sleep(seconds)
    line.stop()
    await task


def a_line(storage: FakeStorage, provider: SlowProvider, outbox: FakeOutbox | None = None) -> SendLine:
    return SendLine(SendTools(outbox or storage.outbox(), provider, storage.clock))


def test_a_slow_recipient_holds_up_nobody_else(storage: FakeStorage) -> None:
    provider = SlowProvider(slow={"lento": 15})

    async def scenario() -> None:
        await say(storage, 1, "lento", "depois")
        await say(storage, 2, "um", "dois", "três")
        await send_for(a_line(storage, provider), 20)

    run(scenario())

    assert [body for body, _ in provider.sent] == ["um", "dois", "três", "lento", "depois"]
    assert provider.sent[2][1] < 1


def test_no_more_than_so_many_are_under_way(storage: FakeStorage) -> None:
    provider = SlowProvider()

    async def scenario() -> None:
        for place in range(2 * AT_ONCE + 1):
            await say(storage, place, "oi")
        await send_for(a_line(storage, provider), 2)

    run(scenario())

    assert (len(provider.sent), provider.most_at_once) == (2 * AT_ONCE + 1, AT_ONCE)


def test_a_storage_away_for_a_while_ends_no_loop(storage: FakeStorage) -> None:
    provider = SlowProvider()

    async def scenario() -> None:
        await say(storage, 1, "oi")
        await send_for(a_line(storage, provider, AbsentOutbox(storage, away_for=5)), 10)

    run(scenario())

    assert [body for body, _ in provider.sent] == ["oi"]


def test_a_message_that_breaks_the_sender_is_looked_up_later_and_the_others_go(storage: FakeStorage) -> None:
    provider = SlowProvider(breaks={"quebra"})

    async def scenario() -> None:
        await say(storage, 1, "quebra")
        await say(storage, 2, "oi")
        await send_for(a_line(storage, provider), 5)

    run(scenario())

    assert [entry.state for entry in storage.entries] == ["sending", "sent"]


def test_stopping_waits_for_what_is_under_way_and_takes_no_more(storage: FakeStorage) -> None:
    provider = SlowProvider(slow={"um": 3})

    async def scenario() -> None:
        await say(storage, 1, "um", "dois")
        await send_for(a_line(storage, provider), 1)

    run(scenario())

    assert [entry.state for entry in storage.entries] == ["sent", "pending"]


def test_a_conversation_handed_over_is_asked_for_once_more_than_it_has_only_where_more_waits(
    storage: FakeStorage,
) -> None:
    outbox, provider = AskedOutbox(storage), SlowProvider()
    line = a_line(storage, provider, outbox)

    async def scenario() -> None:
        task = asyncio.create_task(line.run())
        await asyncio.sleep(0.5)
        await say(storage, 1, "um", "dois")
        line.hand(1)
        await asyncio.sleep(0.4)
        line.stop()
        await task

    run(scenario())

    assert [body for body, _ in provider.sent] == ["um", "dois"]
    assert outbox.asked == [(AT_ONCE, None), (1, [1]), (1, [1])]


def test_what_nobody_handed_over_is_found_by_the_look(storage: FakeStorage) -> None:
    outbox, provider = AskedOutbox(storage), SlowProvider()
    line = a_line(storage, provider, outbox)

    async def scenario() -> None:
        task = asyncio.create_task(line.run())
        await asyncio.sleep(0.5)
        await say(storage, 1, "um", "dois")
        await asyncio.sleep(1.5)
        line.stop()
        await task

    run(scenario())

    assert [body for body, _ in provider.sent] == ["um", "dois"]


def test_handed_conversations_keep_the_look_from_no_one(storage: FakeStorage) -> None:
    """However busy: what another process left waits a second, not for a quiet moment."""
    provider = SlowProvider()
    line = a_line(storage, provider)

    async def scenario() -> None:
        task = asyncio.create_task(line.run())
        await say(storage, 1, "deixada")
        for _ in range(30):
            line.hand(2)
            await asyncio.sleep(0.1)
        line.stop()
        await task

    run(scenario())

    assert [body for body, _ in provider.sent] == ["deixada"]


def test_more_handed_over_than_there_is_room_for_waits_its_turn(storage: FakeStorage) -> None:
    outbox, provider = AskedOutbox(storage), SlowProvider()
    line = a_line(storage, provider, outbox)

    async def scenario() -> None:
        for place in range(AT_ONCE + 2):
            await say(storage, place, "oi")
            line.hand(place + 1)
        await send_for(line, 0.15)

    run(scenario())

    assert len(provider.sent) == AT_ONCE + 2
    assert provider.most_at_once == AT_ONCE
    assert [limit for limit, talks in outbox.asked if talks] == [AT_ONCE, 2]
