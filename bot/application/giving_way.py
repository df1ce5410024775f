"""Work nobody waits for, beside turns that somebody does wait for (section 9, bulk beside live turns)."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Protocol


class Way(Protocol):
    """Whether who talks with us leaves room for what we begin ourselves."""

    async def clear(self) -> None:
        """Wait until nobody's turn is in hand; for a while only, so that what waits is never starved."""
        ...

    async def step(self) -> None:
        """Between two small steps of long work, so that turns are not slowed by one between each of their own."""
        ...

    def behind(self) -> AbstractAsyncContextManager[object]:
        """The same around one piece of work: those that had to wait go one after the other."""
        ...


class FreeWay:
    """Where nobody talks: a command's own process, a conversation played for a check."""

    async def clear(self) -> None:
        return

    async def step(self) -> None:
        await asyncio.sleep(0)

    def behind(self) -> AbstractAsyncContextManager[object]:
        return nullcontext()


FREE = FreeWay()
