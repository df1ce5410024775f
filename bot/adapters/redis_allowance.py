"""How often something may be done under one key, shared by all processes in Redis; without it nobody is held up."""

import math
from dataclasses import dataclass
from typing import Any, cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

PER_SECOND = 20
AT_ONCE = 100  # calls in a row before the rate is kept to
_US = 1_000_000
_log = structlog.get_logger()

# Places as `redis_pace` gives them away, but none too far ahead: 0, or in how many microseconds to come again.
# Of several keys one after the other: where one has none left, the next is not asked.
TAKE = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
for place, key in ipairs(KEYS) do
    local apart, most = tonumber(ARGV[2 * place - 1]), tonumber(ARGV[2 * place])
    local free = math.max(now, tonumber(redis.call('GET', key) or '0'))
    local ahead = free + apart - now
    if ahead > apart * most then return string.format('%.0f', ahead - apart * most) end
    redis.call('SET', key, string.format('%.0f', free + apart), 'PX', math.ceil(ahead / 1000) + 1000)
end
return '0'
"""


@dataclass(frozen=True)
class Rate:
    """How often, and how many in a row before that is kept to."""

    what: str
    per_second: float
    at_once: int

    @property
    def apart_us(self) -> int:
        return int(_US / self.per_second)


CALLS = Rate("calls", PER_SECOND, AT_ONCE)


class RedisAllowance:
    """The `Allowance` port; with more rates than one, a key under each is asked for in one trip."""

    def __init__(self, redis: Redis, *rates: Rate) -> None:
        self._redis = redis
        self._rates = rates or (CALLS,)

    async def wait_s(self, key: str, *others: str) -> int:
        asked = tuple(zip(self._rates, (key, *others), strict=False))
        keys = [f"concilia:{rate.what}:{one}" for rate, one in asked]
        values = [value for rate, _ in asked for value in (rate.apart_us, rate.at_once)]
        try:
            answer = cast(Any, self._redis.eval(TAKE, len(keys), *keys, *values))
            return math.ceil(int(await answer) / _US)
        except (RedisError, OSError) as error:
            _log.warning("calls not counted", error=type(error).__name__)
            return 0
