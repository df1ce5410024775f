"""Messages whose webhook never reached us: found in the provider's own list, and accepted as if it had."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.application.accept_message import AcceptMessage
from bot.application.messages import InboundMessage
from bot.application.ports import Clock
from bot.domain.conversation import Channel

EVERY = timedelta(seconds=60)
SETTLED_AFTER = timedelta(seconds=60)  # a webhook and its second address had their 15 s each, and tell more than a list
CLOCKS_MAY_DIFFER = timedelta(minutes=10)  # ours and the provider's: what was compared a while ago is compared again
ANSWERABLE = timedelta(hours=23)  # to what is older the provider takes no free answer


@dataclass(frozen=True)
class Line:
    """One of our numbers on one channel."""

    channel: Channel
    number: str

    def __str__(self) -> str:
        return f"{self.channel}:{self.number}"


class Arrivals(Protocol):
    """What the provider says debtors sent."""

    async def since(self, line: Line, at: datetime) -> Sequence[InboundMessage]:
        """Oldest first, and without the addresses of files."""
        ...

    async def with_files(self, message: InboundMessage) -> InboundMessage: ...


class Comparisons(Protocol):
    """How far each line was compared, for all workers together."""

    async def take(self, line: Line, now: datetime, next_at: datetime) -> datetime | None:
        """Until when a line was compared; None when it is not due, as when another worker has just taken it.

        A line never compared begins now: what came before was for whoever answered then.
        """
        ...

    async def missing(self, external_ids: Sequence[str]) -> frozenset[str]: ...

    async def compared(self, line: Line, until: datetime) -> None: ...


@dataclass(frozen=True)
class HealTools:
    arrivals: Arrivals
    comparisons: Comparisons
    accept: AcceptMessage
    clock: Clock
    every: timedelta = EVERY
    settled_after: timedelta = SETTLED_AFTER


async def heal(line: Line, tools: HealTools) -> int:
    """Accept what a line lacks; how many messages it was. A comparison that fails is made again whole."""
    now = tools.clock.now()
    before = await tools.comparisons.take(line, now, now + tools.every)
    if before is None:
        return 0
    until = now - tools.settled_after
    listed = await tools.arrivals.since(line, max(before - CLOCKS_MAY_DIFFER, now - ANSWERABLE))
    settled = [message for message in listed if _came_before(message, until)]
    missing = await tools.comparisons.missing([message.external_id for message in settled])
    for message in settled:
        if message.external_id in missing:
            await tools.accept(await tools.arrivals.with_files(message))
    await tools.comparisons.compared(line, until)
    return len(missing)


def _came_before(message: InboundMessage, until: datetime) -> bool:
    return message.received_at is None or message.received_at <= until
