"""The HTTP door of the dialogue: bound to loopback, holding nothing but loaded releases."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import uvloop
from aiohttp import web

from concilia_nlu import turn
from concilia_nlu.graph import BrokenGraph
from concilia_nlu.quiet import place_of
from concilia_nlu.releases import Release, Releases, UnknownRelease
from concilia_nlu.walk import UnknownOutcome, UnknownPlace
from serving.bodies import Body, MalformedBody, read_body
from serving.holding import Loading, parsed
from serving.lines import configure_lines, note_deaths
from serving.observing import watch_calls
from serving.receiving import LARGEST_ARCHIVE, ArchiveRefused, is_allowed, receive
from serving.tracing import NoTracing, Tracing, open_tracing

logger = logging.getLogger("concilia.nlu")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Call = Callable[[Release, Body], dict[str, Any]]
LARGEST_BODY = 1 << 20
TOKEN = "CONCILIA_NLU_TOKEN"  # the secret with which the service sends releases
COLLECTOR = "OTEL_EXPORTER_OTLP_ENDPOINT"  # where traces go; none where it is not set


def take_turn(release: Release, body: Body) -> dict[str, Any]:
    return turn.take_turn(release, body.mapping("slots"), body.messages(), body.optional_mapping("facts"))


def resume(release: Release, body: Body) -> dict[str, Any]:
    return turn.resume(release, body.mapping("slots"), body.text("outcome"))


def enter(release: Release, body: Body) -> dict[str, Any]:
    return turn.enter(release, body.mapping("slots"), body.text("step"))


def make_app(releases: Releases, token: str = "", tracing: Tracing | None = None) -> web.Application:
    """Calls are worked one at a time on the loop itself: another thread would cost more than what it is asked."""
    app = web.Application(middlewares=[answer_errors], client_max_size=LARGEST_BODY)
    loading = Loading(releases)

    def door(call: Call) -> Handler:
        async def handle(request: web.Request) -> web.Response:
            body = read_body(await request.read())
            return web.json_response(call(await loading.get(body.text("release")), body))

        return handle

    async def parse(request: web.Request) -> web.Response:
        body = read_body(await request.read())
        release = await loading.get(body.text("release"))
        return web.json_response({"results": [result async for result in parsed(release, body)]})

    async def health(_request: web.Request) -> web.Response:
        state = {"status": "ok", "releases": releases.found(), "loaded": releases.loaded(), "pid": os.getpid()}
        return web.json_response(state)

    async def keep(request: web.Request) -> web.Response:
        if not is_allowed(token, request.headers.get("Authorization", "")):
            raise web.HTTPForbidden(reason="no release is taken from whoever does not know the secret")
        name, archive = request.match_info["release"], await _whole(request)
        await asyncio.to_thread(receive, releases.folder, name, archive)
        return web.json_response({"release": name}, status=201)

    app.router.add_get("/health", health)
    app.router.add_put("/releases/{release}", keep)
    for path, call in (("/turn", take_turn), ("/resume", resume), ("/enter", enter)):
        app.router.add_post(path, door(call))
    app.router.add_post("/parse", parse)
    watch_calls(app, releases, tracing or NoTracing())
    return app


async def _whole(request: web.Request) -> bytes:
    """A release is larger than any turn may be."""
    archive = bytearray()
    async for part in request.content.iter_any():
        archive += part
        if len(archive) > LARGEST_ARCHIVE:
            raise web.HTTPRequestEntityTooLarge(LARGEST_ARCHIVE, len(archive))
    return bytes(archive)


@web.middleware
async def answer_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every refusal is JSON; an unexpected error is logged by class and place, as its message could hold a text."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        return _refuse(error.status, error.reason)
    except MalformedBody as error:
        return _refuse(400, str(error))
    except UnknownRelease as error:
        return _refuse(404, f"no release {str(error)!r}")
    except ArchiveRefused as error:
        return _refuse(422, str(error))
    except Exception as error:  # the door: nothing stands above it
        return _refuse_to_walk(request, _root_of(error))


def _refuse_to_walk(request: web.Request, error: BaseException) -> web.Response:
    if isinstance(error, (UnknownOutcome, UnknownPlace)):
        return _refuse(422, str(error))
    logger.error("%s failed: %s", request.path, place_of(error))
    detail = str(error) if type(error).__module__.startswith("concilia_nlu.") else type(error).__name__
    return _refuse(500, detail)


def _root_of(error: BaseException) -> BaseException:
    """Rasa wraps what a component raised; the cause says what happened."""
    while error.__cause__ is not None and not type(error).__module__.startswith("concilia_nlu."):
        error = error.__cause__
    return error


def _refuse(status: int, reason: str) -> web.Response:
    return web.json_response({"error": reason}, status=status)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="server.py", description=__doc__)
    parser.add_argument("--releases", type=Path, required=True, help="folder with one folder per release")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    parser.add_argument("--socket", type=Path, help="a Unix socket to listen on, instead of host and port")
    parser.add_argument("--keep", type=int, default=8, help="how many releases stay in memory")
    parser.add_argument("--preload", nargs="*", default=[], metavar="RELEASE", help="loaded before the first call")
    options = parser.parse_args(arguments)
    configure_lines()
    note_deaths()
    _serve(options)
    return 0


def _serve(options: argparse.Namespace) -> None:
    releases = Releases(options.releases, options.keep)
    for release_id in options.preload:
        _preload(releases, release_id)
    place = {"path": str(options.socket)} if options.socket else {"host": options.host, "port": options.port}
    address = options.socket or f"http://{options.host}:{options.port}"
    web.run_app(
        make_app(releases, _told(TOKEN), open_tracing(_told(COLLECTOR))),
        access_log=None,
        print=lambda _banner: logger.info("listening on %s", address),  # called once the door is open
        shutdown_timeout=5,
        loop=uvloop.new_event_loop(),
        **place,
    )


def _told(name: str) -> str:
    return os.environ.get(name, "")  # noqa: TID251 - arguments are read by anybody on the machine


def _preload(releases: Releases, release_id: str) -> None:
    """A release that does not load must not keep the others from being served."""
    try:
        releases.get(release_id)
    except (UnknownRelease, BrokenGraph, OSError) as error:
        logger.error("release %s was not loaded: %s", release_id, place_of(error))
