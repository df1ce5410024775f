"""One nlu server over HTTP: connections kept open, as a call through a new one costs more than what it asks."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.domain.errors import AwayForNow

JSON = {"Content-Type": "application/json"}
OK, MULTIPLE_CHOICES, NOT_FOUND = 200, 300, 404
AT_ONCE = 100


class ServerAway(AwayForNow):
    """It did not answer, or not whole and in time; or who answered is none: an nlu says even a refusal in JSON."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"an nlu server did not answer: {reason}")
        self.reason = reason


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    body: Mapping[str, Any]

    @property
    def is_success(self) -> bool:
        return OK <= self.status < MULTIPLE_CHOICES


class NluServer:
    """At an http address, or at unix:/path of a socket. Never through a proxy: it is ours."""

    def __init__(self, url: str, timeout_s: float) -> None:
        self._socket = url.removeprefix("unix:") if url.startswith("unix:") else None
        self._base = "http://nlu" if self._socket else url.rstrip("/")
        self._timeout_s = timeout_s
        self._opened: aiohttp.ClientSession | None = None

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
        if self._opened is not None:
            await self._opened.close()

    async def _ask(
        self,
        method: str,
        path: str,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_s: float | None = None,
    ) -> Answer:
        patience = aiohttp.ClientTimeout(total=timeout_s or self._timeout_s)
        asking = self._session().request(
            method, f"{self._base}{path}", data=content, headers=headers, timeout=patience, allow_redirects=False
        )
        try:
            async with asking as answer:
                return _answer(answer.status, await answer.read())
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ServerAway(type(error).__name__) from error

    def _session(self) -> aiohttp.ClientSession:
        """Opened by the first who asks, as it belongs to the loop that asks."""
        if self._opened is None:
            path = self._socket
            connector = aiohttp.UnixConnector(path, limit=AT_ONCE) if path else aiohttp.TCPConnector(limit=AT_ONCE)
            self._opened = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False
            )
        return self._opened


def _answer(status: int, content: bytes) -> Answer:
    """A proxy before an nlu that is away answers too, in a language of its own."""
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise ServerAway(f"an answer {status} of something else")
    return Answer(status, body)
