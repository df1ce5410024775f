"""The load of `bench peer`, against a side that answers at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs

import httpx
import pytest

from bench.negotiation import TURNS, Debtor, OffTheScript
from bench.peer.load import Load
from bench.peer.provider import Provider
from bench.peer.script import CLOSED_AT, Door, said

CLOSING = said(Debtor(1), CLOSED_AT)


@dataclass
class Answering:
    """A side that sends `answers` messages for each delivery before it acknowledges it, as stock Rasa does."""

    provider: Provider
    answers: int
    closes: bool = True
    heard: int = 0
    status: str = "200 OK"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        form = {name: values[0] for name, values in parse_qs((await reader.readexactly(length)).decode()).items()}
        self.heard += 1
        text = "está fechado" if self.closes and form["Body"] == CLOSING else "diga"
        async with httpx.AsyncClient(trust_env=False) as client:
            for _ in range(self.answers):
                message = {"To": form["From"], "From": form["To"], "Body": text}
                await client.post(f"{self.provider.url}/2010-04-01/Accounts/AC1/Messages.json", data=message)
        writer.write(f"HTTP/1.1 {self.status}\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()


@asynccontextmanager
async def _answering(load: Load, answers: int) -> AsyncIterator[Answering]:
    provider = Provider(load.taken, latency_s=0.0)
    await provider.start()
    side = Answering(provider, answers)
    server = await asyncio.start_server(side.take, "127.0.0.1", 0)
    load.door = Door(server.sockets[0].getsockname()[1], "/")
    yield side
    server.close()
    await provider.close()


async def test_every_debtor_holds_all_turns_and_waits_for_the_whole_of_each_answer() -> None:
    load = Load(answers=[2] * len(TURNS))
    async with _answering(load, answers=2) as side:
        await load.hold([Debtor(number) for number in range(3)], at_once=2, at_most_s=120)

    assert side.heard == len(load.turns) == 3 * len(TURNS)
    assert all(turn.first <= turn.last <= turn.acknowledged for turn in load.turns)


async def test_a_turn_that_is_never_answered_whole_is_counted_and_its_debtor_says_no_more() -> None:
    load = Load(answers=[2] * len(TURNS), answered_within_s=0.0)
    async with _answering(load, answers=1):
        await load.hold([Debtor(1), Debtor(2)], at_once=1, at_most_s=120)

    assert (load.lost, load.turns) == (2, [])


async def test_when_its_time_is_over_no_turn_is_begun() -> None:
    load = Load(answers=[1] * len(TURNS))
    async with _answering(load, answers=1) as side:
        await load.hold([Debtor(1)], at_once=1, at_most_s=0)

    assert (side.heard, load.turns) == (0, [])


async def test_a_negotiation_that_closes_nothing_is_no_measurement() -> None:
    load = Load(answers=[1] * len(TURNS))
    async with _answering(load, answers=1) as side:
        side.closes = False
        with pytest.raises(OffTheScript, match="nothing was closed"):
            await load.hold([Debtor(1)], at_once=1, at_most_s=120)


async def test_a_delivery_that_is_not_taken_is_no_measurement() -> None:
    load = Load(answers=[1] * len(TURNS))
    async with _answering(load, answers=1) as side:
        side.status = "503 Service Unavailable"
        with pytest.raises(OffTheScript, match="503"):
            await load.hold([Debtor(1)], at_once=1, at_most_s=120)
