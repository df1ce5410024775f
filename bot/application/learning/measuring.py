"""A measurement under way: begun from a page, worked on beside the service, kept for whoever publishes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.editor.drafts.drafts import DraftMissing, Drafts
from bot.application.learning.evaluation import Measured
from bot.application.ports import Clock
from bot.domain.errors import BotError

SILENT_FOR = timedelta(minutes=10)  # whoever worked on it is gone

type Say = Callable[[str], Awaitable[None]]


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class MeasuringFailed(BotError):
    """The training or the asking ended badly."""


@dataclass(frozen=True)
class Measurement:
    """`draft_version`: of the draft as it was measured; a later one is not covered by it."""

    id: int
    draft_id: int
    draft_version: int
    state: State
    progress: str
    by: str
    begun_at: datetime
    seen_at: datetime
    measured: Measured | None = None

    def is_running(self, now: datetime) -> bool:
        return self.state is State.RUNNING and now - self.seen_at < SILENT_FOR


class Measurements(Protocol):
    async def begin(self, draft_id: int, draft_version: int, by: str) -> Measurement: ...

    async def note(self, measurement_id: int, progress: str) -> None: ...

    async def end(self, measurement_id: int, state: State, measured: Measured | None) -> None: ...

    async def last(self, draft_id: int) -> Measurement | None: ...


class Measurer(Protocol):
    """Trains and asks, beside the service; raises MeasuringFailed."""

    async def measure(self, draft_id: int, say: Say) -> Measured: ...


@dataclass
class MeasureTools:
    measurements: Measurements
    measurer: Measurer
    drafts: Drafts
    clock: Clock
    under_way: set[asyncio.Task[None]] = field(default_factory=set)

    async def stop(self) -> None:
        """When the service stops."""
        for task in tuple(self.under_way):
            task.cancel()
        await asyncio.gather(*self.under_way, return_exceptions=True)


async def start(draft_id: int, by: str, tools: MeasureTools) -> Measurement:
    """One at a time of a draft: a second wish gets the one under way."""
    last = await tools.measurements.last(draft_id)
    if last is not None and last.is_running(tools.clock.now()):
        return last
    draft = await tools.drafts.draft(draft_id)
    if draft is None or draft.closed:
        raise DraftMissing(draft_id)
    begun = await tools.measurements.begin(draft_id, draft.version, by)
    task = asyncio.create_task(_work(begun, tools), context=Context())
    tools.under_way.add(task)
    task.add_done_callback(tools.under_way.discard)
    return begun


async def _work(begun: Measurement, tools: MeasureTools) -> None:
    async def say(line: str) -> None:
        await tools.measurements.note(begun.id, line)

    try:
        measured = await tools.measurer.measure(begun.draft_id, say)
    except MeasuringFailed:
        await tools.measurements.end(begun.id, State.FAILED, None)
    except asyncio.CancelledError:
        await tools.measurements.end(begun.id, State.FAILED, None)
        raise
    else:
        await tools.measurements.end(begun.id, State.DONE, measured)
