"""The bot's dialogue while it thinks, for tests of who speaks meanwhile."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.application.ports import Prediction, Utterance

TOO_LATE = "utter_cassems__closing__tell_me"


@dataclass
class Thinker:
    """Begins to think, and goes on when it is let."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_end: asyncio.Event = field(default_factory=asyncio.Event)

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        self.begun.set()
        await self.may_end.wait()
        return Prediction((TOO_LATE,), None, {"step": "closing.tell_me"})
