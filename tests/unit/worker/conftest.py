"""A worker's tools on fakes, with a clock that moves with the loop's own time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import pytest

from bot.application.desk import Services
from bot.application.handle_turn import TurnTools
from bot.application.ports import Prediction, Utterance
from bot.application.releases import LoadedRelease
from tests.builders import NOON, PHONE, a_message
from tests.checkout import checkout_release
from tests.fake_storage import FakeStorage
from tests.fakes import SAO_PAULO, FakeCalendar

QUIET = timedelta(milliseconds=1200)


class LoopClock:
    """Instants by the running loop's time."""

    def now(self) -> datetime:
        return NOON + timedelta(seconds=asyncio.get_running_loop().time())

    def business_now(self) -> datetime:
        return self.now().astimezone(SAO_PAULO)


@dataclass
class ScriptedDialogue:
    """Says nothing and waits; before that, raises what it was told to, try by try."""

    raises: list[Exception] = field(default_factory=list)
    takes: timedelta = timedelta()
    turns: list[list[str]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def understand(
        self, release: str, slots: Mapping[str, str], messages: Sequence[Utterance], facts: Mapping[str, str]
    ) -> Prediction:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.takes.total_seconds())
        self.at_once -= 1
        if self.raises:
            raise self.raises.pop(0)
        self.turns.append([message.text for message in messages])
        return Prediction((), None, {"step": "start/wait"})

    async def resume(self, release: str, slots: Mapping[str, str], outcome: str) -> Prediction:
        raise AssertionError("no act was asked for")

    async def parse(self, release: str, texts: Sequence[str]) -> Sequence[tuple[str, float]]:
        return []


class CheckoutRelease:
    """The release of the checkout's own texts."""

    async def live(self) -> LoadedRelease:
        return _release()

    async def get(self, release_id: str) -> LoadedRelease:
        return _release()


@cache
def _release() -> LoadedRelease:
    return checkout_release()


@dataclass
class Work:
    """What a test of the lines needs at hand."""

    storage: FakeStorage
    dialogue: ScriptedDialogue
    tools: TurnTools

    async def receive(self, external_id: str, body: str = "oi", contact: str = PHONE) -> int:
        received_at = self.tools.clock.now()
        message = a_message(external_id, body, contact=contact, received_at=received_at)
        conversation_id = await self.storage.inbox().store(message)
        assert conversation_id is not None
        return conversation_id


@pytest.fixture
def work() -> Work:
    clock, dialogue = LoopClock(), ScriptedDialogue()
    storage = FakeStorage(clock)
    services = Services(storage.records(), storage.numbers(), FakeCalendar(), NoDocuments())
    tools = TurnTools(storage.inbox(), dialogue, CheckoutRelease(), services, clock, "cassems", QUIET, 60.0)
    return Work(storage, dialogue, tools)


class NoDocuments:
    """No paper is asked for here."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        raise AssertionError(name)
