"""Whose signature is looked at when: one at a time, so that what is being stored goes on between two forgeries.

A delivery that names our account, as the provider's do, never waits behind one that does not.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from webhooks.crowd import TooManyAtOnce, turned_away

AFTER_A_STRANGER_S = 0.002  # so that a flood of them leaves most of a second to everybody else
MOST_WAITING = 1_000


@dataclass
class Lane:
    """`after_s`: for how long the loop is left to others once a forgery was found."""

    after_s: float = 0.0
    most: int = MOST_WAITING
    waiting: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @asynccontextmanager
    async def entered(self) -> AsyncIterator[None]:
        if self.waiting >= self.most:
            turned_away.inc()
            raise TooManyAtOnce
        self.waiting += 1
        try:
            async with self.turn:
                yield
        finally:
            self.waiting -= 1

    async def rest(self) -> None:
        await asyncio.sleep(self.after_s)


@dataclass
class Lanes:
    account_sid: str
    ours: Lane = field(default_factory=Lane)
    strangers: Lane = field(default_factory=lambda: Lane(AFTER_A_STRANGER_S))

    def of(self, *, names_us: bool) -> Lane:
        return self.ours if names_us else self.strangers

    def names_us(self, body: bytes) -> bool:
        """Whether it carries the id of our account, which a stranger seldom knows."""
        return f"AccountSid={self.account_sid}".encode() in body
