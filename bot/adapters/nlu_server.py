"""One nlu server over HTTP: connections kept open, as a call through a new one costs more than what it asks."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from httptools import HttpParserError

from bot.adapters.nlu_wire import Wire, WireLost, request_of
from bot.domain.errors import AwayForNow

JSON = {"Content-Type": "application/json"}
OK, MULTIPLE_CHOICES, NOT_FOUND = 200, 300, 404
AT_ONCE = 100
PORTS = {"http": 80, "https": 443}


class ServerAway(AwayForNow):
    """It did not answer, or not whole and in time."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"an nlu server did not answer: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    content: bytes

    @property
    def is_success(self) -> bool:
        return OK <= self.status < MULTIPLE_CHOICES

    def json(self) -> Any:
        return json.loads(self.content)


class NluServer:
    """At an http address, or at unix:/path of a socket. Never through a proxy: it is ours."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self._socket = url.removeprefix("unix:") if url.startswith("unix:") else None
        self._address = urlsplit("http://nlu" if self._socket else url.rstrip("/"))
        self._timeout_s = timeout_s
        self._idle: list[Wire] = []
        self._room = asyncio.Semaphore(AT_ONCE)

    async def get(self, path: str) -> Answer:
        return await self._ask("GET", path)

    async def post(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str], timeout_s: float | None = None
    ) -> Answer:
        content = json.dumps(body).encode()
        return await self._ask("POST", path, content, {**JSON, **headers}, timeout_s)

    async def put(self, path: str, content: bytes, headers: Mapping[str, str], timeout_s: float) -> Answer:
        return await self._ask("PUT", path, content, headers, timeout_s)

    async def close(self) -> None:
        while self._idle:
            self._idle.pop().close()

    async def _ask(
        self,
        method: str,
        path: str,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Answer:
        target = self._address.netloc.rpartition("@")[2], f"{self._address.path}{path}"
        request = request_of(method, target, headers or {}, content)
        try:
            async with asyncio.timeout(timeout_s or self._timeout_s), self._room:
                return await self._answer_to(request)
        except (OSError, TimeoutError, HttpParserError) as error:
            raise ServerAway(type(error).__name__) from error

    async def _answer_to(self, request: bytes) -> Answer:
        """One kept open may have been closed meanwhile: asked again through another, as nothing is done twice here."""
        while self._idle:
            try:
                return await self._through(self._idle.pop(), request)
            except WireLost as lost:
                if lost.answering:
                    raise
        return await self._through(await self._opened(), request)

    async def _through(self, wire: Wire, request: bytes) -> Answer:
        try:
            status, content = await wire.ask(request)
        except BaseException:
            wire.close()  # what is still answered is for nobody
            raise
        if wire.is_open:
            self._idle.append(wire)
        return Answer(status, content)

    async def _opened(self) -> Wire:
        loop, address = asyncio.get_running_loop(), self._address
        if self._socket:
            return (await loop.create_unix_connection(Wire, self._socket))[1]
        port = address.port or PORTS[address.scheme]
        is_sealed = address.scheme == "https"
        return (await loop.create_connection(Wire, address.hostname or "", port, ssl=is_sealed or None))[1]
