"""A small HTTP server that can do what a framework will not let one: take a request and never answer it."""

import asyncio
import base64
import binascii
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, unquote, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> tuple[tuple[str, str], ...]:
        return tuple(parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def login(self) -> tuple[str, str]:
        """Name and password of HTTP Basic; empty when there are none."""
        try:
            decoded = base64.b64decode(self.headers.get("authorization", "").removeprefix("Basic ")).decode()
        except (binascii.Error, UnicodeDecodeError):
            return "", ""
        name, _, password = decoded.partition(":")
        return name, password


@dataclass(frozen=True)
class Answer:
    status: int
    body: str = ""
    content_type: str = "application/json"


class HangUp(Exception):
    """Close the connection without a word."""


type Handler = Callable[[Request], Awaitable[Answer]]


@dataclass
class HttpServer:
    """Listens on a free loopback port until closed; `handle` may wait for ever, which closing ends."""

    handle: Handler
    port: int = 0
    _server: asyncio.Server | None = None
    _talks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.current_task()
        assert talk is not None
        self._talks.add(talk)
        try:
            while (request := await _read(reader)) is not None:
                writer.write(_written(await self.handle(request)))
                await writer.drain()
        except (HangUp, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._talks.discard(talk)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    asked = urlsplit(target)
    return Request(method, unquote(asked.path), tuple(parse_qsl(asked.query, keep_blank_values=True)), headers, body)


def _written(answer: Answer) -> bytes:
    body = answer.body.encode()
    head = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\nContent-Type: {answer.content_type}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
