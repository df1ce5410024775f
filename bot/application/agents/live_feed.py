"""One reader of news for all pages a process has open, and none while there are none."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from contextvars import Context
from typing import Any

from bot.application.agents.live import Batch, Change, ChangesSeen, NewsAway
from bot.application.agents.reach import EVERYTHING, reaching

EVERY_S = 1.0
MOST_PENDING = 2_000
CLOSES_WITHIN_S = 5.0


class Listener:
    """What one page was not told yet; a page that does not read makes it no longer than a limit."""

    def __init__(self) -> None:
        self._pending: set[Change] | None = set()
        self._cursor = ""
        self._rung = asyncio.Event()

    def hear(self, batch: Batch) -> None:
        self._cursor = batch.cursor
        if batch.changes is None or self._pending is None or len(self._pending) > MOST_PENDING:
            self._pending = None
        else:
            self._pending |= batch.changes
        self._rung.set()

    def wake(self) -> None:
        self._rung.set()

    async def next(self) -> Batch:
        await self._rung.wait()
        self._rung.clear()
        changes = None if self._pending is None else frozenset(self._pending)
        self._pending = set()
        return Batch(self._cursor, changes)


class Feed:
    """Reads what changed, once for everybody who listens."""

    def __init__(self, seen: ChangesSeen, *, every_s: float = EVERY_S) -> None:
        self.seen = seen
        self._every_s = every_s
        self._listeners: set[Listener] = set()
        self._reader: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._resting = asyncio.Event()
        self._asked: set[asyncio.Task[Any]] = set()
        self._cursor = ""
        self.is_closed = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        """From before this returns, nothing is missed: what came earlier is asked of `seen` afterwards."""
        listener = Listener()
        async with self._starting:
            if not self.is_reading:
                # For everybody, not within the reach of who happened to come first.
                with reaching(EVERYTHING):
                    self._cursor = await self.whole(self.seen.now())
                self._resting = asyncio.Event()
                self._reader = asyncio.create_task(self._read(self._resting), context=Context())
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            self._listeners.discard(listener)
            if not self._listeners:
                self._rest()

    @property
    def is_reading(self) -> bool:
        return self._reader is not None and not self._reader.done()

    async def round(self) -> None:
        """One look at what changed; a database that is away is asked again, from the same place."""
        try:
            batch = await self.seen.since(self._cursor)
        except NewsAway:
            return
        self._cursor = batch.cursor
        if batch.changes is None or batch.changes:
            for listener in list(self._listeners):
                listener.hear(batch)

    async def whole[T](self, job: Coroutine[Any, Any, T]) -> T:
        """Nothing is cut short by a page that goes away: a statement given up half-way loses its connection."""
        task = asyncio.create_task(job)
        self._asked.add(task)
        task.add_done_callback(self._answered)
        return await asyncio.shield(task)

    def _answered(self, task: asyncio.Task[Any]) -> None:
        """What failed after its page went is nobody's failure."""
        self._asked.discard(task)
        if not task.cancelled():
            task.exception()

    async def close(self) -> None:
        """Whoever listens is let go, and what was asked is waited for."""
        self.is_closed = True
        self._resting.set()
        for listener in list(self._listeners):
            listener.wake()
        pending = {*self._asked, *filter(None, [self._reader])}
        if pending:
            await asyncio.wait(pending, timeout=CLOSES_WITHIN_S)

    async def _read(self, resting: asyncio.Event) -> None:
        while not resting.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(resting.wait(), self._every_s)
                return
            await self.round()

    def _rest(self) -> None:
        """The reader ends by itself, after the look it is taking."""
        self._resting.set()
        if self._reader is not None:
            self._asked.add(self._reader)
            self._reader.add_done_callback(self._asked.discard)
        self._reader = None
