"""What `make run` starts where nothing is configured."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.config import Settings
from bot.supervisor.children import Pace
from bot.supervisor.embedded import free_port, programme
from bot.supervisor.run_folder import RunFolder
from bot.supervisor.supervise import Programme, Supervisor

SOON_S = 120.0  # the machine may be busy
GONE_WITHIN_S = 20.0  # the contract's

type Valkey = tuple[Redis, asyncio.Task[None]]


def settings_in(home: Path, **given: object) -> Settings:
    return Settings(home=home, _env_file=None, **given)


async def silently() -> None:
    """No greeting."""


@asynccontextmanager
async def only_the_foundations(home: Path) -> AsyncIterator[Valkey]:
    """The embedded Valkey, and the supervisor that keeps it."""
    wanted = programme(settings_in(home, nlu_url=("http://127.0.0.1:1",)))
    supervisor = Supervisor(home, lambda line: None, Pace(first_s=0.05))
    bare = Programme(wanted.foundations, [], [], wanted.addresses)
    running = asyncio.create_task(supervisor.run(bare, silently))
    try:
        async with Redis.from_url(wanted.addresses["CONCILIA_REDIS_URL"]) as redis:
            yield redis, running
    finally:
        supervisor.stop()
        await asyncio.wait_for(running, SOON_S)


async def answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except RedisError:
        return False


async def until_it_answers(valkey: Valkey) -> Redis:
    redis, supervisor = valkey
    deadline = monotonic() + SOON_S
    while not await answers(redis):
        assert monotonic() < deadline, "no answer in time"
        await asyncio.wait({supervisor}, timeout=0.02)
    return redis


async def test_the_embedded_valkey_keeps_what_it_was_told_over_a_restart(tmp_path: Path) -> None:
    async with only_the_foundations(tmp_path) as valkey:
        await (await until_it_answers(valkey)).set("bell", "rung")

    async with only_the_foundations(tmp_path) as valkey:
        assert await (await until_it_answers(valkey)).get("bell") == b"rung"


async def test_an_embedded_valkey_that_is_killed_comes_back_at_the_same_address(tmp_path: Path) -> None:
    async with only_the_foundations(tmp_path) as valkey:
        await until_it_answers(valkey)
        [killed] = RunFolder(tmp_path).services()

        killed.process.signal(signal.SIGKILL)
        redis = await until_it_answers(valkey)

        assert not killed.process.is_alive()
        assert await redis.ping()


def test_everything_is_started_where_nothing_is_configured(tmp_path: Path) -> None:
    wanted = programme(settings_in(tmp_path))

    assert [service.name for service in [*wanted.foundations, *wanted.services]] == ["valkey", "nlu", "api", "worker"]
    assert set(wanted.addresses) == {"CONCILIA_REDIS_URL", "CONCILIA_NLU_URL"}
    assert wanted.services[0].environment["CONCILIA_NLU_URL"] == wanted.addresses["CONCILIA_NLU_URL"]


def test_what_is_configured_is_not_started(tmp_path: Path) -> None:
    given = {"redis_url": "redis://queue:6379/0", "nlu_url": ("http://nlu:5005",), "workers": 2}

    wanted = programme(settings_in(tmp_path, **given))

    assert (wanted.foundations, wanted.addresses) == ([], {})
    assert [service.name for service in wanted.services] == ["api", "worker-1", "worker-2"]


def test_what_does_not_end_when_asked_is_ended_within_the_time_the_contract_gives(tmp_path: Path) -> None:
    """Contract: gone within 20 s; the foundations are asked after the services."""
    wanted = programme(settings_in(tmp_path, workers=2))

    stages = (wanted.services, wanted.foundations)
    assert sum(max(service.grace_s for service in stage) for stage in stages) < GONE_WITHIN_S


def test_ports_lie_below_those_outgoing_connections_use() -> None:
    assert 20_000 <= free_port() < 32_000
