"""Messages that arrive while one is being written are written together, in the next transaction.

A commit waits for the disk, and of many at once all but the first would wait for each other's. Whoever comes first
writes for all who wait, and each is told of its own message after that commit.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from bot.adapters.db.engine import Database
from bot.adapters.db.quick.keep import Arrival, Kept, Told, keep_quickly

MOST = 64

type Write = Callable[[Database, Sequence[Arrival]], Awaitable[Told]]


@dataclass(eq=False)
class Waiting:
    """One that is to be kept, and what became of it; `woken` when it is told, or when it is its turn to write."""

    arrival: Arrival
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    is_told: bool = False
    kept: Kept | None = None

    def tell(self, kept: Kept | None) -> None:
        self.is_told, self.kept = True, kept
        self.woken.set()


@dataclass
class Together:
    """The messages that wait at one process's door."""

    database: Database
    write: Write = keep_quickly
    _waiting: list[Waiting] = field(default_factory=list)
    _writer: Waiting | None = None

    async def keep(self, arrival: Arrival) -> Kept | None:
        """As `keep_quickly`. What fails for the one that writes is tried again by the next of them, without it."""
        mine = Waiting(arrival)
        self._waiting.append(mine)
        try:
            await self._told_or_called(mine)
            if not mine.is_told:
                await self._write()
        finally:
            if not mine.is_told:
                self._waiting.remove(mine)
            if self._writer is mine:
                self._call_next()
        return mine.kept

    async def _told_or_called(self, mine: Waiting) -> None:
        if self._writer is None:
            self._writer = mine
        else:
            await mine.woken.wait()

    def _call_next(self) -> None:
        self._writer = next(iter(self._waiting), None)
        if self._writer is not None:
            self._writer.woken.set()

    async def _write(self) -> None:
        """Those who have waited longest, all told at once; the first of them writes."""
        together = self._waiting[:MOST]
        told = await self.write(self.database, [one.arrival for one in together])
        for one, kept in zip(together, told, strict=True):
            one.tell(kept)
        self._waiting = [one for one in self._waiting if not one.is_told]
