"""The bell: a Redis stream that wakes one worker for each ring; losing a ring costs time, never a message."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError

STREAM = "concilia:bell"
GROUP = "workers"
TOGETHER_S = 0.01  # a trip to Redis costs a third of a message: after one, what is rung for so long goes together
KEPT = 10_000  # rings; older ones were heard, or the sweep finds their rows
FIELD = "conversation"
# One command for all that ring together: each command more costs the client a third of a trip.
RING = f"""
    for place = 2, #ARGV do
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', '{FIELD}', ARGV[place])
    end
"""

log = structlog.get_logger()


def open_redis(url: str, *, timeout_s: float = 15.0) -> Redis:
    """A client whose patience is longer than the longest wait for a ring."""
    return Redis.from_url(url, socket_timeout=timeout_s, socket_connect_timeout=2.0)


class RedisBell:
    """The `Bell` port: every ring reaches one of the listeners."""

    def __init__(
        self, redis: Redis, *, kept: int = KEPT, wait_s: float = 5.0, retry_s: float = 1.0, ring_s: float = 1.0
    ) -> None:
        self._redis = redis
        self._kept = kept
        self._wait_ms = int(wait_s * 1000)
        self._retry_s = retry_s
        self._ring_s = ring_s
        self._waiting: dict[int, None] = {}  # in order; one ring wakes for all that was written before it
        self._ringing: asyncio.Task[None] | None = None

    async def ring(self, conversation_id: int) -> None:
        """Nobody waits for it, the door least of all: what is rung while a batch is on its way is the next batch."""
        self._waiting[conversation_id] = None
        if self._ringing is None or self._ringing.done():
            self._ringing = asyncio.create_task(self._ring_all())

    async def settled(self) -> None:
        """Wait until all that was rung is told, or could not be."""
        if self._ringing is not None:
            await self._ringing

    async def _ring_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, {}
            await self._ring_together(together)
            await asyncio.sleep(TOGETHER_S)

    async def _ring_together(self, conversations: Iterable[int]) -> None:
        """In one trip. A ring that fails is written down and no more: the sweep finds the row."""
        try:
            async with asyncio.timeout(self._ring_s):
                await cast(Any, self._redis.eval(RING, 1, STREAM, self._kept, *conversations))
        except (RedisError, OSError) as error:
            for conversation_id in conversations:
                log.warning("bell_not_rung", conversation=conversation_id, error=type(error).__name__)

    async def listen(self) -> AsyncIterator[int]:
        """Conversations rung for, those from before this listener too; goes on when Redis comes back, or back empty."""
        while True:
            try:
                heard = await self._hear()
            except (RedisError, OSError) as error:
                await self._start_again(error)
                continue
            for conversation_id in heard:
                yield conversation_id

    async def _hear(self) -> list[int]:
        """Read without keeping a list of what is pending: a ring dies with the worker that heard it."""
        heard = await self._redis.xreadgroup(GROUP, GROUP, {STREAM: ">"}, count=1, block=self._wait_ms, noack=True)
        return [int(fields[FIELD.encode()]) for _, rings in _streams(heard) for _, fields in rings]

    async def _start_again(self, error: Exception) -> None:
        """Make the group, which a Redis that is new or was emptied lacks; wait a little for one that is away."""
        try:
            await self._redis.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except (RedisError, OSError) as refused:
            if not isinstance(refused, ResponseError):
                log.warning("bell_not_heard", error=type(error).__name__)
            await asyncio.sleep(self._retry_s)


def _streams(heard: Any) -> Iterable[Any]:
    """The protocol's version 2 answers with a list, version 3 with a map of lists in a list."""
    return [(name, rings) for name, found in heard.items() for rings in found] if isinstance(heard, dict) else heard
