"""Who of the staff is online, kept in Redis: a heartbeat that is lost is made again."""

import json
from collections.abc import Awaitable, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.application.agents.rota import PresenceAway
from bot.domain.ownership import Seen

KEY = "concilia:presence"
KEPT_FOR = timedelta(days=2)  # of one hash for all: longer than anybody is waited for


class RedisPresence:
    """The `Presence` port."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def beat(self, agent: str, seen: Seen) -> None:
        kept = {"at": seen.at.isoformat(), "takes": seen.takes, "creditors": sorted(seen.creditors)}
        await _answered(self._redis.hset(KEY, agent, json.dumps(kept)))
        await _answered(self._redis.expire(KEY, KEPT_FOR))

    async def leave(self, agent: str) -> None:
        known = await _answered(self._redis.hget(KEY, agent))
        if known is not None:
            kept = json.dumps({**json.loads(known), "takes": False})
            await _answered(self._redis.hset(KEY, agent, kept))

    async def seen(self) -> Mapping[str, Seen]:
        found: Mapping[bytes, bytes] = await _answered(self._redis.hgetall(KEY))
        return {agent.decode(): _open(kept) for agent, kept in found.items()}


def _open(kept: bytes) -> Seen:
    told = json.loads(kept)
    return Seen(datetime.fromisoformat(told["at"]), told["takes"], frozenset(told["creditors"]))


async def _answered(asked: Any) -> Any:
    try:
        return await cast(Awaitable[Any], asked)
    except (RedisError, OSError) as error:
        raise PresenceAway(type(error).__name__) from error
