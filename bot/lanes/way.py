"""What we begin gives way to turns: it waits for a moment in which nobody talks, and goes one piece at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.lanes.lines import TurnLine

LATEST_S = 2.0  # as far as what we begin stands back for answers at a sender's rate (`redis_pace`)
LOOKED_AT_EVERY_S = 0.02
A_STEP_EVERY_S = 0.02  # of a millisecond or two each


class BehindTurns:
    """The `Way` port, by the turns of this worker."""

    def __init__(self, line: TurnLine) -> None:
        self._line = line
        self._one = asyncio.Lock()

    async def clear(self) -> None:
        """At once where nobody talks; after a while all the same, so that a busy day starves nothing."""
        loop = asyncio.get_running_loop()
        latest = loop.time() + LATEST_S
        while self._line.is_talking() and loop.time() < latest:
            await asyncio.sleep(LOOKED_AT_EVERY_S)

    async def step(self) -> None:
        await asyncio.sleep(A_STEP_EVERY_S if self._line.is_talking() else 0)

    @asynccontextmanager
    async def behind(self) -> AsyncIterator[None]:
        """Several at once where nobody talks; else each has its moment for itself."""
        if not self._line.is_talking():
            yield
            return
        async with self._one:
            await self.clear()
            yield
