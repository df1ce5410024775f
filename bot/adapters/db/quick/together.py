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
    """One that is to be kept, and what became of it."""

    arrival: Arrival
    is_told: bool = False
    kept: Kept | None = None


@dataclass
class Together:
    """The messages that wait at one process's door."""

    database: Database
    write: Write = keep_quickly
    _waiting: list[Waiting] = field(default_factory=list)
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def keep(self, arrival: Arrival) -> Kept | None:
        """As `keep_quickly`. What fails for the one that writes is tried again by the next of them, without it."""
        mine = Waiting(arrival)
        self._waiting.append(mine)
        try:
            async with self._turn:
                if not mine.is_told:
                    await self._write()
        finally:
            if not mine.is_told:
                self._waiting.remove(mine)
        return mine.kept

    async def _write(self) -> None:
        """Those who have waited longest; the first of them holds the turn, as turns are taken in the same order."""
        together = self._waiting[:MOST]
        told = await self.write(self.database, [one.arrival for one in together])
        for one, kept in zip(together, told, strict=True):
            one.is_told, one.kept = True, kept
        self._waiting = [one for one in self._waiting if not one.is_told]
