"""How often something may be done under one key, shared by all processes in Redis; without it nobody is held up."""

import math
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

PER_SECOND = 20
AT_ONCE = 100  # calls in a row before the rate is kept to
_US = 1_000_000
_log = structlog.get_logger()

# Places as `redis_pace` gives them away, but none too far ahead: 0, or in how many microseconds to come again.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local apart = tonumber(ARGV[1])
local free = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
local ahead = free + apart - now
if ahead > apart * tonumber(ARGV[2]) then return string.format('%.0f', ahead - apart * tonumber(ARGV[2])) end
redis.call('SET', KEYS[1], string.format('%.0f', free + apart), 'PX', math.ceil(ahead / 1000) + 1000)
return '0'
"""


class RedisAllowance:
    """The `Allowance` port."""

    def __init__(
        self, redis: Redis, *, per_second: float = PER_SECOND, at_once: int = AT_ONCE, what: str = "calls"
    ) -> None:
        self._redis = redis
        self._apart_us = int(_US / per_second)
        self._at_once = at_once
        self._what = what

    async def wait_s(self, key: str) -> int:
        try:
            answer = cast(Any, self._redis.eval(TAKE, 1, f"concilia:{self._what}:{key}", self._apart_us, self._at_once))
            return math.ceil(int(await answer) / _US)
        except (RedisError, OSError) as error:
            _log.warning("calls not counted", error=type(error).__name__)
            return 0
