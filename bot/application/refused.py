"""Deliveries a door refused: why, as far as the signature tells, and taking those that were the provider's after all.

Nothing unsigned gets in this way: what is taken fits a token of ours, for this address or another one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.application.ports import Clock

LOOKED_AT = 2_000  # the newest
LATELY = timedelta(hours=24)


class Cause(StrEnum):
    """What the signature tells, by the settings of this moment."""

    FITS_NOW = "fits_now"  # a setting was wrong, or lacked a token, when it came
    OTHER_ADDRESS = "other_address"  # signed for another address of ours
    OLD_TOKEN = "old_token"  # signed with a token since retired
    UNKNOWN = "unknown"  # with no token we know: a forgery, or somebody else's account


@dataclass(frozen=True)
class RefusedRequest:
    """One delivery as it came; `origin` is the address it was asked for under, as far as we were told."""

    source: str
    path: str
    query: str
    origin: str
    signature: str
    pairs: tuple[tuple[str, str], ...] = field(repr=False)
    at: datetime
    names_us: bool = False  # it carries the id of our account, as a forgery seldom does
    id: int = 0

    def value(self, name: str) -> str:
        return next((value for key, value in self.pairs if key == name), "")


@dataclass(frozen=True)
class Verdict:
    cause: Cause
    address: str = ""  # it was signed for, where that is another one


@dataclass(frozen=True)
class RefusedCounts:
    """Of those kept and not taken since an instant."""

    ours: int = 0
    strangers: int = 0


@dataclass(frozen=True)
class Taken:
    """Refused deliveries somebody had taken on one day; `at` is the last of them."""

    by: str
    at: datetime
    count: int


class RefusedRequests(Protocol):
    """Those kept aside: sealed, and no more of them than there is room for."""

    async def keep(self, requests: Sequence[RefusedRequest]) -> None: ...

    async def waiting(self, limit: int) -> Sequence[RefusedRequest]:
        """Not taken yet; the newest first."""
        ...

    async def counts(self, since: datetime) -> RefusedCounts: ...

    async def mark_taken(self, request_id: int, by: str, at: datetime) -> None:
        """What it said is with the messages now, and emptied here; who had it taken stays."""
        ...

    async def taken(self, limit: int) -> Sequence[Taken]: ...


type Judge = Callable[[RefusedRequest], Verdict]
type Accept = Callable[[RefusedRequest], Awaitable[None]]


@dataclass(frozen=True)
class RefusedTools:
    requests: RefusedRequests
    judge: Judge
    accept: Accept
    clock: Clock


@dataclass(frozen=True)
class Group:
    """Refused for one cause; the newest first."""

    cause: Cause
    requests: tuple[RefusedRequest, ...]
    addresses: tuple[str, ...] = ()

    @property
    def can_be_taken(self) -> bool:
        return self.cause is not Cause.UNKNOWN


async def grouped(tools: RefusedTools) -> list[Group]:
    """In the order of the causes: what can be helped comes first."""
    judged = await _judged(tools)
    return [group for cause in Cause if (group := _group(cause, judged)).requests]


async def take(cause: Cause, by: str, tools: RefusedTools) -> int:
    """Accept what was refused for this cause and fits a token of ours now; how many those were.

    In the order they came; one that was accepted already, or is accepted twice, is one message.
    """
    if cause is Cause.UNKNOWN:
        return 0
    found = [request for request, verdict in await _judged(tools) if verdict.cause is cause]
    for request in sorted(found, key=lambda one: one.id):
        await tools.accept(request)
        await tools.requests.mark_taken(request.id, by, tools.clock.now())
    return len(found)


async def refused_lately(requests: RefusedRequests, clock: Clock) -> RefusedCounts:
    return await requests.counts(clock.now() - LATELY)


async def _judged(tools: RefusedTools) -> list[tuple[RefusedRequest, Verdict]]:
    """Signatures take a moment each: away from the loop that answers everybody."""
    waiting = await tools.requests.waiting(LOOKED_AT)
    return await asyncio.to_thread(lambda: [(request, tools.judge(request)) for request in waiting])


def _group(cause: Cause, judged: Sequence[tuple[RefusedRequest, Verdict]]) -> Group:
    found = [(request, verdict) for request, verdict in judged if verdict.cause is cause]
    addresses = dict.fromkeys(verdict.address for _, verdict in found if verdict.address)
    return Group(cause, tuple(request for request, _ in found), tuple(addresses))
