"""Several attempts under way at once, within what a sender may say and without getting in the way of answers."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.application.notices.ledger import DueAttempt
from bot.domain.conversation import Channel

GOING = 4  # each takes a connection to the database and the loop, which answers to debtors need too


class Pace(Protocol):
    """The rate of a sender, shared by all who send from it."""

    async def wait_s(self, sender: str, channel: Channel) -> float:
        """Take the next free place; how long until it comes."""
        ...


@dataclass(frozen=True)
class Places:
    """Who waits for a sender's next place is alone in it: a pace kept without Redis is one wait after the other."""

    pace: Pace
    going: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(GOING))
    turnstiles: defaultdict[tuple[str, Channel], asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock)
    )

    async def wait(self, sender: str, channel: Channel) -> None:
        async with self.turnstiles[sender, channel]:
            await asyncio.sleep(await self.pace.wait_s(sender, channel))


async def make_several(due: Sequence[DueAttempt], make: Callable[[DueAttempt], Awaitable[None]]) -> None:
    """People beside one another, one person's attempts in order: what is told second looks at what was told first.

    One that breaks keeps no other from its end; what broke is raised then, and its lease brings it back.
    """

    async def make_all(attempts: Iterable[DueAttempt]) -> None:
        for attempt in attempts:
            await make(attempt)

    of_person: defaultdict[int, list[DueAttempt]] = defaultdict(list)
    for attempt in due:
        of_person[attempt.person.id].append(attempt)
    ended = await asyncio.gather(*map(make_all, of_person.values()), return_exceptions=True)
    for error in ended:
        if error is not None:
            raise error
