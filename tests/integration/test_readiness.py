"""Whether a process can work: each part is asked beside the others, and what hangs is away (docs/metrics.md)."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from redis.asyncio import Redis

from bot.adapters.db.engine import Database
from bot.adapters.nlu_client import NluClient
from bot.api.health import health_router
from tests.twilio_server.http import Answer, Handler, HangUp, HttpServer, Request

LIVE = "0123456789ab"
PATIENCE_S = 30.0  # far above what a part is given, so that a slow machine changes nothing
OF_NLU_S = 120.0  # what its client itself would wait for


class Released:
    async def live(self) -> SimpleNamespace:
        return SimpleNamespace(id=LIVE)


async def _has_the_release(_request: Request) -> Answer:
    return Answer(200, json.dumps({"loaded": [LIVE], "releases": [LIVE]}))


async def _never_answers(_request: Request) -> Answer:
    await asyncio.Event().wait()
    raise HangUp


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    async with Redis.from_url(redis_url) as opened:
        yield opened


@asynccontextmanager
async def answering(database: Database, redis: Any, nlus: Sequence[Handler]) -> AsyncIterator[httpx.AsyncClient]:
    """The service's own looks at itself, with nlu servers that answer so."""
    async with AsyncExitStack() as opened:
        servers = [HttpServer(nlu) for nlu in nlus]
        for server in servers:
            await server.start()
            opened.push_async_callback(server.close)
        dialogue = NluClient([server.url for server in servers], timeout_s=OF_NLU_S)
        opened.push_async_callback(dialogue.close)
        app = FastAPI()
        app.include_router(health_router())
        app.state.assembly = SimpleNamespace(database=database, redis=redis, releases=Released(), dialogue=dialogue)
        transport = httpx.ASGITransport(app)
        yield await opened.enter_async_context(httpx.AsyncClient(transport=transport, base_url="http://concilia"))


async def told(database: Database, redis: Any, *nlus: Handler) -> tuple[int, dict[str, bool]]:
    async with answering(database, redis, nlus) as client, asyncio.timeout(PATIENCE_S):
        answer = await client.get("/ready")
        return answer.status_code, answer.json()


async def test_an_nlu_that_hangs_is_away_and_the_others_are_told_all_the_same(database: Database, redis: Redis) -> None:
    parts = {"database": True, "redis": True, "release": True, "nlu": False}

    assert await told(database, redis, _never_answers) == (503, parts)


@pytest.mark.parametrize("nlus", [(_never_answers, _has_the_release), (_has_the_release, _never_answers)])
async def test_of_several_nlus_one_that_answers_is_enough(
    database: Database, redis: Redis, nlus: Sequence[Handler]
) -> None:
    assert await told(database, redis, *nlus) == (200, dict.fromkeys(("database", "redis", "release", "nlu"), True))


@dataclass
class OnceNluWasAsked:
    """A Redis that answers when the nlu server has been asked: it never is where one part waits for another."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def ping(self) -> bool:
        return await self.asked.wait()

    async def nlu(self, request: Request) -> Answer:
        self.asked.set()
        return await _has_the_release(request)


async def test_no_part_waits_for_another(database: Database) -> None:
    redis = OnceNluWasAsked()

    assert (await told(database, redis, redis.nlu))[1]["redis"] is True
