"""What is written of one answer goes out at once, whole and in order."""

import asyncio
from typing import cast

from bot.api.one_write import Held


class Wire:
    """The transport below: what went out, in how many writes."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes) -> None:
        assert not self.is_closed
        self.sent.append(data)

    def close(self) -> None:
        self.is_closed = True

    def is_closing(self) -> bool:
        return self.is_closed


def held_over(wire: Wire) -> Held:
    return Held(cast(asyncio.Transport, wire), asyncio.get_running_loop())


async def test_head_and_body_of_an_answer_are_one_write() -> None:
    wire = Wire()
    transport = held_over(wire)

    transport.write(b"HTTP/1.1 200 OK\r\n\r\n")
    transport.write(b"<Response/>")
    await asyncio.sleep(0)

    assert wire.sent == [b"HTTP/1.1 200 OK\r\n\r\n<Response/>"]


async def test_a_head_without_a_body_goes_out_once() -> None:
    wire = Wire()
    transport = held_over(wire)

    transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
    transport.write(b"")
    await asyncio.sleep(0)

    assert wire.sent == [b"HTTP/1.1 204 No Content\r\n\r\n"]


async def test_a_head_whose_body_is_long_in_coming_goes_out_in_the_next_round() -> None:
    wire = Wire()
    transport = held_over(wire)

    transport.write(b"head")
    assert wire.sent == []
    await asyncio.sleep(0)
    assert wire.sent == [b"head"]
    transport.write(b"body")
    await asyncio.sleep(0)

    assert wire.sent == [b"head", b"body"]


async def test_what_is_held_goes_out_before_the_connection_is_closed() -> None:
    wire = Wire()
    transport = held_over(wire)

    transport.write(b"head")
    transport.close()
    await asyncio.sleep(0)

    assert wire.sent == [b"head"]
    assert transport.is_closing()
