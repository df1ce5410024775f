"""Speaks to the nlu servers: any of them answers any conversation, as none holds one."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import count
from typing import Any

from bot.adapters.nlu_memory import NluMemory, Question, what_follows, what_is_meant
from bot.adapters.nlu_push import ReleasePush
from bot.adapters.nlu_server import NOT_FOUND, Answer, NluServer, ServerAway
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
        self._servers = [NluServer(url, timeout_s) for url in urls]
        self._turns = count()
        self._memory = NluMemory()
        self._warming: list[asyncio.Task[None]] = []

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        said = [asdict(message) for message in messages]
        body = {"release": release, "slots": dict(slots), "messages": said, "facts": dict(facts)}
        return await self._follow(what_is_meant(release, slots, messages, facts), "/turn", body)

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        body = {"release": release, "slots": dict(slots), "outcome": outcome}
        return await self._follow(what_follows(release, slots, outcome), "/resume", body)

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
        """Whether some server has a release in memory: all are asked at once, one that hangs says nothing of others."""
        looks = [asyncio.create_task(self._has_loaded(server, release)) for server in self._servers]
        try:
            for look in asyncio.as_completed(looks):
                if await look:
                    return True
            return False
        finally:
            for unanswered in looks:
                unanswered.cancel()

    async def _has_loaded(self, server: NluServer, release: str) -> bool:
        """A server that only found the release is made to load it meanwhile."""
        try:
            answer = await server.get("/health")
        except ServerAway:
            return False
        held = answer.body if answer.is_success else {}
        if release in held.get("loaded", ()):
            return True
        if release in held.get("releases", ()) or self._push:
            self._warm(server, release)
        return False

    def _warm(self, server: NluServer, release: str) -> None:
        """Ask for something small once, so that no debtor waits for the first load."""
        if not any(not warming.done() for warming in self._warming):
            asking = self._ask(server, "/parse", {"release": release, "texts": ["oi"]}, WARM_UP_WITHIN_S)
            self._warming = [asyncio.create_task(_quietly(asking))]

    async def warmed(self) -> None:
        """Wait for what is being loaded ahead."""
        await asyncio.gather(*self._warming)

    async def close(self) -> None:
        for warming in self._warming:
            warming.cancel()
        for server in self._servers:
            await server.close()

    def headers(self) -> Mapping[str, str]:
        """What is told the server beside each question."""
        return {}

    async def _follow(self, question: Question | None, path: str, body: Mapping[str, Any]) -> Prediction:
        known = self._memory.known(question)
        return known or self._memory.keep(question, _prediction(await self._post(path, body)))

    async def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        first = next(self._turns)
        reason = "none is configured"
        for offset in range(len(self._servers)):
            server = self._servers[(first + offset) % len(self._servers)]
            try:
                answer = await self._ask(server, path, body)
            except ServerAway as away:
                reason = away.reason
                continue
            if answer.is_success:
                return answer.body
            raise DialogueRefused(answer.status, answer.body.get("error", ""))
        raise DialogueUnavailable(reason)

    async def _ask(
        self, server: NluServer, path: str, body: Mapping[str, Any], timeout_s: float | None = None
    ) -> Answer:
        """A server that does not know the release is sent it, and asked again."""
        answer = await server.post(path, body, self.headers(), timeout_s)
        if answer.status != NOT_FOUND or self._push is None:
            return answer
        async with self._push.turnstile:
            answer = await server.post(path, body, self.headers(), timeout_s)  # somebody before us may have sent it
            if answer.status == NOT_FOUND and await self._push.send(server, body["release"]):
                answer = await server.post(path, body, self.headers(), timeout_s)
        return answer


async def _quietly(asking: Awaitable[Answer]) -> None:
    """A warm-up that fails is tried again by the next look."""
    with suppress(ServerAway):
        await asking


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
