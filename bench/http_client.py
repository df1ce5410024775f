"""A small HTTP client that costs little beside what it measures: one connection kept, one POST after another."""

import asyncio
from time import perf_counter

from bot.domain.errors import BotError

OK = 200
CRLF = b"\r\n"


class UnexpectedAnswer(BotError):
    """A server under measurement answered something else than expected: its times would mean nothing."""


class Connection:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> "Connection":
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def post(self, request: bytes, expected: int = OK) -> float:
        """Send a whole request and read its whole answer; gives the seconds between."""
        began = perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        await self._reader.readexactly(_length(head))
        taken = perf_counter() - began
        if int(head.split(b" ", 2)[1]) != expected:
            raise UnexpectedAnswer(f"answered {head.split(CRLF, 1)[0].decode()}")
        return taken

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


def post_request(path: str, body: bytes, **headers: str) -> bytes:
    """The bytes of a POST of a form; underscores in a header's name stand for dashes."""
    told = {
        "Host": "127.0.0.1",
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def _length(head: bytes) -> int:
    for line in head.lower().split(CRLF):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0
