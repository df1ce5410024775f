"""One reader of news for all pages a process has open, and none while there are none."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import Context

from bot.application.agents.live import Batch, Change, ChangesSeen, NewsAway
from bot.application.agents.reach import EVERYTHING, reaching

EVERY_S = 1.0
MOST_PENDING = 2_000


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
        self._cursor = ""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[Listener]:
        """From before this returns, nothing is missed: what came earlier is asked of `seen` afterwards."""
        listener = Listener()
        async with self._starting:
            if not self.is_reading:
                # For everybody, not within the reach of who happened to come first.
                with reaching(EVERYTHING):
                    self._cursor = await self.seen.now()
                self._reader = asyncio.create_task(self._read(), context=Context())
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

    async def _read(self) -> None:
        while True:
            await asyncio.sleep(self._every_s)
            await self.round()

    def _rest(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.cancel()
