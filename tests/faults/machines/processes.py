"""What runs in the processes of several machines: the service's own api and worker, as they are started and stopped."""

import os
from dataclasses import replace
from pathlib import Path

import uvicorn
import uvloop

from bot.api.serving import serve
from bot.assembly import assemble
from bot.config import load_settings
from bot.main import create_app
from bot.worker import work_until_told
from tests.faults.machines.claims import ClaimLog, WatchedClaims
from tests.faults.matrix.processes import Part, become


def run_machine_api(part: Part) -> None:
    become(part)
    settings = load_settings(None)
    app = create_app(settings)
    told = {"access_log": False, "log_config": None, "log_level": "warning"}
    serve(app, uvicorn.Config(app, host=settings.host, port=settings.port, loop="uvloop", **told))  # type: ignore[arg-type]


def run_machine_worker(part: Part, claims: Path) -> None:
    become(part)
    uvloop.run(_work(ClaimLog(claims, f"{part.name}:{os.getpid()}")))


async def _work(log: ClaimLog) -> None:
    async with assemble(load_settings(None), "worker") as assembly:
        watched = WatchedClaims(assembly.database, assembly.clock, log)
        await work_until_told(replace(assembly, inbox=watched))  # type: ignore[arg-type]
