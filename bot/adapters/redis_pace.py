"""The rate of a sender, kept in Redis so that all workers share it; losing it costs a moment's haste, no message."""

from collections.abc import Mapping
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.domain.conversation import Channel

PER_SECOND = {Channel.WHATSAPP: 80, Channel.SMS: 1}  # what the provider grants a number that asked for no more
KEPT_S = 3600

# The next free place of a sender, by the clock of Redis; in microseconds.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.0f', free + tonumber(ARGV[1])), 'EX', tonumber(ARGV[2]))
return string.format('%.0f', free - now)
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
            answer = cast(Any, self._redis.eval(TAKE, 1, f"concilia:pace:{sender}", apart_us, KEPT_S))
            return int(await answer) / 1_000_000
        except RedisError:
            return apart_us / 1_000_000
