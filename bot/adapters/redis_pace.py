"""The rate of a sender, kept in Redis so that all workers share it; losing it costs a moment's haste, no message.

Answers go first: they take their places without waiting, as the provider queues what a number says too fast, and what
we begin waits for the next free place behind them.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.application.notices.ledger import attempt_of
from bot.application.ports import Provider, Sending
from bot.domain.conversation import Channel

PER_SECOND = {Channel.WHATSAPP: 80, Channel.SMS: 1}  # what the provider grants a number that asked for no more
KEPT_S = 3600
MOST_BEHIND_S = 2  # what we begin stands back so long for answers, however many there are: some of it goes through
ANSWERS_TOLD_EVERY_S = 0.25

# The next free place of a sender, by the clock of Redis; in microseconds.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.0f', free + tonumber(ARGV[1])), 'EX', tonumber(ARGV[2]))
return string.format('%.0f', free - now)
"""

# So many places gone at once; no further ahead than what waits may stand back.
SPEND = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local ahead = math.max(free, math.min(free + tonumber(ARGV[1]), now + tonumber(ARGV[3])))
redis.call('SET', KEYS[1], string.format('%.0f', ahead), 'EX', tonumber(ARGV[2]))
"""


class RedisPace:
    """The `Pace` port."""

    def __init__(self, redis: Redis, per_second: Mapping[Channel, int] = PER_SECOND) -> None:
        self._redis = redis
        self._per_second = per_second

    async def wait_s(self, sender: str, channel: Channel) -> float:
        """Without Redis each dispatcher keeps to the rate by itself."""
        apart_us = 1_000_000 // self._per_second[channel]
        try:
            answer = cast(Any, self._redis.eval(TAKE, 1, _key(sender), apart_us, KEPT_S))
            return int(await answer) / 1_000_000
        except RedisError:
            return apart_us / 1_000_000


class AnswersFirst:
    """The `Provider` port: what is no notice goes at once, and is told to the rate of its sender in batches."""

    def __init__(self, provider: Provider, redis: Redis, per_second: Mapping[Channel, int] = PER_SECOND) -> None:
        self._provider = provider
        self._redis = redis
        self._per_second = per_second
        self._spent: Counter[tuple[str, Channel]] = Counter()
        self.find = provider.find

    async def send(self, sending: Sending) -> str:
        if attempt_of(sending.message.key) is None and not sending.simulated:  # a notice has taken its place already
            self._spent[sending.sender, sending.channel] += 1
        return await self._provider.send(sending)

    async def tell(self) -> None:
        """Called several times a second; without Redis it is forgotten."""
        spent, self._spent = self._spent, Counter()
        for (sender, channel), count in spent.items():
            gone_us = count * 1_000_000 // self._per_second[channel]
            told = (gone_us, KEPT_S, MOST_BEHIND_S * 1_000_000)
            with suppress(RedisError):
                await cast(Any, self._redis.eval(SPEND, 1, _key(sender), *told))


def _key(sender: str) -> str:
    return f"concilia:pace:{sender}"
