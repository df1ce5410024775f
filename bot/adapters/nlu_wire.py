"""One connection to an nlu server, kept open: one question at a time, each answered whole.

A general client's sessions, pools and streams cost four times what is asked through them; these are servers of ours.
"""

import asyncio
from collections.abc import Mapping
from typing import cast

import httptools

type Said = tuple[int, bytes]  # the status, and what followed


class WireLost(ConnectionError):
    """It was closed while somebody waited; `answering`: after the answer had begun."""

    def __init__(self, *, answering: bool) -> None:
        super().__init__("the connection was lost")
        self.answering = answering


class Wire(asyncio.Protocol):
    """Reads what httptools tells of the answer; whoever stops waiting for one closes it."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._answering = False
        self._told: asyncio.Future[Said] | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    async def ask(self, request: bytes) -> Said:
        if self._transport is None or not self.is_open:
            raise WireLost(answering=False)
        self._told, self._answering, self._parts = asyncio.get_running_loop().create_future(), False, []
        self._transport.write(request)
        return await self._told

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._answering = True
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(error)
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(WireLost(answering=self._answering))

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        if not self._parser.should_keep_alive():
            self.close()
        if self._told is not None and not self._told.done():
            self._told.set_result((self._parser.get_status_code(), b"".join(self._parts)))

    def _fail(self, error: Exception) -> None:
        if self._told is not None and not self._told.done():
            self._told.set_exception(error)


def request_of(method: str, target: tuple[str, str], headers: Mapping[str, str], content: bytes) -> bytes:
    """The bytes of a request; the target is host and path."""
    host, path = target
    told = {"Host": host, "Content-Length": str(len(content)), **headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content
