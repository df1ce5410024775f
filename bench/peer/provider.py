"""A provider for both sides: takes messages as Twilio's Messages resource does, and answers after a set time."""

import asyncio
import json
from collections.abc import Callable
from itertools import count
from time import perf_counter
from urllib.parse import parse_qs

from bench.http_client import CRLF
from bench.peer.script import ACCOUNT

END_OF_HEAD = b"\r\n\r\n"
NO_MESSAGES: dict[str, object] = {"messages": [], "next_page_uri": None}
NO_CONTENTS = {"contents": [], "meta": {"key": "contents", "next_page_url": None}}

type Taken = Callable[[str, str, float], None]  # to whom, what, and when the request was whole


class Provider:
    """On loopback; `latency_s` passes between a message taken and its answer."""

    def __init__(self, taken: Taken, latency_s: float) -> None:
        self.taken = taken
        self.latency_s = latency_s
        self.sids = count(1)
        self.taken_at = perf_counter()  # the last message
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def start(self) -> None:
        self._server = await asyncio.get_running_loop().create_server(lambda: _Conversation(self), "127.0.0.1", 0)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()


class _Conversation(asyncio.Protocol):
    """One connection: request after request, each answered before the next is sent."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, ended, rest = self._received.partition(END_OF_HEAD)
        length = content_length(head)
        if ended and len(rest) >= length:
            self._received = rest[length:]
            self._answer(head, rest[:length])

    def _answer(self, head: bytes, body: bytes) -> None:
        if not head.startswith(b"POST"):
            self._write("200 OK", NO_MESSAGES if b"/Messages" in head else NO_CONTENTS)
            return
        form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        self._provider.taken_at = perf_counter()
        self._provider.taken(form.get("To", ""), form.get("Body", ""), self._provider.taken_at)
        created = message_of(f"SM{next(self._provider.sids):032x}", form)
        if self._provider.latency_s:
            loop = asyncio.get_running_loop()
            loop.call_later(self._provider.latency_s, self._write, "201 Created", created)
        else:
            self._write("201 Created", created)

    def _write(self, status: str, document: object) -> None:
        if self._transport is None or self._transport.is_closing():
            return
        body = json.dumps(document).encode()
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._transport.write(head.encode() + body)


def content_length(head: bytes) -> int:
    """Nought where the request names none."""
    lines = (line for line in head.lower().split(CRLF) if line.startswith(b"content-length:"))
    return int(next(lines, b":0").partition(b":")[2])


def message_of(sid: str, form: dict[str, str]) -> dict[str, object]:
    """What Twilio answers to a message it took."""
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "status": "queued",
        "direction": "outbound-api",
        "to": form.get("To"),
        "from": form.get("From"),
        "body": form.get("Body"),
        "num_segments": "1",
        "num_media": "0",
        "error_code": None,
        "error_message": None,
    }
