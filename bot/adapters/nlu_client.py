"""Speaks to the nlu servers: any of them answers any conversation, as none holds one."""

import asyncio
import ssl
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import cache
from itertools import count
from typing import Any

import httpx

from bot.adapters.nlu_push import ReleasePush
from bot.application.ports import ActCall, Meaning, Prediction, Utterance
from bot.domain.errors import AwayForNow, BotError

WARM_UP_WITHIN_S = 120.0
CERTAIN_SOURCES = frozenset({"reader", "button"})


class DialogueUnavailable(AwayForNow):
    """No nlu server answered: the turn waits, nothing of it was begun."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"no nlu server answered: {reason}")
        self.reason = reason


class DialogueRefused(BotError):
    """The nlu server says the request makes no sense for this release: content or code is wrong."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(f"the nlu server refused ({status}): {detail}")
        self.status = status
        self.detail = detail


class NluClient:
    """The Dialogue port over HTTP; servers take turns, and one that does not answer is passed over."""

    def __init__(self, urls: Sequence[str], *, timeout_s: float = 10.0, push: ReleasePush | None = None) -> None:
        self._push = push
        self._clients = [_client(url, timeout_s) for url in urls]
        self._turns = count()
        self._warming: list[asyncio.Task[None]] = []

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        said = [asdict(message) for message in messages]
        body = {"release": release, "slots": dict(slots), "messages": said, "facts": dict(facts)}
        return _prediction(await self._post("/turn", body))

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        return _prediction(await self._post("/resume", {"release": release, "slots": dict(slots), "outcome": outcome}))

    async def enter(self, release: str, slots: Mapping[str, str], step: str) -> Prediction:
        """Go to a step by decision of a person, not of a message (H4)."""
        return _prediction(await self._post("/enter", {"release": release, "slots": dict(slots), "step": step}))

    async def mean(self, release: str, bursts: Sequence[Sequence[Utterance]]) -> Sequence[Meaning]:
        said = [[asdict(message) for message in burst] for burst in bursts]
        answer = await self._post("/parse", {"release": release, "bursts": said})
        return [
            Meaning(result["intent"], result["confidence"], bool(result["conditional"])) for result in answer["results"]
        ]

    async def alternatives(self, release: str, texts: Sequence[str]) -> Sequence[Sequence[str]]:
        """The intents the classifier weighs for each text, the best first."""
        answer = await self._post("/parse", {"release": release, "texts": list(texts)})
        return [[guess["name"] for guess in result["alternatives"]] for result in answer["results"]]

    async def is_ready(self, release: str) -> bool:
        """Whether some server has a release in memory; one that only found it is made to load it meanwhile."""
        for client in self._clients:
            try:
                answer = await client.get("/health")
            except httpx.HTTPError:
                continue
            held = answer.json() if answer.is_success else {"loaded": [], "releases": []}
            if release in held["loaded"]:
                return True
            if release in held["releases"] or self._push:
                self._warm(client, release)
        return False

    def _warm(self, client: httpx.AsyncClient, release: str) -> None:
        """Ask for something small once, so that no debtor waits for the first load."""
        if not any(not warming.done() for warming in self._warming):
            asking = self._ask(client, "/parse", {"release": release, "texts": ["oi"]}, WARM_UP_WITHIN_S)
            self._warming = [asyncio.create_task(_quietly(asking))]

    async def warmed(self) -> None:
        """Wait for what is being loaded ahead."""
        await asyncio.gather(*self._warming)

    async def close(self) -> None:
        for warming in self._warming:
            warming.cancel()
        for client in self._clients:
            await client.aclose()

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        first = next(self._turns)
        reason = "none is configured"
        for offset in range(len(self._clients)):
            client = self._clients[(first + offset) % len(self._clients)]
            try:
                answer = await self._ask(client, path, body)
            except httpx.HTTPError as error:
                reason = type(error).__name__
                continue
            if answer.is_success:
                return answer.json()
            raise DialogueRefused(answer.status_code, answer.json().get("error", ""))
        raise DialogueUnavailable(reason)

    async def _ask(
        self, client: httpx.AsyncClient, path: str, body: Mapping[str, Any], timeout_s: float | None = None
    ) -> httpx.Response:
        """A server that does not know the release is sent it, and asked again."""

        async def ask() -> httpx.Response:
            return await client.post(path, json=body, timeout=timeout_s or httpx.USE_CLIENT_DEFAULT)

        answer = await ask()
        if answer.status_code != httpx.codes.NOT_FOUND or self._push is None:
            return answer
        async with self._push.turnstile:
            answer = await ask()  # somebody before us may have sent it
            if answer.status_code == httpx.codes.NOT_FOUND and await self._push.send(client, body["release"]):
                answer = await ask()
        return answer


async def _quietly(asking: Awaitable[httpx.Response]) -> None:
    """A warm-up that fails is tried again by the next look."""
    with suppress(httpx.HTTPError):
        await asking


def _client(url: str, timeout_s: float) -> httpx.AsyncClient:
    """An http address, or unix:/path of a socket."""
    if url.startswith("unix:"):
        transport = httpx.AsyncHTTPTransport(uds=url.removeprefix("unix:"), verify=_trusted())
        return httpx.AsyncClient(base_url="http://nlu", transport=transport, timeout=timeout_s)
    # Never through a proxy: it is ours.
    return httpx.AsyncClient(base_url=url, timeout=timeout_s, verify=_trusted(), trust_env=False)


@cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than a turn."""
    return httpx.create_ssl_context(trust_env=False)


def _prediction(answer: Mapping[str, Any]) -> Prediction:
    act, intent = answer["act"], answer.get("intent") or {}
    return Prediction(
        lines=tuple(answer["lines"]),
        act=ActCall(act["name"], act["args"]) if act else None,
        slots=answer["slots"],
        intent=intent.get("name"),
        confidence=intent.get("confidence"),
        conditional=bool(answer.get("conditional")),
        certain=intent.get("source") in CERTAIN_SOURCES,
        events=tuple(answer["events"]),
    )
