"""What runs in the processes of a house: the service's own api and worker, with marked ports."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any

import time_machine
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.serving import serve
from bot.application.accept_message import accept_message, accept_status
from bot.application.messages import InboundMessage
from bot.assembly import Assembly, assemble
from bot.config import Settings, load_settings
from bot.lanes.healing import HealLane
from bot.lanes.lines import attempt
from bot.logs import configure_logs
from bot.main import create_app, lifespan
from bot.worker import work
from tests.faults.matrix.broken import SENT_BEFORE_SENDING, BrokenInbox, HastyProvider
from tests.faults.matrix.marked import MarkedDialogue, MarkedInbox, MarkedOutbox, MarkedProvider
from tests.faults.matrix.points import Points

OURS = ("CONCILIA_", "TWILIO_")
ANSWER_LEAVES_S = 0.05  # by the event loop's own writing
HEALED_EVERY = timedelta(seconds=3)  # a minute, scaled
LOOKED_AT_EVERY_S = 0.5


@dataclass(frozen=True)
class Part:
    """One process of a house."""

    name: str
    settings: Mapping[str, str]
    orders: Path
    output: Path
    broken: frozenset[str] = frozenset()
    clock_ahead: timedelta = field(default_factory=timedelta)


@cache
def application() -> FastAPI:
    """Made once for all processes, by the one they are forked from: its hundreds of doors take most of a second."""
    return create_app(Settings(_env_file=None))


def run_api(part: Part) -> None:
    become(part)
    settings, points = load_settings(None), Points(part.orders)
    app = application()
    app.router.lifespan_context = partial(_marked, partial(lifespan, settings), part)
    app.add_middleware(MarkedDoor, points=points)
    config = uvicorn.Config(
        app, host=settings.host, port=settings.port, access_log=False, log_level="warning", loop="uvloop"
    )
    serve(app, config)


def run_worker(part: Part) -> None:
    become(part)
    asyncio.run(_work(part))


@asynccontextmanager
async def _marked(lifespan: Any, part: Part, app: FastAPI) -> AsyncIterator[None]:
    async with lifespan(app):
        assembly, points = app.state.assembly, Points(part.orders)
        points.watch_commits(assembly.database)
        inbox = _inbox(assembly, points, part.broken)
        app.state.inbox = inbox
        app.state.accept_status = partial(accept_status, inbox=inbox)

        async def accept(message: InboundMessage) -> None:
            await accept_message(message, inbox, assembly.bell)
            points.arrive("accepted")

        app.state.accept_message = accept
        yield


async def _work(part: Part) -> None:
    async with assemble(load_settings(None)) as assembly:
        marked = _marked_worker(assembly, Points(part.orders), part.broken)
        healing = HealLane(marked, every=HEALED_EVERY, settled=HEALED_EVERY)
        async with asyncio.TaskGroup() as loops:
            loops.create_task(work(marked))
            loops.create_task(_heal(healing))


async def _heal(lane: HealLane) -> None:
    while True:
        await attempt(lane.heal, "not healed")
        await asyncio.sleep(LOOKED_AT_EVERY_S)


def _marked_worker(assembly: Assembly, points: Points, broken: frozenset[str]) -> Assembly:
    points.watch_commits(assembly.database)
    outbox = MarkedOutbox(assembly.database, assembly.clock, points)
    provider = MarkedProvider(assembly.provider, points)
    if SENT_BEFORE_SENDING in broken:
        provider = HastyProvider(assembly.provider, points, assembly.database)
    ports: dict[str, Any] = {"inbox": _inbox(assembly, points, broken), "outbox": outbox, "provider": provider}
    return replace(assembly, **ports, dialogue=MarkedDialogue(assembly.dialogue, points))  # type: ignore[arg-type]


def _inbox(assembly: Assembly, points: Points, broken: frozenset[str]) -> MarkedInbox:
    if broken:
        return BrokenInbox(assembly.database, assembly.clock, points, broken)
    return MarkedInbox(assembly.database, assembly.clock, points)


def become(part: Part) -> None:
    """The environment and the terminal of a process started by itself, on a machine whose clock may be wrong."""
    environ: Any = os.environ  # noqa: TID251 - of this process only
    for name in [name for name in environ if name.startswith(OURS)]:
        del environ[name]
    environ.update(part.settings)
    output = os.open(part.output, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(output, 1)
    os.dup2(output, 2)
    if part.clock_ahead:
        time_machine.travel(datetime.now(UTC) + part.clock_ahead, tick=True).start()
    configure_logs(part.name)


@dataclass(frozen=True)
class MarkedDoor:
    """Passes a point once an answer to Twilio has left."""

    app: ASGIApp
    points: Points

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body" and scope["path"].endswith("/messages"):
                asyncio.get_running_loop().call_later(ANSWER_LEAVES_S, self.points.arrive, "answered")

        await self.app(scope, receive, told if scope["type"] == "http" else send)
