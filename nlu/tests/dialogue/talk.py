"""A conversation with the server as the service leads it: slots kept between calls, nothing else."""

from collections.abc import Callable
from typing import Any

Answer = dict[str, Any]


class Talk:
    """Keeps the slots, as the service's database does."""

    def __init__(self, ask: Callable[..., Any], step: str = "", release: str = "first", profile: str = "alfa") -> None:
        self._ask = ask
        self._release = release
        self.slots: dict[str, Any] = {"profile": profile, "step": step}

    async def says(self, *texts: str, **facts: Any) -> Answer:
        return await self.sends(*({"text": text} for text in texts), facts=facts)

    async def means(self, *intents: str) -> Answer:
        return await self.sends(*({"text": "", "intent": intent, "source": "button"} for intent in intents))

    async def sends(self, *messages: dict[str, Any], facts: dict[str, Any] | None = None) -> Answer:
        return self._keep(await self._call("/turn", messages=list(messages), facts=facts or {}))

    async def performed(self, outcome: str) -> Answer:
        return self._keep(await self._call("/resume", outcome=outcome))

    async def _call(self, door: str, **body: Any) -> Answer:
        return await self._ask(door, release=self._release, slots=self.slots, **body)

    def _keep(self, answer: Answer) -> Answer:
        self.slots.update(answer["slots"])
        return answer
