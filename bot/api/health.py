"""Whether the process is up, whether it can work, and its figures for Prometheus."""

import asyncio

from fastapi import APIRouter, Request, Response, status
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from redis.exceptions import RedisError
from sqlalchemy import text

from bot.adapters.db.away import NOT_STORED
from bot.application.releases import ReleaseMissing
from bot.assembly import Assembly
from bot.observing.depths import Depths

ANSWER_WITHIN_S = 2.0  # what hangs is away


def health_router() -> APIRouter:
    router = APIRouter()
    router.add_api_route("/health", health, methods=["GET"])
    router.add_api_route("/ready", ready, methods=["GET"])
    router.add_api_route("/metrics", metrics, methods=["GET"])
    return router


async def health() -> dict[str, str]:
    return {"status": "ok"}


async def ready(request: Request) -> JSONResponse:
    """200 when database, Redis, nlu and a release are all there; 503 with what is not."""
    assembly: Assembly = request.app.state.assembly
    database, redis, (release, nlu) = await asyncio.gather(
        _database(assembly), _redis(assembly), _release_and_nlu(assembly)
    )
    checks = {"database": database, "redis": redis, "release": release, "nlu": nlu}
    code = status.HTTP_200_OK if all(checks.values()) else status.HTTP_503_SERVICE_UNAVAILABLE
    return JSONResponse(checks, code)


async def metrics(request: Request) -> Response:
    """What waits is counted when asked; of what is away the last figures stand."""
    depths: Depths = request.app.state.depths
    await depths.measure()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _database(assembly: Assembly) -> bool:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S), assembly.database.reading() as session:
            await session.execute(text("SELECT count(*) FROM conversation WHERE id < 0"))
    except NOT_STORED:
        return False
    return True


async def _redis(assembly: Assembly) -> bool:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return bool(await assembly.redis.ping())
    except (RedisError, OSError):
        return False


async def _release_and_nlu(assembly: Assembly) -> tuple[bool, bool]:
    """Whether a release is live, and whether nlu has that one loaded."""
    release = await _live_release(assembly)
    if release is None:
        return False, False
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return True, await assembly.dialogue.is_ready(release)
    except TimeoutError:
        return True, False


async def _live_release(assembly: Assembly) -> str | None:
    try:
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return (await assembly.releases.live()).id
    except NOT_STORED:
        return None
    except ReleaseMissing:
        return None
